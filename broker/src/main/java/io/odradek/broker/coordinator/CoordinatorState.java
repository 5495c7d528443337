/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

/**
 * The state of one shard, made empty each time its broker becomes the leader, and dropped when it is no longer. Confined
 * to the shard's loop.
 */
public interface CoordinatorState {
    /**
     * The only thing that changes what is replicated: called for each record of the log while the shard loads, and for
     * each record of a decision as soon as it was decided, whether or not it is appended yet.
     */
    void apply(CoordinatorRecord record);

    /** A record of a producer's open transaction. */
    default void applyPending(long producerId, CoordinatorRecord record) {}

    default void transactionEnded(long producerId, boolean committed) {}

    /** Everything in the log has been applied; decisions come from now on. */
    void loaded();

    /** The leadership is lost, and with it the timers; what is parked here and nowhere else is to be answered now. */
    void unloaded();
}
