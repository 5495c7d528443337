/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The type of a key's value, with the number that DescribeConfigs gives it and its reading from text. */
public enum KeyType {
    /** Of a key that nobody here knows; it may be a secret. */
    UNKNOWN(0, "anything") {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    BOOLEAN(1, "true or false") {
        @Override
        Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text);
            };
        }
    },
    STRING(2, "a text") {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    INT(3, "a whole number (32 bits)") {
        @Override
        Object parse(String text) {
            return Integer.valueOf(text);
        }
    },
    SHORT(4, "a whole number (16 bits)") {
        @Override
        Object parse(String text) {
            return Short.valueOf(text);
        }
    },
    LONG(5, "a whole number (64 bits)") {
        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    },
    DOUBLE(6, "a number") {
        @Override
        Object parse(String text) {
            return Double.valueOf(text);
        }
    },
    LIST(7, "a list, separated by commas") {
        @Override
        Object parse(String text) {
            return splitAtCommas(text);
        }
    },
    CLASS(8, "a class name") {
        @Override
        Object parse(String text) {
            return text;
        }
    },
    PASSWORD(9, "a secret") {
        @Override
        Object parse(String text) {
            return new Password(text);
        }
    };

    private final byte wireCode;
    private final String description;

    KeyType(int wireCode, String description) {
        this.wireCode = (byte) wireCode;
        this.description = description;
    }

    /** The configType of DescribeConfigs, version 3 and later. */
    public byte wireCode() {
        return wireCode;
    }

    public boolean isSensitive() {
        return this == PASSWORD || this == UNKNOWN;
    }

    /** What a value of this type looks like, for messages. */
    String description() {
        return description;
    }

    /** The value that trimmed text stands for; IllegalArgumentException when it stands for none. */
    abstract Object parse(String text);

    static List<String> splitAtCommas(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        var parts = new ArrayList<String>();
        int start = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
            parts.add(text.substring(start, comma).trim());
            start = comma + 1;
        }
        parts.add(text.substring(start).trim());
        return List.copyOf(parts);
    }
}
