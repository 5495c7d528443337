/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import io.odradek.compat.process.Checkout;
import io.odradek.compat.tools.Judgement.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of docs/conformance.md that tells of the tools, between two marks. */
final class ToolTable {
    private static final Path PAGE = Checkout.root().resolve("docs/conformance.md");
    private static final String BEGIN = "<!-- Tools: written by compat-tests/tools.sh -->\n";
    private static final String END = "<!-- Tools: end -->";

    private ToolTable() {}

    /** What stands between the marks, and what is to. */
    static String written() {
        String page = page();
        return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
    }

    static void write(String table) {
        String page = page();
        ToolFiles.write(
                PAGE,
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END)));
    }

    static String of(Collection<Judgement> judgements) {
        List<String> lines = new ArrayList<>();
        lines.add("```");
        lines.add(summary(judgements));
        lines.add("```");
        lines.add("");
        lines.add("| invocation | exit code | what is printed, beside Kafka's |");
        lines.add("|---|---|---|");
        judgements.forEach(judgement -> lines.add(judgement.row()));
        return String.join("\n", lines) + "\n";
    }

    static String summary(Collection<Judgement> judgements) {
        return "TOOLS: "
                + Stream.of(Verdict.values())
                        .map(verdict -> judgements.stream()
                                        .filter(judgement -> judgement.verdict() == verdict)
                                        .count()
                                + " " + verdict.text)
                        .collect(Collectors.joining(", "));
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
