/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What Odradek made a tool print, beside what Kafka did. {@code differences.txt} says in what Kafka is not followed: below a
 * line {@code = invocation}, {@code # } is the reason, {@code - } a line of Kafka's, {@code + } ours in its place, and
 * {@code x } an expression: lines that match it are left out on both sides.
 */
record Judgement(Invocation invocation, List<String> ours, List<String> expected, String reason) {

    /** How an invocation ended, as the table counts them. */
    enum Verdict {
        SAME("same"),
        LISTED("same but for what is listed"),
        MISSING("missing feature"),
        KRAFT("KRaft only"),
        DIFFERENT("different");

        final String text;

        Verdict(String text) {
            this.text = text;
        }
    }

    static Judgement of(Invocation invocation, List<String> ours, List<String> kafkas, List<String> differences) {
        List<String> expected = new ArrayList<>(kafkas);
        List<String> left = new ArrayList<>(ours);
        int at = 0;
        for (String line : differences) {
            String text = line.length() > 2 ? line.substring(2) : "";
            if (line.startsWith("x ")) {
                boolean inKafkas = expected.removeIf(each -> each.matches(text));
                boolean inOurs = left.removeIf(each -> each.matches(text));
                if (!inKafkas && !inOurs) {
                    throw new IllegalStateException(invocation + ": listed as a difference, and in no output: " + text);
                }
            } else if (line.startsWith("- ")) {
                at = expected.indexOf(text);
                if (at < 0) {
                    throw new IllegalStateException(
                            invocation + ": listed as a difference, and Kafka does not print it: " + text);
                }
                expected.remove(at);
            } else if (line.startsWith("+ ")) {
                expected.add(at++, text);
            }
        }
        String reason = differences.stream()
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2))
                .collect(Collectors.joining(" "));
        if (invocation.has("any order")) {
            sortBelowExitCode(left);
            sortBelowExitCode(expected);
        }
        return new Judgement(invocation, left, expected, reason);
    }

    private static void sortBelowExitCode(List<String> lines) {
        lines.subList(Math.min(1, lines.size()), lines.size()).sort(null);
    }

    Verdict verdict() {
        if (invocation.kraft().isPresent()) {
            return Verdict.KRAFT;
        }
        if (invocation.missing().isPresent()) {
            return Verdict.MISSING;
        }
        if (!ours.equals(expected)) {
            return Verdict.DIFFERENT;
        }
        return reason.isEmpty() ? Verdict.SAME : Verdict.LISTED;
    }

    /** A line of the table. */
    String row() {
        String codes = (verdict() == Verdict.DIFFERENT ? ours : expected)
                .stream()
                        .filter(line -> line.startsWith("exit code "))
                        .map(line -> line.substring("exit code ".length()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        String how = switch (verdict()) {
            case SAME, DIFFERENT -> verdict().text;
            case LISTED -> "same but: " + reason;
            case MISSING -> "missing: " + invocation.missing().orElseThrow();
            case KRAFT -> "KRaft: " + invocation.kraft().orElseThrow();
        };
        return "| `" + invocation.name() + "` | " + (codes.isEmpty() ? "-" : codes) + " | " + how + " |";
    }
}
