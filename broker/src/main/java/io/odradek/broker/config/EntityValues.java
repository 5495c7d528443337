/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one entity's keys say: its own overrides above its broker's settings. Immutable and cheap to make; nothing is read
 * before it is asked for.
 *
 * @param layer of the overrides
 */
record EntityValues(BrokerSettings broker, Map<String, String> overrides, ConfigLayer layer) {
    private static final long MS_PER_MINUTE = 60_000;
    private static final long MS_PER_HOUR = 60 * MS_PER_MINUTE;

    /** The value in effect; an override that cannot be used, written by another release, gives way to the default. */
    @Nullable
    Object value(KeyDefinition key) {
        String text = overrides.get(key.name());
        if (text != null) {
            try {
                return key.parse(text);
            } catch (ConfigException unusable) {
                return brokerValue(key);
            }
        }
        return brokerValue(key);
    }

    /** The same of a key that always has one. */
    Object require(KeyDefinition key) {
        Object value = value(key);
        if (value == null) {
            throw new IllegalStateException(key.name() + " has neither value nor default");
        }
        return value;
    }

    private @Nullable Object brokerValue(KeyDefinition key) {
        for (String name : key.brokerKeys()) {
            Object value = broker.value(name);
            if (value != null) {
                return inMs(key, name, value);
            }
        }
        return key.defaultValue();
    }

    /** Broker keys in hours and minutes give the default of topic keys in ms; Kafka treats every negative as no limit. */
    private static Object inMs(KeyDefinition key, String brokerKey, Object value) {
        if (brokerKey.endsWith(".hours")) {
            return unlimitedIfNegative(((Number) value).longValue() * MS_PER_HOUR);
        }
        if (brokerKey.endsWith(".minutes")) {
            return unlimitedIfNegative(((Number) value).longValue() * MS_PER_MINUTE);
        }
        return key.name().equals("retention.ms") ? unlimitedIfNegative((Long) value) : value;
    }

    private static long unlimitedIfNegative(long ms) {
        return Math.max(-1, ms);
    }

    /** The value in effect as text, as DescribeConfigs shows it. */
    @Nullable
    String text(KeyDefinition key) {
        String own = overrides.get(key.name());
        if (own != null) {
            return own.trim();
        }
        Object value = brokerValue(key);
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value == null ? null : value.toString();
    }

    /** Where the value in effect comes from; from a broker's key in hours as well, which {@link #layers} is silent of. */
    ConfigLayer source(KeyDefinition key) {
        if (overrides.containsKey(key.name())) {
            return layer;
        }
        return key.brokerKeys().isEmpty()
                ? ConfigLayer.DEFAULT
                : broker.source(key.brokerKeys().get(0));
    }

    /** Every layer's word on a key, the one in effect first. */
    List<LayeredValue> layers(KeyDefinition key) {
        var layers = new ArrayList<LayeredValue>();
        String own = overrides.get(key.name());
        if (own != null) {
            layers.add(new LayeredValue(key.name(), own.trim(), layer));
        }
        if (!key.brokerKeys().isEmpty()) {
            layers.addAll(broker.layers(key.brokerKeys().get(0)));
        }
        return layers;
    }
}
