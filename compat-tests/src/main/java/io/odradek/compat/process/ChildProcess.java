/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process with its output in a file. It and its descendants end with {@link #close}, or at the latest with this JVM,
 * always by their own ids.
 */
public final class ChildProcess implements AutoCloseable {

    private static final ConcurrentLinkedQueue<ChildProcess> LIVE = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(ChildProcess::kill), "end-children"));
    }

    private final Process process;
    private final Path output;
    private final String name;

    private ChildProcess(Process process, Path output, String name) {
        this.process = process;
        this.output = output;
        this.name = name;
    }

    /** Standard output and error are appended to {@code output}. */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path output) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(builder.start(), output, name);
            LIVE.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that were started here and not closed yet. */
    public static List<ChildProcess> live() {
        return List.copyOf(LIVE);
    }

    /** Of the JVM, also when a script started it without becoming it. */
    public long pid() {
        return jvm().pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Whether it ended within this time. */
    public boolean waitFor(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** SIGTERM; fails with a thread dump if it does not end within this time. */
    public void terminate(Duration time) {
        jvm().destroy();
        if (!waitFor(time)) {
            String dump = threadDump();
            kill();
            throw new IllegalStateException(name + " did not stop within " + time + "\n" + dump);
        }
    }

    /** SIGSTOP: alive, with its connections open, and without a sign of life. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** SIGKILL, descendants first. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        waitFor(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        kill();
        LIVE.remove(this);
    }

    public Path output() {
        return output;
    }

    public String outputText() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it is and the last lines it wrote. */
    public String describe() {
        return name + (isAlive() ? " (running)" : " (ended with " + exitCode() + ")") + ", last output:\n" + tail(60);
    }

    /** Asks the JVM for its threads and returns the end of the output, where they stand. */
    public String threadDump() {
        if (isAlive()) {
            signal("QUIT");
            waitFor(Duration.ofMillis(500));
        }
        return name + ", last output:\n" + tail(400);
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                    .start()
                    .waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProcessHandle jvm() {
        return process.descendants()
                .filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElse(process.toHandle());
    }

    private String tail(int lines) {
        int bytesMax = 256 << 10;
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long from = Math.max(0, file.length() - bytesMax);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            ArrayDeque<String> last = new ArrayDeque<>();
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                last.addLast(line);
                if (last.size() > lines) {
                    last.removeFirst();
                }
            });
            return String.join("\n", last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
