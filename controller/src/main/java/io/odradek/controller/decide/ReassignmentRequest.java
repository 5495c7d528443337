/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.Outcome;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.protocol.error.ErrorCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is refused of AlterPartitionReassignments, with the codes and in the order of Kafka 3.9.2 in ZooKeeper mode; the
 * replication factor as Kafka 4.3.1, as 3.9 does not know that question.
 */
public final class ReassignmentRequest {
    private static final Outcome NO_MOVE =
            Outcome.of(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, "No partition reassignment is in progress.");

    private ReassignmentRequest() {}

    /** The partition that is asked about: its assignment if there is such a partition, and whether it is on its way out. */
    public record Asked(@Nullable ReplicaAssignment assignment, boolean deleting) {}

    /** Whether a partition may be moved to these brokers; only those that do not hold it yet have to be alive. */
    public static Outcome check(Asked asked, List<Integer> target, boolean factorMayChange, Set<Integer> live) {
        Outcome list = list(target);
        if (!list.isOk()) {
            return list;
        }
        ReplicaAssignment assignment = asked.assignment();
        if (asked.deleting()) {
            return Outcome.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The topic is being deleted.");
        }
        Set<Integer> unknown = new TreeSet<>(
                assignment == null
                        ? target
                        : Reassignment.towards(assignment, target).adding());
        unknown.removeAll(live);
        if (!unknown.isEmpty()) {
            return refused("Brokers " + unknown + " are not known or not alive; alive are " + live + ".");
        }
        if (assignment == null) {
            return Outcome.of(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "The partition does not exist.");
        }
        int factor = Reassignment.target(assignment).size();
        if (!factorMayChange && target.size() != factor) {
            return Outcome.of(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "The replication factor is changed from " + factor + " to " + target.size());
        }
        return Outcome.OK;
    }

    private static Outcome list(List<Integer> target) {
        if (target.isEmpty()) {
            return refused("A partition needs at least one replica.");
        }
        if (new HashSet<>(target).size() != target.size()) {
            return refused("A broker is named twice in " + target + ".");
        }
        if (target.stream().anyMatch(id -> id < 0)) {
            return refused("No broker has an id below zero: " + target + ".");
        }
        return Outcome.OK;
    }

    /** Whether there is a move to call off. */
    public static Outcome checkCancel(Asked asked) {
        ReplicaAssignment assignment = asked.assignment();
        return assignment == null || asked.deleting() || !assignment.isBeingReassigned() ? NO_MOVE : Outcome.OK;
    }

    private static Outcome refused(String message) {
        return Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
    }
}
