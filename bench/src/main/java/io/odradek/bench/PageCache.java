/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Takes files out of memory, so that whoever reads them reads the disk. Java has no posix_fadvise; GNU dd has. */
public final class PageCache {

    private static final long MINUTES_MAX = 5;

    private PageCache() {}

    /** All segments in these folders. They are written to the disk first, as dirty pages stay. */
    public static void evict(List<Path> folders) {
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".log")).forEach(PageCache::evict);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void evict(Path file) {
        try {
            Process dd = new ProcessBuilder(
                            "dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none")
                    .inheritIO()
                    .start();
            if (!dd.waitFor(MINUTES_MAX, TimeUnit.MINUTES) || dd.exitValue() != 0) {
                dd.destroyForcibly();
                throw new IllegalStateException("dd cannot drop the pages of " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
