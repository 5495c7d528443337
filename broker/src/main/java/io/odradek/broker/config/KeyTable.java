/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that Kafka 3.9.2 and 4.3.1 know for brokers, for topics and for groups. Immutable. A row is only taken apart when
 * somebody asks for its key: of four hundred a start needs forty.
 */
public final class KeyTable {
    private static final int COLUMNS = 8;

    private final Map<String, Row> rows;

    private KeyTable(Map<String, Row> rows) {
        this.rows = Collections.unmodifiableMap(rows);
    }

    /** The keys of server.properties, and the few broker keys that only exist in the cluster's store. */
    public static KeyTable broker() {
        return Broker.TABLE;
    }

    public static KeyTable topic() {
        return Topic.TABLE;
    }

    /** The keys of single groups. */
    public static KeyTable group() {
        return Group.TABLE;
    }

    public boolean contains(String name) {
        return rows.containsKey(name);
    }

    public @Nullable KeyDefinition find(String name) {
        Row row = rows.get(name);
        return row == null ? null : row.definition();
    }

    public KeyDefinition require(String name) {
        Row row = rows.get(name);
        if (row == null) {
            throw new IllegalArgumentException("no such key: " + name);
        }
        return row.definition();
    }

    /** In the order of their names. */
    public List<KeyDefinition> all() {
        var definitions = new ArrayList<KeyDefinition>(rows.size());
        for (Row row : rows.values()) {
            definitions.add(row.definition());
        }
        return definitions;
    }

    private static final class Broker {
        static final KeyTable TABLE = read(BrokerKeyRows.ROWS);
    }

    private static final class Topic {
        static final KeyTable TABLE = read(TopicKeyRows.ROWS);
    }

    private static final class Group {
        static final KeyTable TABLE = read(GroupKeyRows.ROWS);
    }

    private static KeyTable read(String text) {
        var rows = new LinkedHashMap<String, Row>(1024);
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            rows.put(text.substring(start, text.indexOf('|', start)), new Row(text, start, end));
            start = end + 1;
        }
        return new KeyTable(rows);
    }

    /** One row of the text. The definition may be made twice by two threads at a time; both are equal and immutable. */
    private static final class Row {
        private final String text;
        private final int start;
        private final int end;
        private @Nullable KeyDefinition definition;

        Row(String text, int start, int end) {
            this.text = text;
            this.start = start;
            this.end = end;
        }

        KeyDefinition definition() {
            KeyDefinition made = definition;
            if (made == null) {
                made = parse();
                definition = made;
            }
            return made;
        }

        private KeyDefinition parse() {
            var columns = new String[COLUMNS];
            int from = start;
            for (int i = 0; i < COLUMNS; i++) {
                int to = i == COLUMNS - 1 ? end : text.indexOf('|', from);
                columns[i] = text.substring(from, to);
                from = to + 1;
            }
            boolean topicKey = columns[4].equals("-") || columns[4].indexOf('.') >= 0;
            return new KeyDefinition(
                    columns[0],
                    KeyType.valueOf(columns[1]),
                    defaultText(columns[2]),
                    columns[3],
                    topicKey ? UpdateMode.READ_ONLY : UpdateMode.forText(columns[4]),
                    topicKey && !columns[4].equals("-") ? KeyType.splitAtCommas(columns[4]) : List.of(),
                    columns[5].equals("internal"),
                    columns[7].equals("yes"));
        }

        private static @Nullable String defaultText(String column) {
            return switch (column) {
                case "-" -> null;
                case "''" -> "";
                default -> column;
            };
        }
    }
}
