/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.config.BrokerSettings;
import io.odradek.broker.config.ConfigEdit;
import io.odradek.broker.config.ConfigEdits;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.LoggerLevels;
import io.odradek.broker.policy.AlterConfigPolicy;
import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ConfigAlteration;
import io.odradek.controller.ConfigAltered;
import io.odradek.controller.ConfigEntity;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What AlterConfigs and IncrementalAlterConfigs have in common: finds out for each resource who changes it, and collects
 * the outcomes in the order of the request. The steps are applied on the controller's loop, to what is stored there and
 * then; loggers are this process's own and change at once. Stateless.
 */
public final class ConfigChanges {
    private final ClusterView cluster;
    private final LiveSettings settings;
    private final LoggerLevels loggers;
    private final ClusterAdmin admin;
    private final AlterConfigPolicy policy;

    public ConfigChanges(
            ClusterView cluster,
            LiveSettings settings,
            LoggerLevels loggers,
            ClusterAdmin admin,
            AlterConfigPolicy policy) {
        this.cluster = cluster;
        this.settings = settings;
        this.loggers = loggers;
        this.admin = admin;
        this.policy = policy;
    }

    /** One resource and what shall change; with {@code whole}, what is not named goes back to its default. */
    record Change(byte resourceType, String resourceName, List<ConfigEdit> steps, boolean whole) {}

    /** The outcome of each change, in their order. */
    CompletionStage<List<Outcome>> apply(List<Change> changes, boolean validateOnly) {
        Set<String> twice = namedTwice(changes);
        var outcomes = new ArrayList<Outcome>();
        var alterations = new ArrayList<ConfigAlteration>();
        var places = new HashMap<ConfigEntity, Integer>();
        for (Change change : changes) {
            Target target = twice.contains(key(change))
                    ? refused("A resource may be named only once")
                    : target(change, validateOnly);
            outcomes.add(target.outcome());
            target.alterations().forEach(alteration -> {
                places.put(alteration.entity(), outcomes.size() - 1);
                alterations.add(policed(change, alteration));
            });
        }
        if (alterations.isEmpty()) {
            return CompletableFuture.completedFuture(outcomes);
        }
        return admin.alterConfigs(alterations, validateOnly).thenApply(done -> filled(outcomes, done, places));
    }

    private static List<Outcome> filled(
            List<Outcome> outcomes, List<ConfigAltered> done, Map<ConfigEntity, Integer> places) {
        for (ConfigAltered altered : done) {
            Integer place = places.get(altered.entity());
            if (place != null) {
                outcomes.set(place, altered.outcome());
            }
        }
        return outcomes;
    }

    /** Either an outcome already, or an alteration that will bring one. */
    private record Target(Outcome outcome, List<ConfigAlteration> alterations) {}

    private static Target settled(Outcome outcome) {
        return new Target(outcome, List.of());
    }

    private static Target refused(String message) {
        return settled(Outcome.of(ErrorCode.INVALID_REQUEST, message));
    }

    private Target target(Change change, boolean validateOnly) {
        ConfigResource type = ConfigResource.forId(change.resourceType());
        if (type == null || (change.whole() && type == ConfigResource.BROKER_LOGGER)) {
            return refused("There is nothing to alter of resource type " + change.resourceType());
        }
        return switch (type) {
            case TOPIC -> topic(change);
            case BROKER -> broker(change);
            case BROKER_LOGGER -> logger(change, validateOnly);
            case GROUP -> group(change);
            case CLIENT_METRICS -> refused("This broker has no configurations of " + type + " resources");
        };
    }

    private Target topic(Change change) {
        String name = change.resourceName();
        if (name.isEmpty()) {
            return refused("Topics have no common default; name a topic");
        }
        if (cluster.image().topic(name) == null) {
            return settled(
                    Outcome.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + name + "' does not exist."));
        }
        BrokerSettings broker = settings.broker();
        return altering(new ConfigAlteration(
                ConfigEntity.topic(name),
                stored -> ConfigEdits.topic(change.whole() ? Map.of() : stored, change.steps(), broker)));
    }

    /** Whether there is such a group does not matter: its configuration may come before its members. */
    private Target group(Change change) {
        if (change.resourceName().isEmpty()) {
            return refused("Default group resources are not allowed.");
        }
        BrokerSettings broker = settings.broker();
        return altering(new ConfigAlteration(
                ConfigEntity.group(change.resourceName()),
                stored -> ConfigEdits.group(change.whole() ? Map.of() : stored, change.steps(), broker)));
    }

    private Target broker(Change change) {
        BrokerSettings broker = settings.broker();
        if (change.resourceName().isEmpty()) {
            return altering(new ConfigAlteration(
                    ConfigEntity.allBrokers(),
                    stored -> ConfigEdits.broker(change.whole() ? Map.of() : stored, change.steps(), broker, true)));
        }
        String complaint = BrokerNames.complaint(change.resourceName(), settings.brokerId());
        return complaint.isEmpty()
                ? altering(new ConfigAlteration(
                        ConfigEntity.broker(settings.brokerId()),
                        stored ->
                                ConfigEdits.broker(change.whole() ? Map.of() : stored, change.steps(), broker, false)))
                : refused(complaint);
    }

    /** The same, unless the operator's policy has something against what comes of it. */
    private ConfigAlteration policed(Change change, ConfigAlteration alteration) {
        String type = Objects.requireNonNull(ConfigResource.forId(change.resourceType()))
                .name();
        return new ConfigAlteration(alteration.entity(), stored -> {
            ConfigAlteration.Edit edit = alteration.edit().apply(stored);
            if (edit instanceof ConfigAlteration.Replace replace) {
                Map<String, @Nullable String> named = new HashMap<>();
                change.steps()
                        .forEach(
                                step -> named.put(step.name(), replace.configs().get(step.name())));
                Outcome outcome = policy.alteration(type, change.resourceName(), named);
                return outcome.isOk() ? edit : new ConfigAlteration.Refuse(outcome);
            }
            return edit;
        });
    }

    private Target logger(Change change, boolean validateOnly) {
        String complaint = BrokerNames.complaint(change.resourceName(), settings.brokerId());
        return complaint.isEmpty() ? settled(loggers.change(change.steps(), validateOnly)) : refused(complaint);
    }

    private static Target altering(ConfigAlteration alteration) {
        return new Target(Outcome.OK, List.of(alteration));
    }

    private static Set<String> namedTwice(List<Change> changes) {
        var seen = new HashSet<String>();
        var twice = new HashSet<String>();
        for (Change change : changes) {
            if (!seen.add(key(change))) {
                twice.add(key(change));
            }
        }
        return twice;
    }

    private static String key(Change change) {
        return change.resourceType() + " " + change.resourceName();
    }
}
