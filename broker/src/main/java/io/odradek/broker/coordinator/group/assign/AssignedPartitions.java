/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Partitions of several topics: what a member has, or is to have. Immutable; no topic stands here without partitions. */
public final class AssignedPartitions {
    public static final AssignedPartitions EMPTY = new AssignedPartitions(Map.of());

    private final Map<Uuid, PartitionSet> topics;

    private AssignedPartitions(Map<Uuid, PartitionSet> topics) {
        this.topics = topics;
    }

    /** A copy, in the same order, without the topics that have no partitions. */
    public static AssignedPartitions of(Map<Uuid, PartitionSet> topics) {
        return consumed(new LinkedHashMap<>(topics));
    }

    /** The same of a map that nobody changes any more. */
    public static AssignedPartitions consumed(Map<Uuid, PartitionSet> topics) {
        topics.values().removeIf(PartitionSet::isEmpty);
        return topics.isEmpty() ? EMPTY : new AssignedPartitions(Collections.unmodifiableMap(topics));
    }

    public Map<Uuid, PartitionSet> topics() {
        return topics;
    }

    public PartitionSet partitions(Uuid topicId) {
        PartitionSet found = topics.get(topicId);
        return found == null ? PartitionSet.EMPTY : found;
    }

    public boolean contains(Uuid topicId, int partition) {
        return partitions(topicId).contains(partition);
    }

    public boolean containsAll(AssignedPartitions others) {
        return others.topics.entrySet().stream()
                .allMatch(topic -> partitions(topic.getKey()).containsAll(topic.getValue()));
    }

    public boolean isEmpty() {
        return topics.isEmpty();
    }

    /** How many partitions of all topics. */
    public int size() {
        int size = 0;
        for (PartitionSet partitions : topics.values()) {
            size += partitions.size();
        }
        return size;
    }

    /** What is done with one partition. */
    @FunctionalInterface
    public interface Action {
        void accept(Uuid topicId, int partition);
    }

    public void forEach(Action action) {
        topics.forEach((topic, partitions) -> partitions.forEach(partition -> action.accept(topic, partition)));
    }

    public AssignedPartitions plus(AssignedPartitions others) {
        if (others.isEmpty()) {
            return this;
        }
        Map<Uuid, PartitionSet> sum = new LinkedHashMap<>(topics);
        others.topics.forEach((topic, partitions) -> sum.merge(topic, partitions, PartitionSet::plus));
        return consumed(sum);
    }

    public AssignedPartitions minus(AssignedPartitions others) {
        return equals(others) ? EMPTY : with(others, PartitionSet::minus);
    }

    /** Those that are in both. */
    public AssignedPartitions and(AssignedPartitions others) {
        return equals(others) ? this : with(others, PartitionSet::and);
    }

    private AssignedPartitions with(AssignedPartitions others, BinaryOperator<PartitionSet> operator) {
        Map<Uuid, PartitionSet> result = new LinkedHashMap<>(topics);
        result.replaceAll((topic, partitions) -> operator.apply(partitions, others.partitions(topic)));
        return consumed(result);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof AssignedPartitions that && topics.equals(that.topics));
    }

    @Override
    public int hashCode() {
        return topics.hashCode();
    }

    @Override
    public String toString() {
        return topics.toString();
    }
}
