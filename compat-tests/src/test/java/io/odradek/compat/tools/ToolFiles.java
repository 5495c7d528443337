/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.tools;

import io.odradek.compat.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files beside {@code invocations.txt}. */
final class ToolFiles {
    static final Path FOLDER = Checkout.root().resolve("compat-tests/src/test/resources/tools");

    /** What Apache Kafka made them print. */
    static final String RECORDED = "kafka.txt";

    static final String DIFFERENCES = "differences.txt";
    private static final String TITLE = "= ";

    private ToolFiles() {}

    static List<String> read(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines below each title. */
    static Map<String, List<String>> sections(String file) {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> section = new ArrayList<>();
        for (String line : read(file)) {
            if (line.startsWith(TITLE)) {
                section = new ArrayList<>();
                sections.put(line.substring(TITLE.length()), section);
            } else {
                section.add(line);
            }
        }
        return sections;
    }

    /** Of this run, for whoever wants to compare: {@code target/tools.txt}. */
    static void keep(Map<String, List<String>> outputs) {
        write(Checkout.root().resolve("compat-tests/target/tools.txt"), text("This run.", outputs));
    }

    static void record(Map<String, List<String>> outputs) {
        write(
                FOLDER.resolve(RECORDED),
                text("Apache Kafka 4.3.1, written by compat-tests/tools.sh --kafka --write.", outputs));
    }

    private static String text(String comment, Map<String, List<String>> outputs) {
        List<String> lines = new ArrayList<>(List.of("# " + comment));
        outputs.forEach((name, output) -> {
            lines.add(TITLE + name);
            lines.addAll(output);
        });
        return String.join("\n", lines) + "\n";
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
