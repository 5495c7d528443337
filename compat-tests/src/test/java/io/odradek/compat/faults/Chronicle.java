/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened in a run and when, in memory and in a file. Any thread. */
final class Chronicle {

    private final long startNs = System.nanoTime();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Path file;

    Chronicle(Path file) {
        this.file = file;
    }

    /** Milliseconds of the run. */
    long nowMs() {
        return (System.nanoTime() - startNs) / 1_000_000;
    }

    void write(String what) {
        String line = "%7d ms  %s  %s".formatted(nowMs(), Instant.now(), what);
        lines.add(line);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return String.join("\n", lines);
    }
}
