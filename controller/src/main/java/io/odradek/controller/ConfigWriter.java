/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.store.Committed;
import io.odradek.controller.store.MetadataStore;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of stored configuration, each with the notification that makes every broker read it. Every broker writes, as in
 * Kafka's ZooKeeper mode, where clients send a broker's configuration to that broker and a topic's to any: so what is
 * written names the version that was read, and is worked out anew when somebody else was faster. Old notifications are
 * removed after later changes, so that no timer has to run for it. Confined to the controller loop.
 */
final class ConfigWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWriter.class);

    /** As long as Kafka keeps them. */
    private static final long NOTIFICATION_MS = 15 * 60 * 1_000L;

    private static final int ATTEMPTS = 10;

    private final MetadataStore store;
    private final ControllerEnvironment environment;
    private final ConfigSource configs;
    private final TopicConfigRules topicRules;

    /** Notifications and when they were first seen, oldest first. */
    private final Map<String, Long> notifications = new LinkedHashMap<>();

    ConfigWriter(
            MetadataStore store, ControllerEnvironment environment, ConfigSource configs, TopicConfigRules topicRules) {
        this.store = store;
        this.environment = environment;
        this.configs = configs;
        this.topicRules = topicRules;
    }

    CompletionStage<List<ConfigAltered>> alter(List<ConfigAlteration> alterations, boolean validateOnly) {
        return attempt(alterations, validateOnly, ATTEMPTS);
    }

    private CompletionStage<List<ConfigAltered>> attempt(
            List<ConfigAlteration> alterations, boolean validateOnly, int attempts) {
        TreeSet<String> paths = new TreeSet<>();
        alterations.forEach(alteration -> paths.addAll(concerned(alteration.entity())));
        List<String> asked = List.copyOf(paths);
        return store.getAll(asked).thenCompose(nodes -> {
            Map<String, Optional<StoredNode>> found = new HashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                found.put(asked.get(i), nodes.get(i));
            }
            Plan plan = new Plan(found);
            alterations.forEach(plan::add);
            if (validateOnly || plan.changed.isEmpty()) {
                return CompletableFuture.completedFuture(plan.results);
            }
            return store.commit(plan.operations()).thenCompose(committed -> {
                if (committed instanceof Committed.Done) {
                    configs.knows(plan.changed);
                    forgetOldNotifications();
                    return CompletableFuture.completedFuture(plan.results);
                }
                return attempts > 1
                        ? attempt(alterations, false, attempts - 1)
                        : CompletableFuture.failedFuture(
                                new StoreException("others changed the same configuration " + ATTEMPTS + " times"));
            });
        });
    }

    private static List<String> concerned(ConfigEntity entity) {
        String config = ZNodes.config(entity.path());
        if (entity.isTopic()) {
            return List.of(config, ZNodes.topic(entity.name()), ZNodes.topicDeletion(entity.name()));
        }
        return entity.isGroup() ? List.of(config, ZNodes.CONFIG_GROUPS) : List.of(config);
    }

    /** What one attempt makes of the nodes that it read. */
    private final class Plan {
        private final Map<String, Optional<StoredNode>> found;
        private final List<ConfigAltered> results = new ArrayList<>();
        private final Map<ConfigEntity, Map<String, String>> changed = new LinkedHashMap<>();

        Plan(Map<String, Optional<StoredNode>> found) {
            this.found = found;
        }

        private Optional<StoredNode> node(String path) {
            return found.getOrDefault(path, Optional.empty());
        }

        void add(ConfigAlteration alteration) {
            ConfigEntity entity = alteration.entity();
            ConfigAlteration.Edit edit = edit(alteration);
            if (edit instanceof ConfigAlteration.Replace replace) {
                changed.put(entity, replace.configs());
                results.add(new ConfigAltered(entity, Outcome.OK));
            } else if (edit instanceof ConfigAlteration.Refuse refuse) {
                results.add(new ConfigAltered(entity, refuse.outcome()));
            }
        }

        private ConfigAlteration.Edit edit(ConfigAlteration alteration) {
            ConfigEntity entity = alteration.entity();
            if (!entity.isTopic()) {
                return alteration.edit().apply(before(entity));
            }
            boolean unknown = node(ZNodes.topic(entity.name())).isEmpty()
                    || node(ZNodes.topicDeletion(entity.name())).isPresent();
            if (unknown) {
                return new ConfigAlteration.Refuse(Outcome.of(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + entity.name() + "' does not exist."));
            }
            ConfigAlteration.Edit edit = alteration.edit().apply(before(entity));
            if (edit instanceof ConfigAlteration.Replace replace) {
                Outcome outcome = topicRules.check(replace.configs());
                return outcome.isOk() ? edit : new ConfigAlteration.Refuse(outcome);
            }
            return edit;
        }

        private Map<String, String> before(ConfigEntity entity) {
            Map<String, String> earlier = changed.get(entity);
            String path = ZNodes.config(entity.path());
            return earlier == null
                    ? ZNodes.readConfig(path, node(path).map(StoredNode::text).orElse(""))
                    : earlier;
        }

        List<StoreOp> operations() {
            List<StoreOp> operations = new ArrayList<>();
            // Kafka's ZooKeeper mode knows no configuration of groups, so no start makes their parent.
            if (changed.keySet().stream().anyMatch(ConfigEntity::isGroup)
                    && node(ZNodes.CONFIG_GROUPS).isEmpty()) {
                operations.add(StoreOp.create(ZNodes.CONFIG_GROUPS, null));
            }
            changed.forEach((entity, values) -> {
                String path = ZNodes.config(entity.path());
                String text = ZNodes.configText(values);
                if (entity.isTopic()) {
                    operations.add(new StoreOp.Check(ZNodes.topic(entity.name()), StoreOp.ANY_VERSION));
                }
                operations.add(node(path)
                        .<StoreOp>map(before -> new StoreOp.SetData(path, text, before.version()))
                        .orElseGet(() -> StoreOp.create(path, text)));
                operations.add(
                        StoreOp.createSequential(ZNodes.CONFIG_CHANGE_PREFIX, ZNodes.configChangeText(entity.path())));
            });
            return operations;
        }
    }

    private void forgetOldNotifications() {
        store.children(ZNodes.CONFIG_CHANGES).whenComplete((names, failure) -> {
            if (failure != null) {
                LOG.debug("Old notifications stay until the next change", failure);
                return;
            }
            long nowMs = environment.clock().millis();
            Map<String, Long> present = new TreeMap<>();
            names.orElse(List.of()).forEach(name -> present.put(name, notifications.getOrDefault(name, nowMs)));
            notifications.clear();
            notifications.putAll(present);
            removeOlderThan(nowMs - NOTIFICATION_MS);
        });
    }

    /** Each by itself: another broker may be doing the same. */
    private void removeOlderThan(long borderMs) {
        Iterator<Map.Entry<String, Long>> oldest = notifications.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> each = oldest.next();
            if (each.getValue() > borderMs) {
                return;
            }
            oldest.remove();
            String path = ZNodes.CONFIG_CHANGES + "/" + each.getKey();
            store.commit(List.of(new StoreOp.Delete(path, StoreOp.ANY_VERSION))).exceptionally(failure -> {
                LOG.debug("{} stays until somebody else removes it", path, failure);
                return new Committed.Done(List.of());
            });
        }
    }
}
