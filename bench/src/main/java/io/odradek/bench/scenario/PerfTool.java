/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.JavaCommand;
import io.odradek.compat.process.KafkaJars;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A client process with the flags that Kafka's scripts give it, and the figures it prints. Its class path is Kafka's
 * jars and the classes of {@code bench.client}.
 */
final class PerfTool {

    private static final Duration TIME_MAX = Duration.ofMinutes(15);

    private final Surroundings surroundings;
    private final String mainClass;
    private final List<String> arguments;

    PerfTool(Surroundings surroundings, String mainClass, List<String> arguments) {
        this.surroundings = surroundings;
        this.mainClass = mainClass;
        this.arguments = arguments;
    }

    /** Runs to its end and returns all matches of this pattern in what it printed. */
    List<MatchResult> run(Pattern pattern) {
        try (ChildProcess tool = launch()) {
            await(tool, () -> false);
            if (tool.exitCode() != 0) {
                throw new IllegalStateException("failed: " + tool.describe());
            }
            return figures(tool, pattern);
        }
    }

    /** Runs until it has printed its figures, then ends it: what it does afterwards is not of interest. */
    List<MatchResult> runUntil(Pattern pattern) {
        try (ChildProcess tool = launch()) {
            await(tool, () -> pattern.matcher(tool.outputText()).find());
            return figures(tool, pattern);
        }
    }

    private void await(ChildProcess tool, BooleanSupplier done) {
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        while (!tool.waitFor(Duration.ofMillis(50)) && !done.getAsBoolean()) {
            surroundings.checkAlive();
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("hangs: " + tool.threadDump() + surroundings.threadDump());
            }
        }
    }

    private static List<MatchResult> figures(ChildProcess tool, Pattern pattern) {
        List<MatchResult> figures = pattern.matcher(tool.outputText()).results().toList();
        if (figures.isEmpty()) {
            throw new IllegalStateException("no figures: " + tool.describe());
        }
        return figures;
    }

    private ChildProcess launch() {
        List<String> flags = new ArrayList<>(List.of("-Xmx512M"));
        flags.addAll(JavaCommand.kafkaFlags(KafkaJars.CURRENT));
        String own = PerfTool.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        List<String> command = JavaCommand.of(KafkaJars.CURRENT.classPath() + ":" + own, flags, mainClass, arguments);
        Path output = surroundings.folder().resolve(mainClass + "-" + System.nanoTime() + ".log");
        return ChildProcess.start(mainClass, command, Map.of(), output);
    }
}
