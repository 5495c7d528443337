/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.BrokerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of one seed.
 *
 * @param givenUp records that a producer could not deliver in time; no violation, and worth a look
 */
record RunReport(
        long seed,
        BrokerKind kind,
        Path folder,
        List<Violation> violations,
        List<Blow> blows,
        int givenUp,
        String counts) {

    private static final int VIOLATIONS_SHOWN = 20;
    private static final int LINES_SHOWN = 150;

    /** A run that did not come to its end. */
    static RunReport broken(long seed, BrokerKind kind, Path folder, String cause) {
        Violation violation = new Violation("RunEnds", -1, -1, cause);
        return new RunReport(seed, kind, folder, List.of(violation), List.of(), 0, "broken off");
    }

    /** What happened, with the history around each violation, and the end of what each process wrote. */
    String details() {
        StringBuilder text = new StringBuilder();
        for (Path file : outputs()) {
            try {
                List<String> lines = Files.readAllLines(file);
                boolean chronicle = file.endsWith(FaultRun.CHRONICLE);
                List<String> shown =
                        lines.subList(chronicle ? 0 : Math.max(0, lines.size() - LINES_SHOWN), lines.size());
                text.append("=== ")
                        .append(file)
                        .append('\n')
                        .append(String.join("\n", shown))
                        .append('\n');
            } catch (IOException e) {
                text.append(file).append(": ").append(e).append('\n');
            }
        }
        return text.toString();
    }

    private List<Path> outputs() {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> file.endsWith(FaultRun.CHRONICLE) || file.endsWith("output.log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        Map<Fault, Long> faults =
                blows.stream().collect(Collectors.groupingBy(Blow::fault, TreeMap::new, Collectors.counting()));
        String found = violations.isEmpty()
                ? "no violation"
                : violations.size() + " violations:\n  "
                        + violations.stream()
                                .limit(VIOLATIONS_SHOWN)
                                .map(Violation::toString)
                                .collect(Collectors.joining("\n  "));
        return kind + " seed " + seed + ": " + counts + "; " + faults + "; " + found + "\n  everything is in " + folder
                + ", -Dfaults.seed=" + seed + " repeats the schedule";
    }
}
