/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.TopicNode;
import io.odradek.protocol.wire.Uuid;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A topic as the active controller knows it. Confined to the controller loop. */
final class TopicState {
    private final String name;
    private final Uuid id;
    private final SortedMap<Integer, PartitionState> partitions = new TreeMap<>();

    TopicState(String name, Uuid id) {
        this.name = name;
        this.id = id;
    }

    String name() {
        return name;
    }

    Uuid id() {
        return id;
    }

    int partitionCount() {
        return partitions.size();
    }

    int replicationFactor() {
        return partitions.values().stream()
                .findFirst()
                .map(first -> first.replicas().size())
                .orElse(0);
    }

    SortedMap<Integer, PartitionState> partitions() {
        return Collections.unmodifiableSortedMap(partitions);
    }

    @Nullable
    PartitionState partition(int number) {
        return partitions.get(number);
    }

    void put(int number, PartitionState state) {
        partitions.put(number, state);
    }

    /** What its node says, with these partitions besides. */
    TopicNode nodeWith(SortedMap<Integer, ReplicaAssignment> added) {
        SortedMap<Integer, ReplicaAssignment> all = new TreeMap<>(added);
        partitions.forEach((number, state) -> all.put(number, state.assignment()));
        return new TopicNode(id, all);
    }
}
