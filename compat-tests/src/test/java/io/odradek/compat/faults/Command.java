/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command of the system, such as {@code ip} or {@code mount}. */
final class Command {

    private static final int SECONDS_MAX = 10;

    private Command() {}

    /** Fails with what it printed if it does not succeed. */
    static void run(String... words) {
        String printed = tryRun(words);
        if (printed != null) {
            throw new IllegalStateException(String.join(" ", words) + ": " + printed);
        }
    }

    /** Null if it succeeded, else what it printed. */
    static String tryRun(String... words) {
        try {
            Process process =
                    new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                return "no end within " + SECONDS_MAX + " s";
            }
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.exitValue() == 0 ? null : "exit code " + process.exitValue() + " " + printed;
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
