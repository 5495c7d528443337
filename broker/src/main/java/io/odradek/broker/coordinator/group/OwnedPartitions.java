/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.wire.Uuid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that a member has, each with the epoch in which it got it: a commit of an older epoch is one of an earlier
 * life (KIP-1251). Immutable.
 */
final class OwnedPartitions {
    static final OwnedPartitions NONE = new OwnedPartitions(Map.of());

    private final Map<Uuid, NavigableMap<Integer, Integer>> epochs;

    private OwnedPartitions(Map<Uuid, NavigableMap<Integer, Integer>> epochs) {
        this.epochs = epochs;
    }

    /** Collects them one by one; to be used once. */
    static final class Builder {
        private final Map<Uuid, NavigableMap<Integer, Integer>> epochs = new LinkedHashMap<>();

        void add(Uuid topic, int partition, int epoch) {
            epochs.computeIfAbsent(topic, id -> new TreeMap<>()).put(partition, epoch);
        }

        OwnedPartitions build() {
            return new OwnedPartitions(epochs);
        }
    }

    static OwnedPartitions of(AssignedPartitions partitions, int epoch) {
        return NONE.plus(partitions, epoch);
    }

    boolean isEmpty() {
        return epochs.isEmpty();
    }

    /** By topic and partition; not to be changed. */
    Map<Uuid, NavigableMap<Integer, Integer>> epochs() {
        return epochs;
    }

    AssignedPartitions partitions() {
        Map<Uuid, PartitionSet> partitions = new LinkedHashMap<>();
        epochs.forEach((topic, ofTopic) -> partitions.put(
                topic,
                PartitionSet.of(
                        ofTopic.keySet().stream().mapToInt(Integer::intValue).toArray())));
        return AssignedPartitions.of(partitions);
    }

    /** The epoch in which the member got it; null if it is not here. */
    @Nullable
    Integer epochOf(Uuid topic, int partition) {
        return epochs.getOrDefault(topic, Collections.emptyNavigableMap()).get(partition);
    }

    boolean contains(Uuid topic, int partition) {
        return epochOf(topic, partition) != null;
    }

    boolean containsAll(AssignedPartitions others) {
        return others.topics().entrySet().stream()
                .allMatch(topic -> topic.getValue().stream().allMatch(id -> contains(topic.getKey(), id)));
    }

    boolean containsAny(AssignedPartitions others) {
        return others.topics().entrySet().stream()
                .anyMatch(topic -> topic.getValue().stream().anyMatch(id -> contains(topic.getKey(), id)));
    }

    /** Those of them that are among the others. */
    OwnedPartitions and(AssignedPartitions others) {
        return filtered(others, true);
    }

    OwnedPartitions minus(AssignedPartitions others) {
        return filtered(others, false);
    }

    private OwnedPartitions filtered(AssignedPartitions others, boolean amongThem) {
        Map<Uuid, NavigableMap<Integer, Integer>> result = new LinkedHashMap<>();
        epochs.forEach((topic, ofTopic) -> {
            PartitionSet named = others.partitions(topic);
            NavigableMap<Integer, Integer> kept = new TreeMap<>(ofTopic);
            kept.keySet().removeIf(id -> named.contains(id) != amongThem);
            if (!kept.isEmpty()) {
                result.put(topic, kept);
            }
        });
        return new OwnedPartitions(result);
    }

    /** These as well, got in that epoch. */
    OwnedPartitions plus(AssignedPartitions others, int epoch) {
        Map<Uuid, NavigableMap<Integer, Integer>> result = copy();
        others.topics().forEach((topic, ids) -> {
            NavigableMap<Integer, Integer> ofTopic = result.computeIfAbsent(topic, id -> new TreeMap<>());
            ids.stream().forEach(id -> ofTopic.put(id, epoch));
        });
        return new OwnedPartitions(result);
    }

    OwnedPartitions plus(OwnedPartitions others) {
        Map<Uuid, NavigableMap<Integer, Integer>> result = copy();
        others.epochs.forEach((topic, ofTopic) ->
                result.computeIfAbsent(topic, id -> new TreeMap<>()).putAll(ofTopic));
        return new OwnedPartitions(result);
    }

    private Map<Uuid, NavigableMap<Integer, Integer>> copy() {
        Map<Uuid, NavigableMap<Integer, Integer>> copy = new LinkedHashMap<>(epochs);
        copy.replaceAll((topic, ofTopic) -> new TreeMap<>(ofTopic));
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OwnedPartitions that && epochs.equals(that.epochs);
    }

    @Override
    public int hashCode() {
        return epochs.hashCode();
    }

    @Override
    public String toString() {
        return epochs.toString();
    }
}
