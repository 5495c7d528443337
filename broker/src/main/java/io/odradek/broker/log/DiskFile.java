/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** One open file. Positional, so that it may be read from several threads while its one writer appends. */
public interface DiskFile extends Closeable {
    /** Reads until the buffer is full or the file ends; returns how many bytes came. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer's remaining bytes. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Writes all remaining bytes of the buffers, one after the other, with one system call where possible. */
    void write(ByteBuffer[] sources, long position) throws IOException;

    /** Copies to a channel, through the kernel where possible; returns how many bytes went. */
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;

    long sizeBytes() throws IOException;

    void truncate(long sizeBytes) throws IOException;

    /** Makes the content survive a power loss. */
    void force() throws IOException;

    /** The operating system's file, for sendfile; null where there is none. Borrowed: never closed by the caller. */
    @Nullable
    FileChannel channel();

    @Override
    void close() throws IOException;
}
