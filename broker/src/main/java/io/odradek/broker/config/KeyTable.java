/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that Kafka 3.9.2 and 4.3.1 know for brokers and for topics, read from the two tables beside this class when
 * first asked for. Immutable afterwards.
 */
public final class KeyTable {
    private final Map<String, KeyDefinition> definitions;

    private KeyTable(Map<String, KeyDefinition> definitions) {
        this.definitions = Collections.unmodifiableMap(definitions);
    }

    /** The keys of server.properties, and the few broker keys that only exist in the cluster's store. */
    public static KeyTable broker() {
        return Broker.TABLE;
    }

    public static KeyTable topic() {
        return Topic.TABLE;
    }

    public @Nullable KeyDefinition find(String name) {
        return definitions.get(name);
    }

    public KeyDefinition require(String name) {
        KeyDefinition definition = definitions.get(name);
        if (definition == null) {
            throw new IllegalArgumentException("no such key: " + name);
        }
        return definition;
    }

    /** In the order of their names. */
    public Collection<KeyDefinition> all() {
        return definitions.values();
    }

    private static final class Broker {
        static final KeyTable TABLE = read("broker-keys.tsv");
    }

    private static final class Topic {
        static final KeyTable TABLE = read("topic-keys.tsv");
    }

    private static KeyTable read(String resource) {
        var definitions = new LinkedHashMap<String, KeyDefinition>(1024);
        String text = text(resource);
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            if (text.charAt(start) != '#') {
                KeyDefinition definition = definition(text.substring(start, end));
                definitions.put(definition.name(), definition);
            }
            start = end + 1;
        }
        return new KeyTable(definitions);
    }

    static String text(String resource) {
        try (InputStream in = KeyTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Columns: name, type, default, valid values, update mode or broker keys, visibility, releases. */
    private static KeyDefinition definition(String line) {
        var columns = new String[7];
        int start = 0;
        for (int i = 0; i < columns.length; i++) {
            int end = line.indexOf('\t', start);
            columns[i] = end < 0 ? line.substring(start) : line.substring(start, end);
            start = end + 1;
        }
        boolean topicKey = columns[4].indexOf('.') >= 0 || columns[4].equals("-");
        return new KeyDefinition(
                columns[0],
                KeyType.valueOf(columns[1]),
                defaultText(columns[2]),
                columns[3],
                topicKey ? UpdateMode.READ_ONLY : UpdateMode.forText(columns[4]),
                topicKey && !columns[4].equals("-") ? KeyType.splitAtCommas(columns[4]) : List.of(),
                columns[5].equals("internal"));
    }

    private static @Nullable String defaultText(String column) {
        return switch (column) {
            case "-" -> null;
            case "\"\"" -> "";
            default -> column;
        };
    }
}
