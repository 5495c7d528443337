/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.TopicConfigRules;
import io.odradek.protocol.error.ErrorCode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Kafka demands of a topic's overrides before it stores them. Called on the controller loop. */
public final class TopicRules implements TopicConfigRules {
    private final Supplier<BrokerSettings> broker;
    private final Function<NewTopic, Outcome> policy;

    /** @param policy the operator's, on new topics */
    public TopicRules(Supplier<BrokerSettings> broker, Function<NewTopic, Outcome> policy) {
        this.broker = broker;
        this.policy = policy;
    }

    @Override
    public Outcome permits(NewTopic topic) {
        return policy.apply(topic);
    }

    @Override
    public Outcome check(Map<String, String> configs) {
        for (Map.Entry<String, String> config : new TreeMap<>(configs).entrySet()) {
            String complaint = complaint(config.getKey(), config.getValue());
            if (complaint != null) {
                return Outcome.of(ErrorCode.INVALID_CONFIG, complaint);
            }
        }
        return checkTogether(TopicConfigs.of(broker.get(), configs));
    }

    private static @Nullable String complaint(String name, String text) {
        KeyDefinition key = KeyTable.topic().find(name);
        if (key == null) {
            return "Unknown topic config name: " + name;
        }
        try {
            key.parse(text);
            return null;
        } catch (ConfigException unusable) {
            return unusable.getMessage();
        }
    }

    private static Outcome checkTogether(TopicConfigs topic) {
        if (Boolean.TRUE.equals(topic.value(KeyTable.topic().require("remote.storage.enable")))) {
            return Outcome.of(
                    ErrorCode.INVALID_CONFIG, "remote.storage.enable=true: this broker has no tiered storage");
        }
        long minLagMs = number(topic, "min.compaction.lag.ms");
        long maxLagMs = number(topic, "max.compaction.lag.ms");
        if (minLagMs > maxLagMs) {
            return Outcome.of(
                    ErrorCode.INVALID_CONFIG,
                    "min.compaction.lag.ms (" + minLagMs + ") must not exceed max.compaction.lag.ms (" + maxLagMs
                            + ")");
        }
        return Outcome.OK;
    }

    private static long number(TopicConfigs topic, String name) {
        Object value = topic.value(KeyTable.topic().require(name));
        return value == null ? 0 : ((Number) value).longValue();
    }
}
