/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Violation;
import io.odradek.compat.process.BrokerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of one seed. */
record RunReport(long seed, BrokerKind kind, Path folder, List<Violation> violations, List<Blow> blows, String counts) {

    private static final int VIOLATIONS_SHOWN = 20;

    /** A run that did not come to its end. */
    static RunReport broken(long seed, BrokerKind kind, Path folder, Throwable cause) {
        Violation violation = new Violation("RunEnds", -1, -1, cause.toString());
        return new RunReport(seed, kind, folder, List.of(violation), List.of(), "broken off");
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
        return kind + " seed " + seed + ": " + counts + "; " + faults + "; " + found + "\n  everything is in " + folder;
    }
}
