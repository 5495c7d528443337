/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmPagesTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void whatIsTakenFromFreeMemoryIsGivenBackFileByFile() throws Exception {
        AtomicLong free = new AtomicLong(1000 * MIB);
        // As the machine would: what the file took is free again.
        try (WarmPages pages = new WarmPages(folder, 40 * MIB, () -> free.get() + (3 - fileCount()) * 16 * MIB)) {
            assertThat(pages.filesLeft()).isEqualTo(3);
            assertThat(Files.size(folder.resolve("warm-pages-0"))).isEqualTo(16 * MIB);

            pages.release();
            assertThat(pages.filesLeft()).as("a margin of 20 MiB").isEqualTo(1);

            free.addAndGet(-10 * MIB);
            pages.release();
            assertThat(pages.filesLeft()).as("12 MiB are left of it").isEqualTo(1);

            free.addAndGet(-3 * MIB);
            pages.release();
            assertThat(pages.filesLeft()).isZero();
        }
    }

    @Test
    void nothingIsLeftWhenItIsClosed() {
        WarmPages pages = new WarmPages(folder, 20 * MIB, () -> 1000 * MIB);
        assertThat(names()).hasSize(2);

        pages.close();

        assertThat(names()).isEmpty();
    }

    private long fileCount() {
        return names().size();
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
