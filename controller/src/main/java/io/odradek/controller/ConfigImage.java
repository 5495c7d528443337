/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.HashMap;
import java.util.Map;

/**
 * The dynamic configuration of all entities as last read. Immutable; replaced as a whole when something changes.
 * Sensitive values are as they are stored.
 */
public final class ConfigImage {
    public static final ConfigImage EMPTY = new ConfigImage(Map.of());

    private final Map<ConfigEntity, Map<String, String>> configs;

    private ConfigImage(Map<ConfigEntity, Map<String, String>> configs) {
        this.configs = configs;
    }

    public static ConfigImage of(Map<ConfigEntity, Map<String, String>> configs) {
        return new ConfigImage(Map.copyOf(configs));
    }

    /** Empty where the entity has none. */
    public Map<String, String> of(ConfigEntity entity) {
        return configs.getOrDefault(entity, Map.of());
    }

    public Map<String, String> topic(String name) {
        return of(ConfigEntity.topic(name));
    }

    public Map<String, String> broker(int id) {
        return of(ConfigEntity.broker(id));
    }

    public Map<String, String> allBrokers() {
        return of(ConfigEntity.allBrokers());
    }

    public Map<String, String> group(String id) {
        return of(ConfigEntity.group(id));
    }

    public Map<ConfigEntity, Map<String, String>> entities() {
        return configs;
    }

    ConfigImage with(Map<ConfigEntity, Map<String, String>> changed) {
        Map<ConfigEntity, Map<String, String>> copy = new HashMap<>(configs);
        changed.forEach((entity, config) -> {
            if (config.isEmpty()) {
                copy.remove(entity);
            } else {
                copy.put(entity, Map.copyOf(config));
            }
        });
        return new ConfigImage(Map.copyOf(copy));
    }
}
