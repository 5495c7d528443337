/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.store.Ensemble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one server.properties says, checked as a whole when it is made. Immutable; any thread may read it. Values that
 * were changed while the cluster runs lie above the file's in {@link BrokerSettings}.
 */
public final class BrokerConfig {
    private final Map<String, String> texts;
    private final Map<String, Object> values;
    private final List<String> unknownKeys;
    private final ListenerConfigs listeners;

    private BrokerConfig(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
        this.values = new HashMap<>();
        this.unknownKeys = read();
        ConfigRules.check(this);
        this.listeners = ListenerConfigs.read(this);
    }

    /** Takes the texts apart; returns the names that nobody here knows. */
    private List<String> read() {
        var unknown = new ArrayList<String>();
        for (Map.Entry<String, String> given : new TreeMap<>(texts).entrySet()) {
            String name = given.getKey();
            KeyDefinition definition = KeyTable.broker().find(name);
            if (definition != null) {
                values.put(name, definition.parse(given.getValue()));
            } else if (!ForeignKeys.isKnown(name)) {
                refuseMisspelt(name);
                unknown.add(name);
            }
        }
        return List.copyOf(unknown);
    }

    public static BrokerConfig of(Map<String, String> properties) {
        return new BrokerConfig(properties);
    }

    /** Reads a properties file; what the command line overrides wins. */
    public static BrokerConfig load(Path file, Map<String, String> overrides) {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + e.getMessage());
        }
        var texts = new HashMap<String, String>();
        for (String name : properties.stringPropertyNames()) {
            texts.put(name, properties.getProperty(name));
        }
        texts.putAll(overrides);
        return new BrokerConfig(texts);
    }

    private static void refuseMisspelt(String name) {
        String suggestion = KeySuggestion.forUnknown(name);
        if (suggestion != null) {
            throw new ConfigException(name + " is no key of Kafka's; did you mean " + suggestion + "?");
        }
    }

    /** The value of a key that has one in the file, or a default. */
    public <T> T get(ConfigKey<T> key) {
        T value = lookUp(key);
        if (value == null) {
            throw new IllegalStateException(key.name() + " has neither value nor default; use find");
        }
        return value;
    }

    /** The value of a key that may have none. */
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable(lookUp(key));
    }

    private <T> @Nullable T lookUp(ConfigKey<T> key) {
        Object value = value(key.name());
        return value == null ? null : key.cast(value);
    }

    /** The value or default of any key, by name. */
    @Nullable
    Object value(String name) {
        Object given = values.get(name);
        return given != null ? given : KeyTable.broker().require(name).defaultValue();
    }

    /** Whether the file or the command line gives a value. */
    public boolean isSet(ConfigKey<?> key) {
        return texts.containsKey(key.name());
    }

    /** What was given, unparsed, as DescribeConfigs shows it. */
    public Map<String, String> texts() {
        return texts;
    }

    /** The id that the file gives this broker; empty when one is to be generated. */
    public OptionalInt brokerId() {
        int id = isSet(Keys.NODE_ID) ? get(Keys.NODE_ID) : get(Keys.BROKER_ID);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    public List<Path> logDirs() {
        List<String> several = find(Keys.LOG_DIRS).orElse(List.of());
        var dirs = new LinkedHashSet<Path>();
        for (String name : several.isEmpty() ? get(Keys.LOG_DIR) : several) {
            dirs.add(Path.of(name));
        }
        return List.copyOf(dirs);
    }

    /** The ensemble to use; empty means that this process runs its own server, or its peer of {@link #zooKeeperEnsemble}. */
    public Optional<String> zooKeeperConnect() {
        return find(Keys.ZOOKEEPER_CONNECT).filter(connect -> !connect.isBlank());
    }

    /** The ensemble whose peers run inside brokers, this one among them. */
    public Optional<Ensemble> zooKeeperEnsemble() {
        return find(Keys.ODRADEK_ZOOKEEPER_ENSEMBLE)
                .filter(members -> !members.isEmpty())
                .map(Ensemble::parse);
    }

    /** Where to listen. */
    public List<Listener> listeners() {
        return listeners.bound();
    }

    /** What clients and brokers are told to connect to. May look up the machine's own name: ask once. */
    public List<Listener> advertisedListeners() {
        return listeners.advertisedWithHosts();
    }

    /** The name of the listener that brokers use among themselves. */
    public String interBrokerListenerName() {
        return listeners.interBroker().name();
    }

    /** The name of the listener reserved for the controller's requests, if there is one. */
    public Optional<String> controlPlaneListenerName() {
        return listeners.controlPlane().map(Listener::name);
    }

    /** Keys of Kafka's that are set and that nothing here reads. */
    public List<String> ineffectiveKeys() {
        var ineffective = new ArrayList<String>();
        for (String name : texts.keySet()) {
            KeyDefinition key = KeyTable.broker().find(name);
            if (key != null && !key.effective()) {
                ineffective.add(name);
            }
        }
        Collections.sort(ineffective);
        return ineffective;
    }

    /** Keys that are set and that neither Kafka nor anything here knows; a plug-in may have wanted them. */
    public List<String> unknownKeys() {
        return unknownKeys;
    }
}
