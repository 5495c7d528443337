/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One group's configuration: its own overrides above its broker's settings, and within its broker's bounds, which may
 * have become narrower since. Immutable and cheap to make; nothing is read before it is asked for.
 */
public final class GroupConfigs {
    private final BrokerSettings broker;
    private final Map<String, String> overrides;

    private GroupConfigs(BrokerSettings broker, Map<String, String> overrides) {
        this.broker = broker;
        this.overrides = overrides;
    }

    public static GroupConfigs of(BrokerSettings broker, Map<String, String> overrides) {
        return new GroupConfigs(broker, overrides);
    }

    public <T> T get(ConfigKey<T> key) {
        KeyDefinition definition = KeyTable.group().require(key.name());
        Object value = value(definition);
        if (value == null) {
            throw new IllegalStateException(key.name() + " has neither value nor default");
        }
        return key.cast(
                overrides.containsKey(key.name()) && value instanceof Integer number
                        ? GroupBounds.of(key.name()).nearest(number, broker)
                        : value);
    }

    /** An override that cannot be used, written by another release, gives way to the default. */
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

    private @Nullable Object brokerValue(KeyDefinition key) {
        for (String name : key.brokerKeys()) {
            Object value = broker.value(name);
            if (value != null) {
                return value;
            }
        }
        return key.defaultValue();
    }

    /** The value in effect as text, as DescribeConfigs shows it. */
    @Nullable
    String text(KeyDefinition key) {
        String own = overrides.get(key.name());
        if (own != null) {
            return own.trim();
        }
        Object value = brokerValue(key);
        return value == null ? null : value.toString();
    }

    /** Every layer's word on a key, the one in effect first. */
    List<LayeredValue> layers(KeyDefinition key) {
        var layers = new ArrayList<LayeredValue>();
        String own = overrides.get(key.name());
        if (own != null) {
            layers.add(new LayeredValue(key.name(), own.trim(), ConfigLayer.GROUP));
        }
        if (key.brokerKeys().isEmpty()) {
            String standard = key.defaultText();
            layers.add(new LayeredValue(key.name(), standard == null ? "" : standard, ConfigLayer.DEFAULT));
        } else {
            layers.addAll(broker.layers(key.brokerKeys().get(0)));
        }
        return List.copyOf(layers);
    }
}
