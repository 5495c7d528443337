/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that a member has, each with the epoch in which it got it: a commit of an older epoch is one of an earlier
 * life (KIP-1251). Immutable; what an operation leaves as it is, is not copied.
 */
final class OwnedPartitions {
    static final OwnedPartitions NONE = new OwnedPartitions(AssignedPartitions.EMPTY, Map.of());

    private static final int[] NO_EPOCHS = {};

    private final AssignedPartitions partitions;

    /** In the order of the topic's partitions. */
    private final Map<Uuid, int[]> epochs;

    private OwnedPartitions(AssignedPartitions partitions, Map<Uuid, int[]> epochs) {
        this.partitions = partitions;
        this.epochs = epochs;
    }

    @FunctionalInterface
    private interface EpochSource {
        int epochOf(Uuid topic, int partition);
    }

    private static OwnedPartitions of(AssignedPartitions partitions, EpochSource source) {
        if (partitions.isEmpty()) {
            return NONE;
        }
        Map<Uuid, int[]> epochs = new HashMap<>();
        partitions.topics().forEach((topic, ids) -> {
            int[] ofTopic = ids.toArray();
            for (int i = 0; i < ofTopic.length; i++) {
                ofTopic[i] = source.epochOf(topic, ofTopic[i]);
            }
            epochs.put(topic, ofTopic);
        });
        return new OwnedPartitions(partitions, epochs);
    }

    /** Collects them topic by topic; to be used once. */
    static final class Builder {
        private final Map<Uuid, PartitionSet> partitions = new LinkedHashMap<>();
        private final Map<Uuid, int[]> epochs = new HashMap<>();

        /** In any order, each partition with its epoch. */
        void add(Uuid topic, int[] numbers, int[] ofEach) {
            PartitionSet set = PartitionSet.of(numbers);
            int[] ordered = new int[set.size()];
            for (int i = 0; i < numbers.length; i++) {
                ordered[set.indexOf(numbers[i])] = ofEach[i];
            }
            partitions.put(topic, set);
            epochs.put(topic, ordered);
        }

        OwnedPartitions build() {
            return partitions.isEmpty() ? NONE : new OwnedPartitions(AssignedPartitions.consumed(partitions), epochs);
        }
    }

    static OwnedPartitions of(AssignedPartitions partitions, int epoch) {
        return of(partitions, (topic, partition) -> epoch);
    }

    boolean isEmpty() {
        return partitions.isEmpty();
    }

    AssignedPartitions partitions() {
        return partitions;
    }

    /** In the order of the topic's partitions, as a copy. */
    int[] epochs(Uuid topic) {
        return known(topic).clone();
    }

    /** The epoch in which the member got it; null if it is not here. */
    @Nullable
    Integer epochOf(Uuid topic, int partition) {
        int index = partitions.partitions(topic).indexOf(partition);
        return index < 0 ? null : Integer.valueOf(known(topic)[index]);
    }

    boolean contains(Uuid topic, int partition) {
        return partitions.contains(topic, partition);
    }

    boolean containsAll(AssignedPartitions others) {
        return partitions.containsAll(others);
    }

    boolean containsAny(AssignedPartitions others) {
        return !partitions.and(others).isEmpty();
    }

    /** Those of them that are among the others. */
    OwnedPartitions and(AssignedPartitions others) {
        return only(partitions.and(others));
    }

    OwnedPartitions minus(AssignedPartitions others) {
        return only(partitions.minus(others));
    }

    private OwnedPartitions only(AssignedPartitions part) {
        return part.equals(partitions) ? this : of(part, this::known);
    }

    private int known(Uuid topic, int partition) {
        return known(topic)[partitions.partitions(topic).indexOf(partition)];
    }

    private int[] known(Uuid topic) {
        return epochs.getOrDefault(topic, NO_EPOCHS);
    }

    /** These as well, got in that epoch. */
    OwnedPartitions plus(AssignedPartitions others, int epoch) {
        return plus(of(others, epoch));
    }

    OwnedPartitions plus(OwnedPartitions others) {
        return others.isEmpty()
                ? this
                : of(
                        partitions.plus(others.partitions),
                        (topic, partition) -> others.contains(topic, partition)
                                ? others.known(topic, partition)
                                : known(topic, partition));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof OwnedPartitions that && partitions.equals(that.partitions) && hasEpochsOf(that));
    }

    private boolean hasEpochsOf(OwnedPartitions others) {
        for (Uuid topic : partitions.topics().keySet()) {
            if (!Arrays.equals(known(topic), others.known(topic))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return partitions.hashCode();
    }

    @Override
    public String toString() {
        Map<Uuid, String> texts = new LinkedHashMap<>();
        partitions.topics().forEach((topic, ids) -> texts.put(topic, ids + " since " + Arrays.toString(known(topic))));
        return texts.toString();
    }
}
