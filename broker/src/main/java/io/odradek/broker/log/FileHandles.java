/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The open files of all logs behind one bound: a file is opened when it is used and closed when others were used more
 * since, but never under someone who holds it. Shared by all loops and the disk pool.
 */
final class FileHandles {
    private final Disk disk;
    private final int openFilesMax;

    /** Made when it is first asked for: a broker without records is ready sooner by what the library takes to load. */
    private final AtomicReference<@Nullable Cache<Path, OpenFile>> made = new AtomicReference<>();

    FileHandles(Disk disk, int openFilesMax) {
        this.disk = disk;
        this.openFilesMax = openFilesMax;
    }

    private Cache<Path, OpenFile> open() {
        Cache<Path, OpenFile> present = made.get();
        if (present != null) {
            return present;
        }
        Cache<Path, OpenFile> fresh = Caffeine.newBuilder()
                .maximumSize(openFilesMax)
                // Evict on the caller's thread: no pool of its own, and a close is cheap.
                .executor(Runnable::run)
                .removalListener(FileHandles::letGo)
                .build();
        return made.compareAndSet(null, fresh) ? fresh : open();
    }

    Disk disk() {
        return disk;
    }

    /** The file, opened for reading and writing if it was not open. The caller releases it. */
    OpenFile acquire(Path path) throws IOException {
        return acquire(path, Disk.Mode.WRITE);
    }

    /** The same; the file is made if it is missing. */
    OpenFile acquireOrCreate(Path path) throws IOException {
        return acquire(path, Disk.Mode.CREATE);
    }

    private OpenFile acquire(Path path, Disk.Mode mode) throws IOException {
        try {
            while (true) {
                OpenFile file = open().get(path, missing -> openNow(missing, mode));
                if (file.tryRetain()) {
                    return file;
                }
                // Evicted and closed between the two steps: the next round opens it again.
                open().asMap().remove(path, file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether the file exists; cheaper than opening it. */
    boolean exists(Path path) {
        return open().getIfPresent(path) != null || disk.exists(path);
    }

    /** The file's size, or 0 if there is none. */
    long sizeBytes(Path path) throws IOException {
        OpenFile file = open().getIfPresent(path);
        if (file != null && file.tryRetain()) {
            try {
                return file.file().sizeBytes();
            } finally {
                file.release();
            }
        }
        try {
            return disk.sizeBytes(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Lets go of the cache's hold on a file: before it is renamed or deleted. */
    void forget(Path path) {
        open().invalidate(path);
    }

    void forgetAll(List<Path> paths) {
        open().invalidateAll(paths);
    }

    void closeAll() {
        Cache<Path, OpenFile> present = made.get();
        if (present != null) {
            present.invalidateAll();
        }
    }

    private OpenFile openNow(Path path, Disk.Mode mode) {
        try {
            return new OpenFile(path, disk.open(path, mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void letGo(@Nullable Path path, @Nullable OpenFile file, RemovalCause cause) {
        if (file != null) {
            file.release();
        }
    }
}
