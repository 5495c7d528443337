/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the log sees it: the only way from this package to files. The real one is {@link FileDisk}; tests
 * and the simulation use one in memory that forgets what was not forced. Implementations may be called from any thread.
 */
public interface Disk {
    /** How a file is opened. */
    enum Mode {
        /** It must exist; only reads. */
        READ,
        /** It must exist; reads and writes. */
        WRITE,
        /** Made if missing; reads and writes. */
        CREATE
    }

    /** Opens a file; fails with NoSuchFileException if it is missing and the mode does not make it. */
    DiskFile open(Path file, Mode mode) throws IOException;

    boolean exists(Path path);

    /** The size of a file; fails with NoSuchFileException if there is none. */
    long sizeBytes(Path file) throws IOException;

    /** The names in a folder, in no order. Fails with NoSuchFileException if there is none. */
    List<String> list(Path folder) throws IOException;

    boolean isFolder(Path path);

    /** Makes the folder and the missing ones above it; nothing happens if it exists. */
    void createFolders(Path folder) throws IOException;

    /** Replaces the target, if there is one, in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder; nothing happens if there is none. */
    void delete(Path path) throws IOException;

    /** Makes the entries of a folder (files made, renamed, deleted) survive a power loss. */
    void forceFolder(Path folder) throws IOException;

    /** Holds the file's lock until closed. Fails with OverlappingFileLockException if it is taken. */
    Closeable lock(Path file) throws IOException;

    Space space(Path folder) throws IOException;

    /** The volume that holds a folder. */
    record Space(long totalBytes, long usableBytes) {}

    /** Whether the failure only says that the volume is full: what was asked can be asked again. */
    static boolean isFull(IOException failure) {
        String message = failure.getMessage();
        return message != null && (message.contains("No space left") || message.contains("quota exceeded"));
    }
}
