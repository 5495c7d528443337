/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import io.odradek.controller.ConfigAlteration;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the steps that a client asks for into what shall be stored, or into Kafka's refusal. Pure functions: the
 * controller runs them between reading and writing, on its loop.
 */
public final class ConfigEdits {
    private ConfigEdits() {}

    /** Steps on a topic's overrides; the result has to satisfy the rules as a whole. */
    public static ConfigAlteration.Edit topic(
            Map<String, String> stored, List<ConfigEdit> steps, BrokerSettings broker) {
        return edited(
                        KeyTable.topic(),
                        stored,
                        steps,
                        key -> TopicConfigs.of(broker, Map.of()).text(key))
                .andThen(configs -> checkedTopic(configs, broker));
    }

    /** Steps on a group's overrides; the result has to satisfy the rules as a whole. */
    public static ConfigAlteration.Edit group(
            Map<String, String> stored, List<ConfigEdit> steps, BrokerSettings broker) {
        return edited(KeyTable.group(), stored, steps, KeyDefinition::defaultText)
                .andThen(configs -> {
                    Outcome outcome = GroupRules.check(configs, broker);
                    return outcome.isOk()
                            ? new ConfigAlteration.Replace(configs)
                            : new ConfigAlteration.Refuse(outcome);
                });
    }

    /** Steps on what is stored for one broker, or for all of them. */
    public static ConfigAlteration.Edit broker(
            Map<String, String> stored, List<ConfigEdit> steps, BrokerSettings broker, boolean allBrokers) {
        Outcome allowed = BrokerEditRules.check(steps, allBrokers);
        return allowed.isOk()
                ? edited(KeyTable.broker(), stored, steps, key -> ConfigDescriptions.text(broker, key))
                        .andThen(configs -> BrokerEditRules.checkedValues(configs, broker))
                : new ConfigAlteration.Refuse(allowed);
    }

    private static ConfigAlteration.Edit checkedTopic(Map<String, String> configs, BrokerSettings broker) {
        Outcome outcome = new TopicRules(() -> broker, topic -> Outcome.OK).check(configs);
        return outcome.isOk() ? new ConfigAlteration.Replace(configs) : new ConfigAlteration.Refuse(outcome);
    }

    /** The map after the steps, or why there is none. */
    private record Edited(@Nullable Map<String, String> configs, Outcome refusal) {
        ConfigAlteration.Edit andThen(Function<Map<String, String>, ConfigAlteration.Edit> check) {
            return configs == null ? new ConfigAlteration.Refuse(refusal) : check.apply(configs);
        }

        static Edited refused(ErrorCode error, String message) {
            return new Edited(null, Outcome.of(error, message));
        }
    }

    /** @param unstored what a list has when nothing is stored for it: appending starts from there */
    private static Edited edited(
            KeyTable table,
            Map<String, String> stored,
            List<ConfigEdit> steps,
            Function<KeyDefinition, @Nullable String> unstored) {
        var configs = new HashMap<>(stored);
        var names = new HashSet<String>();
        for (ConfigEdit step : steps) {
            if (!names.add(step.name())) {
                return Edited.refused(ErrorCode.INVALID_REQUEST, "Error due to duplicate config keys");
            }
            String value = step.value();
            if (step.operation() == ConfigEdit.DELETE) {
                configs.remove(step.name());
            } else if (value == null) {
                return Edited.refused(ErrorCode.INVALID_REQUEST, "Null value not supported for : " + step.name());
            } else if (step.operation() == ConfigEdit.SET) {
                configs.put(step.name(), value);
            } else if (step.operation() == ConfigEdit.APPEND || step.operation() == ConfigEdit.SUBTRACT) {
                KeyDefinition key = table.find(step.name());
                if (key == null || key.type() != KeyType.LIST) {
                    return Edited.refused(
                            ErrorCode.INVALID_CONFIG,
                            "Can't " + (step.operation() == ConfigEdit.APPEND ? "APPEND" : "SUBTRACT") + " to key "
                                    + step.name() + " because its type is not LIST.");
                }
                configs.put(key.name(), list(configs.get(key.name()), key, step, unstored));
            } else {
                return Edited.refused(ErrorCode.INVALID_REQUEST, "operation " + step.operation() + " does not exist");
            }
        }
        return new Edited(configs, Outcome.OK);
    }

    private static String list(
            @Nullable String stored,
            KeyDefinition key,
            ConfigEdit step,
            Function<KeyDefinition, @Nullable String> unstored) {
        String before = stored == null ? unstored.apply(key) : stored;
        var elements = new LinkedHashSet<>(KeyType.splitAtCommas(before == null ? "" : before));
        List<String> operand = KeyType.splitAtCommas(step.value() == null ? "" : step.value());
        if (step.operation() == ConfigEdit.APPEND) {
            elements.addAll(operand);
        } else {
            operand.forEach(elements::remove);
        }
        return String.join(",", elements);
    }

    /** What Kafka demands of a broker's stored settings; all its refusals here are INVALID_REQUEST. */
    private static final class BrokerEditRules {
        private static final Set<String> THREAD_COUNTS = Set.of(
                "background.threads",
                "log.cleaner.threads",
                "num.io.threads",
                "num.network.threads",
                "num.recovery.threads.per.data.dir",
                "num.replica.fetchers");

        static Outcome check(List<ConfigEdit> steps, boolean allBrokers) {
            var readOnly = new ArrayList<String>();
            for (ConfigEdit step : steps) {
                KeyDefinition key = KeyTable.broker().find(step.name());
                if (key != null && !key.updateMode().isDynamic()) {
                    readOnly.add(step.name());
                } else if (key != null && key.updateMode() == UpdateMode.PER_BROKER) {
                    return refusal(
                            allBrokers
                                    ? key.name() + " can only be set for one broker, not for all of them"
                                    : key.name() + " cannot change while this version of the broker runs; set it in the"
                                            + " file");
                }
            }
            return readOnly.isEmpty() ? Outcome.OK : refusal("Cannot update these configs dynamically: " + readOnly);
        }

        static ConfigAlteration.Edit checkedValues(Map<String, String> configs, BrokerSettings broker) {
            for (Map.Entry<String, String> config : new TreeMap<>(configs).entrySet()) {
                KeyDefinition key = KeyTable.broker().find(config.getKey());
                if (key != null) {
                    try {
                        requireNear(key, key.parse(config.getValue()), broker.value(key.name()));
                    } catch (ConfigException unusable) {
                        return new ConfigAlteration.Refuse(refusal(unusable.getMessage()));
                    }
                }
            }
            return new ConfigAlteration.Replace(configs);
        }

        /** Numbers of threads may at most double or halve at a time. */
        private static void requireNear(KeyDefinition key, Object wanted, @Nullable Object present) {
            if (THREAD_COUNTS.contains(key.name())
                    && wanted instanceof Integer next
                    && present instanceof Integer now) {
                if (next > 2 * now || 2 * next < now) {
                    throw new ConfigException(
                            key.name() + "=" + next + " must be from half to double of the present " + now);
                }
            }
        }

        private static Outcome refusal(@Nullable String message) {
            return Outcome.of(ErrorCode.INVALID_REQUEST, String.valueOf(message));
        }
    }
}
