/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The in-sync replicas as a leader knows them: what the controller stored, and what it was asked for and has not
 * answered. Immutable. Until it answers, either may be true, so an offset is committed only where both have it: the
 * <em>maximal</em> set of KIP-497.
 *
 * @param committed what the controller stored last, as far as the leader has heard
 * @param partitionEpoch which every proposal has to name
 * @param proposed null when nothing is open
 */
record InSyncReplicas(
        List<Integer> committed,
        int partitionEpoch,
        @Nullable List<Integer> proposed) {
    InSyncReplicas {
        committed = List.copyOf(committed);
        proposed = proposed == null ? null : List.copyOf(proposed);
    }

    static InSyncReplicas of(Assignment assignment) {
        return new InSyncReplicas(assignment.isr(), assignment.partitionEpoch(), null);
    }

    boolean isSettled() {
        return proposed == null;
    }

    boolean contains(int brokerId) {
        return committed.contains(brokerId);
    }

    /** Whether the replica is in sync whatever became of the proposal. */
    boolean mayContain(int brokerId) {
        return committed.contains(brokerId) || (proposed != null && proposed.contains(brokerId));
    }

    InSyncReplicas proposing(List<Integer> isr) {
        return new InSyncReplicas(committed, partitionEpoch, isr);
    }

    /** The proposal is known not to have been stored. */
    InSyncReplicas reverted() {
        return new InSyncReplicas(committed, partitionEpoch, null);
    }

    /** The controller told what is stored now, which is news unless it is older than what is known. */
    InSyncReplicas stored(List<Integer> isr, int epoch) {
        return epoch < partitionEpoch ? this : new InSyncReplicas(isr, epoch, null);
    }
}
