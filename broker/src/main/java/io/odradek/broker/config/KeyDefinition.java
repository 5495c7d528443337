/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a key table. For a broker key {@code updateMode} tells who may change it; a topic key has READ_ONLY there
 * and names in {@code brokerKeys} the broker keys that give its default, the first that is set winning. What is not {@code effective} is
 * understood, shown, and read by nothing here.
 */
public record KeyDefinition(
        String name,
        KeyType type,
        @Nullable String defaultText,
        String validNotation,
        UpdateMode updateMode,
        List<String> brokerKeys,
        boolean internal,
        boolean effective) {

    /** The value that the text stands for. */
    public Object parse(String text) {
        Object value;
        try {
            value = type.parse(type == KeyType.PASSWORD ? text : text.trim());
        } catch (IllegalArgumentException unreadable) {
            throw refused(text, "Value must be " + type.description());
        }
        ValidValues valid = ValidValues.parse(validNotation, type);
        if (!valid.accepts(value)) {
            throw refused(text, valid.refusal(value));
        }
        return value;
    }

    private ConfigException refused(String text, String reason) {
        return new ConfigException("Invalid value " + text + " for configuration " + name + ": " + reason);
    }

    /** The default as a value; null when the key has none. */
    public @Nullable Object defaultValue() {
        return defaultText == null ? null : type.parse(defaultText);
    }
}
