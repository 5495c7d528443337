/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The part of docs/conformance.md that the runs of Kafka's tests write, between two marks: a line for each jar, what is
 * missing by feature, what is not applicable by reason, and below these the classes, which all of it is made of and which
 * are what is read back.
 */
final class ConformancePage {
    private static final String BEGIN = "<!-- Kafka's own tests: written by compat-tests/conformance.sh -->";
    private static final String END = "<!-- Kafka's own tests: end -->";
    private static final String FAILED = "  failed: ";
    private static final String MISSING = "  missing: ";
    private static final String NOT_APPLICABLE = "  not applicable: ";

    private final String before;
    private final String after;
    private final Map<String, ClassResult> classes = new TreeMap<>();

    ConformancePage(String text) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("the page has no place between \"" + BEGIN + "\" and \"" + END + '"');
        }
        before = text.substring(0, begin);
        after = text.substring(end + END.length());
        String name = "";
        for (String line : text.substring(begin, end).lines().toList()) {
            var score = Score.read(line).filter(found -> found.name().contains("."));
            if (score.isPresent() && isClass(score.get().name())) {
                name = score.get().name();
                classes.put(
                        name,
                        new ClassResult(score.get().score(), new ArrayList<>(), new TreeMap<>(), new TreeMap<>()));
            } else if (line.startsWith(FAILED)) {
                classes.get(name).failed().add(line.substring(FAILED.length()));
            } else if (line.startsWith(MISSING)) {
                count(line.substring(MISSING.length()), classes.get(name).missing());
            } else if (line.startsWith(NOT_APPLICABLE)) {
                count(line.substring(NOT_APPLICABLE.length()), classes.get(name).notApplicable());
            }
        }
    }

    /** kafka_2.13 has a dot too, and is a jar. */
    private static boolean isClass(String name) {
        return Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1));
    }

    private static void count(String text, Map<String, Integer> counts) {
        int colon = text.lastIndexOf(": ");
        counts.put(text.substring(0, colon), Integer.parseInt(text.substring(colon + 2)));
    }

    Map<String, ClassResult> classes() {
        return classes;
    }

    /** The page with these classes' results, in the order of {@code suites}; what is not a suite any more is left out. */
    String text(Suites suites) {
        List<String> lines = new ArrayList<>();
        lines.add(BEGIN);
        lines.add("```");
        jars(suites, classes).forEach((jar, score) -> lines.add(score.line(jar)));
        lines.add("```");
        table(lines, "Missing feature", ClassResult::missing);
        table(lines, "Not applicable", ClassResult::notApplicable);
        lines.add("");
        lines.add("By class, with what failed:");
        lines.add("");
        lines.add("```");
        suites.jarOfClass().keySet().stream()
                .filter(classes::containsKey)
                .forEach(name -> describe(lines, name, classes.get(name)));
        lines.add("```");
        lines.add(END);
        return before + String.join("\n", lines) + after;
    }

    static Map<String, Score> jars(Suites suites, Map<String, ClassResult> classes) {
        Map<String, Score> jars = new LinkedHashMap<>();
        suites.jarOfClass().forEach((name, jar) -> {
            if (classes.containsKey(name)) {
                jars.merge(jar, classes.get(name).score(), Score::plus);
            }
        });
        return jars;
    }

    private void table(List<String> lines, String title, Function<ClassResult, Map<String, Integer>> part) {
        Map<String, Integer> sums = new TreeMap<>();
        classes.values()
                .forEach(result -> part.apply(result).forEach((why, count) -> sums.merge(why, count, Integer::sum)));
        if (sums.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| " + title + " | tests |");
        lines.add("|---|---:|");
        sums.forEach((why, count) -> lines.add("| " + why + " | " + count + " |"));
    }

    static void describe(List<String> lines, String name, ClassResult result) {
        lines.add(result.score().line(name));
        result.failed().forEach(test -> lines.add(FAILED + test));
        result.missing().forEach((feature, count) -> lines.add(MISSING + feature + ": " + count));
        result.notApplicable().forEach((why, count) -> lines.add(NOT_APPLICABLE + why + ": " + count));
    }
}
