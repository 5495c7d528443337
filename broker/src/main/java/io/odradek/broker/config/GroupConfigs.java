/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One group's configuration: its own overrides above its broker's settings, and within its broker's bounds, which may
 * have become narrower since.
 */
public final class GroupConfigs {
    private final EntityValues values;

    private GroupConfigs(EntityValues values) {
        this.values = values;
    }

    public static GroupConfigs of(BrokerSettings broker, Map<String, String> overrides) {
        return new GroupConfigs(new EntityValues(broker, overrides, ConfigLayer.GROUP));
    }

    public <T> T get(ConfigKey<T> key) {
        Object value = values.require(KeyTable.group().require(key.name()));
        return key.cast(
                values.overrides().containsKey(key.name()) && value instanceof Integer number
                        ? GroupBounds.of(key.name()).nearest(number, values.broker())
                        : value);
    }

    @Nullable
    Object value(KeyDefinition key) {
        return values.value(key);
    }

    @Nullable
    String text(KeyDefinition key) {
        return values.text(key);
    }

    /** Every layer's word on a key, the one in effect first; what no key of the broker's speaks of has a default. */
    List<LayeredValue> layers(KeyDefinition key) {
        List<LayeredValue> layers = values.layers(key);
        if (key.brokerKeys().isEmpty()) {
            String standard = key.defaultText();
            layers.add(new LayeredValue(key.name(), standard == null ? "" : standard, ConfigLayer.DEFAULT));
        }
        return List.copyOf(layers);
    }
}
