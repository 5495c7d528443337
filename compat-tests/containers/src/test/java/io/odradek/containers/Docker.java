/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The engine's command line. */
final class Docker {
    static final String IMAGE = System.getProperty("odradek.image", "odradek:dev");

    private static final long COMMAND_MINUTES_MAX = 2;

    private Docker() {}

    /** What the command printed, errors too; fails with that if it does. */
    static String run(String... command) throws IOException, InterruptedException {
        return runIn(Map.of(), List.of(command));
    }

    static String runIn(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("docker", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; it said\n" + Files.readString(output));
            }
            String text = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue() + "\n" + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** A container of the image with a free port of this machine for 9092; not started. */
    static String create(int port, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "create", "-p", "127.0.0.1:" + port + ":9092"));
        command.addAll(List.of(options));
        command.add(IMAGE);
        return runIn(Map.of(), command);
    }

    /**
     * Starts a container and returns when it has said these words, which are read as they come: who looks again and again
     * has the machine start processes that the container then waits for.
     */
    static void startUntil(String container, String words) throws IOException {
        Process attached = new ProcessBuilder("docker", "start", "--attach", container)
                .redirectErrorStream(true)
                .start();
        var unused = attached.onExit()
                .orTimeout(COMMAND_MINUTES_MAX, TimeUnit.MINUTES)
                .whenComplete((ended, late) -> attached.destroyForcibly());
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = attached.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(words)) {
                    return;
                }
                said.add(line);
            }
        } finally {
            // Not asked to end, as it would ask the container.
            attached.destroyForcibly();
        }
        throw new AssertionError(container + " ended, or was never ready; it said\n" + String.join("\n", said));
    }

    /** With its volumes. */
    static void remove(String container) throws IOException, InterruptedException {
        var unused = run("docker", "rm", "-f", "-v", container);
    }

    static String logs(String container) throws IOException, InterruptedException {
        return run("docker", "logs", container);
    }

    static String inspect(String container, String format) throws IOException, InterruptedException {
        return run("docker", "inspect", "--format", format, container);
    }
}
