/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.Nullable;

/** What a group waits for. Also the timer's key within its group: a new one takes the place of the old. */
public sealed interface GroupTimer {
    /** A member, or a pending member id, has been silent for its session timeout. */
    record Session(String memberId) implements GroupTimer {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (other instanceof Session that && memberId.equals(that.memberId));
        }

        @Override
        public int hashCode() {
            return memberId.hashCode();
        }
    }

    /** The time to join again is over, or the initial delay is. */
    record JoinPhase() implements GroupTimer {}

    /** The time to ask for the assignment is over. */
    record SyncPhase() implements GroupTimer {}

    /** A member of a consumer group has had its time to give partitions back. */
    record Revocation(String memberId) implements GroupTimer {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == this || (other instanceof Revocation that && memberId.equals(that.memberId));
        }

        /** Not that of the session's timer, which each heartbeat looks for in the same table. */
        @Override
        public int hashCode() {
            return ~memberId.hashCode();
        }
    }

    /** A classic member of a consumer group has had its time to join again. */
    record Rejoin(String memberId) implements GroupTimer {}

    /** A classic member of a consumer group has had its time to ask for its assignment. */
    record AssignmentAsked(String memberId) implements GroupTimer {}
}
