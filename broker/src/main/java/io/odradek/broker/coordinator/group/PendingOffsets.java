/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.CommittedOffsets.Entry;
import io.odradek.controller.image.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Offsets that were written in transactions that have not ended, by producer and group. Confined to the shard's loop. */
final class PendingOffsets {
    private final Map<Long, Map<String, Map<TopicPartition, Entry>>> byProducer = new HashMap<>();

    /** Takes over what a transaction has committed. */
    @FunctionalInterface
    interface Target {
        void put(String group, TopicPartition partition, Entry entry);
    }

    void put(long producerId, String group, TopicPartition partition, Entry entry) {
        byProducer
                .computeIfAbsent(producerId, id -> new HashMap<>())
                .computeIfAbsent(group, id -> new HashMap<>())
                .put(partition, entry);
    }

    void end(long producerId, boolean committed, Target target) {
        Map<String, Map<TopicPartition, Entry>> ended = byProducer.remove(producerId);
        if (ended != null && committed) {
            ended.forEach(
                    (group, offsets) -> offsets.forEach((partition, entry) -> target.put(group, partition, entry)));
        }
    }

    void remove(String group, TopicPartition partition) {
        if (byProducer.isEmpty()) {
            return;
        }
        byProducer.values().removeIf(groups -> {
            Map<TopicPartition, Entry> offsets = groups.getOrDefault(group, new HashMap<>());
            offsets.remove(partition);
            if (offsets.isEmpty()) {
                groups.remove(group);
            }
            return groups.isEmpty();
        });
    }

    boolean has(String group) {
        return byProducer.values().stream().anyMatch(groups -> groups.containsKey(group));
    }

    boolean has(String group, TopicPartition partition) {
        return byProducer.values().stream()
                .anyMatch(groups -> groups.getOrDefault(group, Map.of()).containsKey(partition));
    }

    Set<TopicPartition> partitions(String group) {
        Set<TopicPartition> partitions = new HashSet<>();
        byProducer
                .values()
                .forEach(groups ->
                        partitions.addAll(groups.getOrDefault(group, Map.of()).keySet()));
        return partitions;
    }
}
