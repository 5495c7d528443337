/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.StockTools;
import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.KafkaJars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Kafka's own kafka-dump-log.sh over every file of a topic that a broker has. */
final class DumpedLogs {

    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final List<String> COMPLAINTS =
            List.of("ismatch", "out of order", "corrupt", "invalid", "not found", "isvalid: false");
    private static final int SHOWN = 300;

    private DumpedLogs() {}

    static List<Violation> violations(int broker, Path dataFolder, String topic) {
        List<Violation> violations = new ArrayList<>();
        try (StockTools tools = new StockTools(KafkaJars.CURRENT)) {
            dump(tools, files(dataFolder, topic, ".log"), "--deep-iteration")
                    .forEach(what -> violations.add(violation(broker, what)));
            dump(tools, files(dataFolder, topic, ".index"), "--index-sanity-check")
                    .forEach(what -> violations.add(violation(broker, what)));
            dump(tools, files(dataFolder, topic, ".timeindex"), "--index-sanity-check")
                    .forEach(what -> violations.add(violation(broker, what)));
            dump(tools, files(dataFolder, topic, ".snapshot")).forEach(what -> violations.add(violation(broker, what)));
        }
        return violations;
    }

    private static List<String> dump(StockTools tools, String files, String... flags) {
        if (files.isEmpty()) {
            return List.of();
        }
        String[] arguments =
                Stream.concat(Stream.of("--files", files), Stream.of(flags)).toArray(String[]::new);
        StockTools.Outcome outcome = tools.run(DUMP, arguments);
        List<String> found = new ArrayList<>();
        if (outcome.exitCode() != 0) {
            found.add("exit code " + outcome.exitCode() + ": " + outcome.errors());
        }
        for (String complaint : COMPLAINTS) {
            int at = outcome.output().indexOf(complaint);
            if (at >= 0) {
                found.add(outcome.output()
                        .substring(
                                Math.max(0, at - SHOWN),
                                Math.min(outcome.output().length(), at + SHOWN)));
            }
        }
        return found;
    }

    private static Violation violation(int broker, String what) {
        return new Violation("DumpedLogs", -1, -1, "broker " + broker + ": " + what);
    }

    private static String files(Path dataFolder, String topic, String ending) {
        try (Stream<Path> found = Files.walk(dataFolder, 2)) {
            return found.filter(
                            file -> file.getParent().getFileName().toString().startsWith(topic + "-"))
                    .map(Path::toString)
                    .filter(name -> name.endsWith(ending))
                    .sorted()
                    .collect(Collectors.joining(","));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
