/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.LeaderState;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.List;

/**
 * A partition as stored: its assignment, its state, the version of the state's node, and the transaction that wrote it.
 */
record PartitionState(ReplicaAssignment assignment, StateNode state, int version, long writtenAt) {
    /** A state that this controller has written, later than every registration that it then knew of. */
    private static final long NOW = Long.MAX_VALUE;

    /** Assigned, but nobody could lead it yet, so there is no state node. */
    static final int UNBORN = -1;

    PartitionState(ReplicaAssignment assignment, StateNode state, int version) {
        this(assignment, state, version, NOW);
    }

    static PartitionState unborn(ReplicaAssignment assignment) {
        return new PartitionState(assignment, new StateNode(-1, 0, List.of(), 0, false), UNBORN);
    }

    boolean isBorn() {
        return version != UNBORN;
    }

    List<Integer> replicas() {
        return assignment.replicas();
    }

    LeaderState leaderState() {
        return new LeaderState(state.leader(), state.leaderEpoch(), state.isr(), version);
    }
}
