/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What DescribeConfigs shows of topics, groups and brokers: every public key, with its value and its layers, and a
 * topic's own internal ones. Pure.
 */
public final class ConfigDescriptions {
    /** Kafka 4 knows them no more. Topics may have them still, and only those show them. */
    private static final Set<String> REMOVED_FROM_TOPICS =
            Set.of("message.downconversion.enable", "message.format.version", "message.timestamp.difference.max.ms");

    private ConfigDescriptions() {}

    public static List<DescribedKey> topic(TopicConfigs topic, Predicate<String> wanted) {
        var described = new ArrayList<DescribedKey>();
        for (KeyDefinition key : KeyTable.topic().all()) {
            List<LayeredValue> layers = topic.layers(key);
            boolean own = layers.stream().anyMatch(layer -> layer.layer() == ConfigLayer.TOPIC);
            if (wanted.test(key.name()) && (own || !(key.internal() || REMOVED_FROM_TOPICS.contains(key.name())))) {
                described.add(DescribedKey.of(key, topic.text(key), false, layers));
            }
        }
        return described;
    }

    public static List<DescribedKey> group(GroupConfigs group, Predicate<String> wanted) {
        var described = new ArrayList<DescribedKey>();
        for (KeyDefinition key : KeyTable.group().all()) {
            if (wanted.test(key.name()) && !key.internal()) {
                described.add(DescribedKey.of(key, group.text(key), false, group.layers(key)));
            }
        }
        return described;
    }

    public static List<DescribedKey> broker(BrokerSettings broker, Predicate<String> wanted) {
        var described = new ArrayList<DescribedKey>();
        for (KeyDefinition key : KeyTable.broker().all()) {
            if (!key.internal() && wanted.test(key.name())) {
                boolean readOnly = !key.updateMode().isDynamic();
                List<LayeredValue> layers = layers(broker, key);
                if (key.updateMode() != UpdateMode.DYNAMIC_ONLY || !layers.isEmpty()) {
                    described.add(DescribedKey.of(key, text(broker, key), readOnly, layers));
                }
            }
        }
        broker.strangers().forEach((name, layer) -> {
            if (wanted.test(name)) {
                described.add(DescribedKey.stranger(name, layer));
            }
        });
        return described;
    }

    /** A key that is never in the file has no default to show either, and shows nothing where it is not stored. */
    private static List<LayeredValue> layers(BrokerSettings broker, KeyDefinition key) {
        List<LayeredValue> layers = broker.layers(key.name());
        return key.updateMode() == UpdateMode.DYNAMIC_ONLY
                ? layers.stream()
                        .filter(layer -> layer.layer() != ConfigLayer.DEFAULT)
                        .toList()
                : layers;
    }

    /** Only what is stored for all brokers: a default of Kafka's belongs to a broker, not to all of them. */
    public static List<DescribedKey> allBrokers(BrokerSettings broker, Predicate<String> wanted) {
        var described = new ArrayList<DescribedKey>();
        for (KeyDefinition key : KeyTable.broker().all()) {
            String stored = broker.forAllBrokers().get(key.name());
            if (stored != null && wanted.test(key.name())) {
                var layer = new LayeredValue(key.name(), stored.trim(), ConfigLayer.ALL_BROKERS);
                described.add(DescribedKey.of(key, stored.trim(), false, List.of(layer)));
            }
        }
        broker.strangers().forEach((name, layer) -> {
            if (layer == ConfigLayer.ALL_BROKERS && wanted.test(name)) {
                described.add(DescribedKey.stranger(name, layer));
            }
        });
        return described;
    }

    static @Nullable String text(BrokerSettings broker, KeyDefinition key) {
        Object value = broker.value(key.name());
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Object::toString).toList());
        }
        return value == null ? null : value.toString();
    }
}
