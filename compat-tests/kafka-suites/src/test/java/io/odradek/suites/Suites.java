/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The classes of Kafka's that make clusters, and the jar of each: suites.txt. */
record Suites(Map<String, String> jarOfClass, List<String> shortForm) {
    static Suites read() {
        try (InputStream in = Suites.class.getResourceAsStream("/suites.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Suites parse(String text) {
        Map<String, String> jars = new LinkedHashMap<>();
        List<String[]> rows = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s+"))
                .toList();
        rows.forEach(row -> jars.put(row[1], row[0]));
        return new Suites(
                jars,
                rows.stream()
                        .filter(row -> row.length > 2 && row[2].equals("short"))
                        .map(row -> row[1])
                        .toList());
    }

    /** Classes by their whole or their last name. */
    List<String> named(String name) {
        return jarOfClass.keySet().stream()
                .filter(known -> known.equals(name) || known.endsWith("." + name))
                .toList();
    }
}
