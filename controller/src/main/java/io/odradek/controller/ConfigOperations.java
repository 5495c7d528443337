/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes of stored configuration, each with the notification that makes every broker read it. Old notifications are
 * removed along with later changes, so that no timer has to run for it. Confined to the controller loop; run one at a
 * time by the term's queue.
 */
final class ConfigOperations {
    /** As long as Kafka keeps them. */
    private static final long NOTIFICATION_MS = 15 * 60 * 1_000L;

    private final Term term;

    /** Notifications and when they were first seen, oldest first. */
    private final Map<String, Long> notifications = new LinkedHashMap<>();

    ConfigOperations(Term term) {
        this.term = term;
    }

    void found(List<String> names) {
        long nowMs = term.context().environment().clock().millis();
        names.stream().sorted().forEach(name -> notifications.put(ZNodes.CONFIG_CHANGES + "/" + name, nowMs));
    }

    CompletionStage<List<ConfigAltered>> alter(List<ConfigAlteration> alterations, boolean validateOnly) {
        List<String> paths = new ArrayList<>();
        alterations.forEach(
                alteration -> paths.add(ZNodes.config(alteration.entity().path())));
        return term.store().reads().getAll(paths).thenCompose(nodes -> {
            List<ConfigAltered> results = new ArrayList<>();
            List<StoreOp> operations = new ArrayList<>();
            Map<ConfigEntity, Map<String, String>> changed = new HashMap<>();
            for (int i = 0; i < paths.size(); i++) {
                ConfigEntity entity = alterations.get(i).entity();
                Optional<StoredNode> node = nodes.get(i);
                Map<String, String> before = changed.containsKey(entity)
                        ? changed.getOrDefault(entity, Map.of())
                        : ZNodes.readConfig(
                                paths.get(i), node.map(StoredNode::text).orElse(""));
                ConfigAlteration.Edit edit = edit(alterations.get(i), before);
                if (edit instanceof ConfigAlteration.Replace replace) {
                    boolean exists = node.isPresent() || changed.containsKey(entity);
                    addWrite(operations, entity, replace.configs(), exists);
                    changed.put(entity, replace.configs());
                    results.add(new ConfigAltered(entity, Outcome.OK));
                } else if (edit instanceof ConfigAlteration.Refuse refuse) {
                    results.add(new ConfigAltered(entity, refuse.outcome()));
                }
            }
            if (validateOnly || operations.isEmpty()) {
                return CompletableFuture.completedFuture(results);
            }
            return write(operations, changed).thenApply(done -> results);
        });
    }

    private ConfigAlteration.Edit edit(ConfigAlteration alteration, Map<String, String> before) {
        ConfigEntity entity = alteration.entity();
        boolean unknownTopic = entity.isTopic()
                && (term.cluster().topic(entity.name()) == null
                        || term.cluster().isDeleting(entity.name()));
        if (unknownTopic) {
            return new ConfigAlteration.Refuse(Outcome.of(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic '" + entity.name() + "' does not exist."));
        }
        ConfigAlteration.Edit edit = alteration.edit().apply(before);
        if (entity.isTopic() && edit instanceof ConfigAlteration.Replace replace) {
            Outcome outcome = term.context().topicRules().check(replace.configs());
            return outcome.isOk() ? edit : new ConfigAlteration.Refuse(outcome);
        }
        return edit;
    }

    private static void addWrite(
            List<StoreOp> operations, ConfigEntity entity, Map<String, String> configs, boolean exists) {
        String path = ZNodes.config(entity.path());
        String text = ZNodes.configText(configs);
        operations.add(exists ? new StoreOp.SetData(path, text, StoreOp.ANY_VERSION) : StoreOp.create(path, text));
        operations.add(StoreOp.createSequential(ZNodes.CONFIG_CHANGE_PREFIX, ZNodes.configChangeText(entity.path())));
    }

    private CompletionStage<Void> write(List<StoreOp> operations, Map<ConfigEntity, Map<String, String>> changed) {
        List<StoreOp> all = new ArrayList<>(operations);
        all.addAll(expired());
        return term.store().write(all).thenAccept(results -> {
            List<String> created = new ArrayList<>();
            results.forEach(result -> {
                if (result.path().startsWith(ZNodes.CONFIG_CHANGE_PREFIX) && result.version() == 0) {
                    created.add(result.path().substring(ZNodes.CONFIG_CHANGES.length() + 1));
                }
            });
            found(created);
            term.context().configs().knows(changed);
        });
    }

    private List<StoreOp> expired() {
        long nowMs = term.context().environment().clock().millis();
        List<StoreOp> deletes = new ArrayList<>();
        Iterator<Map.Entry<String, Long>> oldest = notifications.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> each = oldest.next();
            if (nowMs - each.getValue() < NOTIFICATION_MS) {
                break;
            }
            deletes.add(new StoreOp.Delete(each.getKey(), StoreOp.ANY_VERSION));
            oldest.remove();
        }
        return deletes;
    }
}
