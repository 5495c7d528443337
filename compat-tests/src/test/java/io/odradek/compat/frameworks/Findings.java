/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import io.odradek.compat.TestBroker;
import io.odradek.compat.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen to hold of one framework, in the order in which it was seen: printed, and its rows of docs/conformance.md
 * with {@code -Dframeworks.write=true}. A test that fails leaves the page as it was.
 */
final class Findings {
    private static final Path PAGE = Checkout.root().resolve("docs/conformance.md");
    private static final String BEGIN = "<!-- Frameworks: written by compat-tests/frameworks.sh -->\n";
    private static final String END = "<!-- Frameworks: end -->";

    private final List<String> rows = new ArrayList<>();
    private final String framework;
    private final long startNs = System.nanoTime();

    Findings(String framework) {
        this.framework = framework;
    }

    /** Said right behind the assertion. */
    void holds(String what) {
        rows.add("| " + framework + " | " + what + " |");
        System.out.printf("%s: after %d s: %s%n", framework, (System.nanoTime() - startNs) / 1_000_000_000, what);
    }

    /** When all is seen. */
    void write() {
        if (!Boolean.getBoolean("frameworks.write") || TestBroker.againstKafka()) {
            return;
        }
        try {
            String page = Files.readString(PAGE);
            int from = page.indexOf(BEGIN) + BEGIN.length();
            int to = page.indexOf(END);
            List<String> lines =
                    new ArrayList<>(page.substring(from, to).lines().toList());
            lines.removeIf(line -> line.startsWith("| " + framework + " |"));
            lines.addAll(rows);
            lines.subList(2, lines.size()).sort((one, other) -> frameworkOf(one).compareTo(frameworkOf(other)));
            Files.writeString(PAGE, page.substring(0, from) + String.join("\n", lines) + "\n" + page.substring(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String frameworkOf(String row) {
        return row.substring(0, row.indexOf('|', 1));
    }
}
