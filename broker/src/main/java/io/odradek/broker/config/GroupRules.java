/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Kafka demands of a group's overrides before it stores them, in its words. Pure. */
final class GroupRules {
    private static final List<String> KINDS = List.of("consumer", "share", "streams");

    private GroupRules() {}

    static Outcome check(Map<String, String> configs, BrokerSettings broker) {
        for (Map.Entry<String, String> config : new TreeMap<>(configs).entrySet()) {
            String complaint = complaint(config.getKey(), config.getValue(), broker);
            if (complaint != null) {
                return Outcome.of(ErrorCode.INVALID_CONFIG, complaint);
            }
        }
        GroupConfigs group = GroupConfigs.of(broker, configs);
        for (String kind : KINDS) {
            String session = kind + ".session.timeout.ms";
            String heartbeat = kind + ".heartbeat.interval.ms";
            if (number(group, session) <= number(group, heartbeat)) {
                return Outcome.of(ErrorCode.INVALID_CONFIG, session + " must be greater than " + heartbeat);
            }
        }
        return Outcome.OK;
    }

    private static @Nullable String complaint(String name, String text, BrokerSettings broker) {
        KeyDefinition key = KeyTable.group().find(name);
        if (key == null) {
            return "Unknown group config name: " + name;
        }
        try {
            Object value = key.parse(text);
            return value instanceof Integer number ? GroupBounds.of(name).complaint(name, number, broker) : null;
        } catch (ConfigException unusable) {
            return unusable.getMessage();
        }
    }

    private static int number(GroupConfigs group, String name) {
        Object value = group.value(KeyTable.group().require(name));
        return value == null ? 0 : (Integer) value;
    }
}
