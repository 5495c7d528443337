/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.protocol.error.ErrorCode;

/** What this broker is to a partition right now. Owned by the partition; changes only by what the controller says. */
sealed interface PartitionRole {
    /** Knows nothing yet, was told to stop, or has lost its disk. */
    record Offline(ErrorCode reason) implements PartitionRole {
        static final Offline NOT_ASSIGNED = new Offline(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    /** Copies from the leader, which may be nobody for a while. */
    record Following(Follower follower) implements PartitionRole {}

    /** Leads; the only role with state that moves. */
    record Leading(Leader leader, InSyncKeeper keeper) implements PartitionRole {}
}
