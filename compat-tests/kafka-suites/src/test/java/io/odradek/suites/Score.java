/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of the tests of a class, or of a jar. Written and read as one plain line. */
record Score(int passed, int failed, int missing, int notApplicable) {
    static final Score NONE = new Score(0, 0, 0, 0);
    private static final Pattern LINE =
            Pattern.compile("(\\S+): (\\d+) passed, (\\d+) failed, (\\d+) missing feature, (\\d+) not applicable");

    /** A line with the name that it is about. */
    record Named(String name, Score score) {}

    static Optional<Named> read(String line) {
        Matcher found = LINE.matcher(line);
        return found.matches()
                ? Optional.of(new Named(
                        found.group(1),
                        new Score(number(found, 2), number(found, 3), number(found, 4), number(found, 5))))
                : Optional.empty();
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }

    String line(String name) {
        return name + ": " + passed + " passed, " + failed + " failed, " + missing + " missing feature, "
                + notApplicable + " not applicable";
    }

    Score plus(Score other) {
        return new Score(
                passed + other.passed,
                failed + other.failed,
                missing + other.missing,
                notApplicable + other.notApplicable);
    }

    /** Whether anything is worse than it was: less passes, or more is excused. */
    boolean isBelow(Score before) {
        return passed < before.passed
                || failed > before.failed
                || missing > before.missing
                || notApplicable > before.notApplicable;
    }
}
