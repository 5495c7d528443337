/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.odradek.protocol.wire.Records;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of one segment file: whole batches, but for the last, which may be cut. Immutable and usable on any
 * thread; holds the file open until released, even if the segment is deleted meanwhile.
 */
public final class LogSlice extends AbstractReferenceCounted implements Records {
    private final OpenFile source;
    private final long positionBytes;
    private final int sizeBytes;
    private final long firstBatchOffset;

    /** Takes over the caller's reference to the file. */
    LogSlice(OpenFile source, long positionBytes, int sizeBytes, long firstBatchOffset) {
        this.source = source;
        this.positionBytes = positionBytes;
        this.sizeBytes = sizeBytes;
        this.firstBatchOffset = firstBatchOffset;
    }

    @Override
    public int sizeBytes() {
        return sizeBytes;
    }

    /** Where in the file the slice begins. */
    public long positionBytes() {
        return positionBytes;
    }

    /** The base offset of its first batch. */
    public long firstBatchOffset() {
        return firstBatchOffset;
    }

    /** The operating system's file for sendfile, from {@link #positionBytes} on; null on a disk that has none. */
    public @Nullable FileChannel channel() {
        return source.file().channel();
    }

    /** Sends bytes of the slice, from {@code fromBytes} within it on, to the target; returns how many it took. */
    public long transferTo(int fromBytes, WritableByteChannel target) throws IOException {
        return source.file().transferTo(positionBytes + fromBytes, sizeBytes - fromBytes, target);
    }

    /** Appends all bytes of the slice to the buffer. */
    public void readInto(ByteBuf target) throws IOException {
        target.ensureWritable(sizeBytes);
        int start = target.writerIndex();
        if (target.nioBufferCount() == 1) {
            readFully(target.nioBuffer(start, sizeBytes));
            target.writerIndex(start + sizeBytes);
        } else {
            // A view of a buffer in several parts would be a copy.
            ByteBuffer copy = ByteBuffer.allocate(sizeBytes);
            readFully(copy);
            target.writeBytes(copy.flip());
        }
    }

    private void readFully(ByteBuffer target) throws IOException {
        int read = source.file().read(target, positionBytes);
        if (read < sizeBytes) {
            throw new EOFException("the segment ends " + (sizeBytes - read) + " bytes before the slice does");
        }
    }

    @Override
    protected void deallocate() {
        source.release();
    }

    @Override
    public LogSlice touch(Object hint) {
        return this;
    }

    @Override
    public String toString() {
        return "LogSlice(" + sizeBytes + " bytes from offset " + firstBatchOffset + ")";
    }
}
