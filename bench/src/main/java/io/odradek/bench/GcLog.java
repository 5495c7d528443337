/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.compat.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The pauses of a JVM's collector. Switched on while it runs, so that it is started as a user starts it. */
public final class GcLog {

    private static final Pattern PAUSE = Pattern.compile("Pause [^\\n]* ([0-9.]+)ms$", Pattern.MULTILINE);
    private static final int SECONDS_MAX = 20;

    private final Path file;

    /** From now on. */
    public GcLog(long pid, Path file) {
        this.file = file;
        String jcmd = Path.of(JavaCommand.java()).resolveSibling("jcmd").toString();
        try {
            Process started = new ProcessBuilder(
                            jcmd, Long.toString(pid), "VM.log", "output=" + file, "what=gc=info", "decorators=uptime")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!started.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || started.exitValue() != 0) {
                started.destroyForcibly();
                throw new IllegalStateException("jcmd cannot make process " + pid + " log its pauses");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** So far; none if it never had to. */
    public List<Double> pausesMs() {
        try {
            return Files.exists(file) ? pausesMs(Files.readString(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Double> pausesMs(String text) {
        return PAUSE.matcher(text)
                .results()
                .map(pause -> Double.parseDouble(pause.group(1)))
                .toList();
    }
}
