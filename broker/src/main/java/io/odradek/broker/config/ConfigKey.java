/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;

/** A Kafka key that some part of the broker reads, with the Java type of its value. */
public record ConfigKey<T>(String name, KeyType type) {
    static ConfigKey<Boolean> ofBoolean(String name) {
        return new ConfigKey<>(name, KeyType.BOOLEAN);
    }

    static ConfigKey<Integer> ofInt(String name) {
        return new ConfigKey<>(name, KeyType.INT);
    }

    static ConfigKey<Short> ofShort(String name) {
        return new ConfigKey<>(name, KeyType.SHORT);
    }

    static ConfigKey<Long> ofLong(String name) {
        return new ConfigKey<>(name, KeyType.LONG);
    }

    static ConfigKey<Double> ofDouble(String name) {
        return new ConfigKey<>(name, KeyType.DOUBLE);
    }

    static ConfigKey<String> ofString(String name) {
        return new ConfigKey<>(name, KeyType.STRING);
    }

    static ConfigKey<String> ofClass(String name) {
        return new ConfigKey<>(name, KeyType.CLASS);
    }

    static ConfigKey<List<String>> ofList(String name) {
        return new ConfigKey<>(name, KeyType.LIST);
    }

    static ConfigKey<Password> ofPassword(String name) {
        return new ConfigKey<>(name, KeyType.PASSWORD);
    }

    /** A value of this key as its Java type; a test holds every constant of {@link Keys} against the key table. */
    @SuppressWarnings("unchecked")
    T cast(Object value) {
        return (T) value;
    }
}
