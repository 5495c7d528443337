/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import io.odradek.compat.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code differences.txt}: in what fields Odradek's answers differ from Kafka's on purpose, each with its reason. It may only
 * shrink: an entry that nothing needs fails the long form.
 */
final class ListedDifferences {
    private static final Path FILE =
            Checkout.root().resolve("compat-tests/src/test/resources/differential/differences.txt");

    /** One line of it: expressions for each part of a difference, and the versions that it is of. */
    record Entry(String line, List<Pattern> parts, int lowest, int highest, String reason) {

        static Entry of(String line, String reason) {
            String[] columns = line.split(" \\| ", -1);
            if (columns.length != 6) {
                throw new IllegalArgumentException("not Kafka | API | versions | field | Kafka's | ours: " + line);
            }
            String[] versions = columns[2].split("-", -1);
            List<Pattern> parts = List.of(
                    pattern(columns[0]),
                    pattern(columns[1]),
                    pattern(columns[3]),
                    pattern(columns[4]),
                    pattern(columns[5]));
            return new Entry(
                    line,
                    parts,
                    Integer.parseInt(versions[0]),
                    Integer.parseInt(versions[versions.length - 1]),
                    reason);
        }

        /** Stars are anything. */
        private static Pattern pattern(String text) {
            return Pattern.compile(("\\Q" + text + "\\E").replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        }

        boolean matches(String kafka, Difference difference) {
            return difference.version() >= lowest
                    && difference.version() <= highest
                    && parts.get(0).matcher(kafka).matches()
                    && parts.get(1).matcher(difference.api()).matches()
                    && parts.get(2).matcher(difference.path()).matches()
                    && parts.get(3).matcher(difference.kafkas()).matches()
                    && parts.get(4).matcher(difference.ours()).matches();
        }
    }

    private final Map<Entry, Integer> uses = new LinkedHashMap<>();

    static ListedDifferences read() {
        ListedDifferences all = new ListedDifferences();
        String reason = "";
        try {
            for (String line : Files.readAllLines(FILE)) {
                if (line.startsWith("## ")) {
                    reason = line.substring(3);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    all.uses.put(Entry.of(line, reason), 0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The entry that justifies it, which is one more use of that. */
    Optional<Entry> entry(String kafka, Difference difference) {
        Optional<Entry> found = uses.keySet().stream()
                .filter(entry -> entry.matches(kafka, difference))
                .findFirst();
        found.ifPresent(entry -> uses.merge(entry, 1, Integer::sum));
        return found;
    }

    int size() {
        return uses.size();
    }

    List<String> unused() {
        List<String> lines = new ArrayList<>();
        uses.forEach((entry, count) -> {
            if (count == 0) {
                lines.add(entry.line());
            }
        });
        return lines;
    }
}
