/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.ReplicaAssignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked and answered about moves of partitions between brokers (KIP-455, KIP-860). */
public final class Reassignments {
    private Reassignments() {}

    /**
     * What to do.
     *
     * @param targets the replicas that each partition is to have; empty to call its move off
     * @param factorMayChange whether a target may have another number of replicas than the partition has
     */
    public record Call(Map<TopicPartition, Optional<List<Integer>>> targets, boolean factorMayChange) {}

    /** The outcome of the whole, and where that is fine, of each. */
    public record Answer(Outcome whole, Map<TopicPartition, Outcome> partitions) {}

    /** A partition on the move. */
    public record Ongoing(TopicPartition partition, ReplicaAssignment assignment) {}

    /** The partitions that are on the move, of those asked for. */
    public record Listing(Outcome whole, List<Ongoing> ongoing) {}
}
