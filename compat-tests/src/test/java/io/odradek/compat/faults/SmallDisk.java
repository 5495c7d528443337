/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A file system of a few megabytes in memory, which can be filled and emptied. Mounting it needs root. */
final class SmallDisk implements AutoCloseable {

    private static final Set<SmallDisk> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> List.copyOf(LIVE).forEach(SmallDisk::close), "end-disks"));
    }

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Empty if this machine refuses. */
    static Optional<SmallDisk> mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String refused =
                Command.tryRun("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        if (refused != null) {
            return Optional.empty();
        }
        SmallDisk disk = new SmallDisk(folder);
        LIVE.add(disk);
        return Optional.of(disk);
    }

    Path folder() {
        return folder;
    }

    /** To the last byte. */
    void fill() {
        byte[] block = new byte[4 << 10];
        try (var out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("space")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // Lazily: a broker that is being ended may still hold files there.
        Command.tryRun("umount", "-l", folder.toString());
        LIVE.remove(this);
    }

    private Path filler() {
        return folder.resolve("filler");
    }
}
