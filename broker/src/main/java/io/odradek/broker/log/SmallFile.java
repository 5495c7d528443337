/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Files that are read and replaced as a whole: checkpoints, properties, snapshots. */
final class SmallFile {
    /** Larger ones are damaged, or not ours. */
    private static final int SIZE_BYTES_MAX = 256 << 20;

    private static final String TEMPORARY_ENDING = ".tmp";

    private SmallFile() {}

    static byte[] read(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
            long size = file.sizeBytes();
            if (size > SIZE_BYTES_MAX) {
                throw new IOException(path + " has " + size + " bytes, far more than such a file can have");
            }
            byte[] bytes = new byte[(int) size];
            if (file.read(ByteBuffer.wrap(bytes), 0) < bytes.length) {
                throw new EOFException(path + " ended while it was read");
            }
            return bytes;
        }
    }

    static String readText(Disk disk, Path path) throws IOException {
        return new String(read(disk, path), StandardCharsets.UTF_8);
    }

    /** Leaves the old content or the new one, whatever happens; forced, the new one survives a power loss. */
    static void replace(Disk disk, Path path, ByteBuffer content, boolean forced) throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY_ENDING);
        try {
            try (DiskFile file = disk.open(temporary, Disk.Mode.CREATE)) {
                long size = content.remaining();
                file.write(content, 0);
                file.truncate(size);
                if (forced) {
                    file.force();
                }
            }
            disk.rename(temporary, path);
        } catch (IOException e) {
            disk.delete(temporary);
            throw e;
        }
        Path folder = path.getParent();
        if (forced && folder != null) {
            disk.forceFolder(folder);
        }
    }

    static void replaceText(Disk disk, Path path, String content, boolean forced) throws IOException {
        replace(disk, path, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), forced);
    }
}
