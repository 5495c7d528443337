/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A broker's configuration in layers: what the cluster stores for this broker, what it stores for all brokers, the file,
 * Kafka's default. Immutable; {@link LiveSettings} holds the current one.
 *
 * <p>A stored value that this broker cannot use is left out, because other brokers, newer or older, may have written it.
 */
public final class BrokerSettings {
    /** Keys that say the same in different units, the finest first: it wins where several are set in one file. */
    private static final List<List<String>> FAMILIES = List.of(
            List.of("log.retention.ms", "log.retention.minutes", "log.retention.hours"),
            List.of("log.roll.ms", "log.roll.hours"),
            List.of("log.roll.jitter.ms", "log.roll.jitter.hours"),
            List.of("log.flush.interval.ms", "log.flush.scheduler.interval.ms"));

    private final BrokerConfig file;
    private final Map<String, String> forThisBroker;
    private final Map<String, String> forAllBrokers;
    private final Map<String, Object> storedValues = new HashMap<>();
    private final Map<String, ConfigLayer> strangers = new TreeMap<>();

    private BrokerSettings(BrokerConfig file, Map<String, String> forThisBroker, Map<String, String> forAllBrokers) {
        this.file = file;
        this.forThisBroker = usable(forThisBroker);
        this.forAllBrokers = usable(forAllBrokers);
        note(forAllBrokers.keySet(), ConfigLayer.ALL_BROKERS);
        note(forThisBroker.keySet(), ConfigLayer.BROKER);
        parseInto(storedValues, this.forAllBrokers);
        parseInto(storedValues, this.forThisBroker);
    }

    private void note(Set<String> stored, ConfigLayer layer) {
        stored.stream()
                .filter(name -> KeyTable.broker().find(name) == null)
                .forEach(name -> strangers.put(name, layer));
    }

    /** What is stored under names that nobody here knows, with the nearest layer of each. */
    Map<String, ConfigLayer> strangers() {
        return strangers;
    }

    /** Nothing but the file. */
    public static BrokerSettings of(BrokerConfig file) {
        return new BrokerSettings(file, Map.of(), Map.of());
    }

    /** The same file below what the cluster stores now. */
    public BrokerSettings withStored(Map<String, String> thisBroker, Map<String, String> allBrokers) {
        return new BrokerSettings(file, thisBroker, allBrokers);
    }

    private static Map<String, String> usable(Map<String, String> stored) {
        var usable = new HashMap<String, String>();
        stored.forEach((name, text) -> {
            KeyDefinition definition = KeyTable.broker().find(name);
            if (definition != null && definition.updateMode().isDynamic() && isReadable(definition, text)) {
                usable.put(name, text);
            }
        });
        return Map.copyOf(usable);
    }

    private static boolean isReadable(KeyDefinition definition, String text) {
        try {
            definition.parse(text);
            return true;
        } catch (ConfigException unusable) {
            return false;
        }
    }

    private static void parseInto(Map<String, Object> values, Map<String, String> texts) {
        texts.forEach(
                (name, text) -> values.put(name, KeyTable.broker().require(name).parse(text)));
    }

    public BrokerConfig file() {
        return file;
    }

    /** The value of a key that has one in some layer. */
    public <T> T get(ConfigKey<T> key) {
        Object stored = storedValues.get(key.name());
        return stored == null ? file.get(key) : key.cast(stored);
    }

    /** The value in effect, by name; null when no layer has one. */
    @Nullable
    Object value(String name) {
        Object stored = storedValues.get(name);
        return stored == null ? file.value(name) : stored;
    }

    /** What the cluster stores for all brokers, as far as this one understands it. */
    public Map<String, String> forAllBrokers() {
        return forAllBrokers;
    }

    /** Every layer's word on a key and on its kin in coarser units, the one in effect first. */
    public List<LayeredValue> layers(String name) {
        List<LayeredValue> layers = layersOfFamily(name);
        // As in Kafka, a chain begins with the key itself: retention in hours alone says nothing about the key in ms.
        while (!layers.isEmpty() && !layers.get(0).name().equals(name)) {
            layers.remove(0);
        }
        return List.copyOf(layers);
    }

    /** Where the value in effect comes from, of the key or of its kin. */
    ConfigLayer source(String name) {
        List<LayeredValue> layers = layersOfFamily(name);
        return layers.isEmpty() ? ConfigLayer.DEFAULT : layers.get(0).layer();
    }

    private List<LayeredValue> layersOfFamily(String name) {
        var layers = new ArrayList<LayeredValue>();
        List<String> family = family(name);
        collect(layers, family, forThisBroker, ConfigLayer.BROKER);
        collect(layers, family, forAllBrokers, ConfigLayer.ALL_BROKERS);
        collect(layers, family, file.texts(), ConfigLayer.FILE);
        for (String member : family) {
            String defaultText = KeyTable.broker().require(member).defaultText();
            if (defaultText != null) {
                layers.add(new LayeredValue(member, defaultText, ConfigLayer.DEFAULT));
            }
        }
        return layers;
    }

    private static void collect(
            List<LayeredValue> layers, List<String> names, Map<String, String> texts, ConfigLayer layer) {
        for (String name : names) {
            String text = texts.get(name);
            if (text != null) {
                layers.add(new LayeredValue(name, text.trim(), layer));
            }
        }
    }

    private static List<String> family(String name) {
        return FAMILIES.stream()
                .filter(family -> family.contains(name))
                .findFirst()
                .orElse(List.of(name));
    }
}
