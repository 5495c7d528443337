/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.policy;

import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.ConfigKey;
import io.odradek.broker.config.Keys;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code create.topic.policy.class.name} and {@code alter.config.policy.class.name} (KIP-108, KIP-133). Asked on the
 * controller loop after Odradek's own checks, also where a request is only to be validated; as in Kafka, a policy that
 * takes its time holds everything up that goes through the controller. Made at start, closed at the end.
 */
public final class Policies implements AlterConfigPolicy, AutoCloseable {
    private static final String PACKAGE = "org.apache.kafka.server.policy.";

    private final Optional<Plugin> create;
    private final Optional<Plugin> alter;

    private Policies(Optional<Plugin> create, Optional<Plugin> alter) {
        this.create = create;
        this.alter = alter;
    }

    /**
     * Those that the configuration names.
     *
     * @throws io.odradek.broker.config.ConfigException if a class cannot be used
     */
    public static Policies of(BrokerConfig config) {
        return new Policies(
                plugin(config, Keys.CREATE_TOPIC_POLICY_CLASS_NAME, PACKAGE + "CreateTopicPolicy"),
                plugin(config, Keys.ALTER_CONFIG_POLICY_CLASS_NAME, PACKAGE + "AlterConfigPolicy"));
    }

    /** With classes that implement interfaces of the same shape. */
    static Policies of(Plugin create, Plugin alter) {
        return new Policies(Optional.of(create), Optional.of(alter));
    }

    private static Optional<Plugin> plugin(BrokerConfig config, ConfigKey<String> key, String contract) {
        return config.find(key)
                .filter(name -> !name.isBlank())
                .map(name -> Plugin.load(key.name(), name.strip(), contract, config.texts()));
    }

    /** Whether the topic may be made. Its numbers are those that it will have, unless it comes with an assignment. */
    public Outcome creation(NewTopic topic) {
        if (create.isEmpty()) {
            return Outcome.OK;
        }
        boolean assigned = !topic.assignment().isEmpty();
        return create.get()
                .validate(
                        topic.name(),
                        assigned ? null : topic.partitions(),
                        assigned ? null : (short) topic.replicationFactor(),
                        assigned ? topic.assignment() : null,
                        topic.configs());
    }

    @Override
    public Outcome alteration(String resourceType, String resourceName, Map<String, @Nullable String> changes) {
        return alter.map(plugin -> plugin.validate(plugin.resource(resourceType, resourceName), changes))
                .orElse(Outcome.OK);
    }

    @Override
    public void close() {
        create.ifPresent(Plugin::close);
        alter.ifPresent(Plugin::close);
    }
}
