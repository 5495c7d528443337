/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.odradek.compat.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One of the scripts in {@code transcripts}, and what Kafka's answers to it were.
 *
 * @param settings what its broker needs beside the common settings: the {@code broker key=value ...} of its first line
 */
record Script(String name, Map<String, String> settings, List<String> lines) {
    private static final Path FOLDER = Checkout.root().resolve("compat-tests/src/test/resources/transcripts");
    private static final String BROKER = "broker ";

    static Script of(String name) {
        List<String> lines = read(name + ".script");
        Map<String, String> settings = new TreeMap<>();
        if (lines.get(0).startsWith(BROKER)) {
            for (String each : lines.get(0).substring(BROKER.length()).split(" ", -1)) {
                String[] parts = each.split("=", 2);
                settings.put(parts[0], parts[1]);
            }
            lines = lines.subList(1, lines.size());
        }
        return new Script(name, settings, List.copyOf(lines));
    }

    static List<Script> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".script"))
                    .map(name -> name.replace(".script", ""))
                    .sorted()
                    .map(Script::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Kafka answered. */
    List<String> recorded() {
        return read(name + ".txt");
    }

    void record(List<String> transcript) {
        try {
            Files.write(FOLDER.resolve(name + ".txt"), transcript);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, played by groups of another name. */
    Script withGroups(String groups) {
        List<String> renamed = new ArrayList<>();
        lines.forEach(line -> renamed.add(line.replace("groupId=" + name, "groupId=" + groups)));
        return new Script(groups, settings, renamed);
    }

    static List<String> read(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
