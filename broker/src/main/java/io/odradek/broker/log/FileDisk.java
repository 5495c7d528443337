/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** The operating system's file system. */
public final class FileDisk implements Disk {
    @Override
    public DiskFile open(Path file, Mode mode) throws IOException {
        return new ChannelFile(
                switch (mode) {
                    case READ -> FileChannel.open(file, StandardOpenOption.READ);
                    case WRITE -> FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    case CREATE ->
                        FileChannel.open(
                                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
                });
    }

    @Override
    public boolean exists(Path path) {
        return path.toFile().exists();
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        // File.list is several times cheaper than a DirectoryStream, which counts with ten thousand partitions.
        File plain = folder.toFile();
        String[] names = plain.list();
        if (names == null) {
            if (!plain.exists()) {
                throw new NoSuchFileException(folder.toString());
            }
            if (!plain.isDirectory()) {
                throw new NotDirectoryException(folder.toString());
            }
            throw new FileSystemException(folder.toString(), null, "cannot be listed");
        }
        return Arrays.asList(names);
    }

    @Override
    public boolean isFolder(Path path) {
        return path.toFile().isDirectory();
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (!folder.toFile().mkdir()) {
            Files.createDirectories(folder);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            // Closing the channel lets go of the lock, too.
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Space space(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return new Space(store.getTotalSpace(), store.getUsableSpace());
    }
}
