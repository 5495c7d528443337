/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/** Who fetches, which decides where it may read, how far, and whether its progress counts. */
public sealed interface FetchOrigin {
    /** The replica id by which tools ask that look at any replica. */
    int DEBUGGER_ID = -2;

    /** Whether it reads what is not committed yet. */
    default boolean readsToTheEnd() {
        return !(this instanceof Consumer);
    }

    /** Whether only the leader may answer. */
    default boolean needsLeader() {
        return this instanceof Replica || (this instanceof Consumer consumer && !consumer.anyReplica());
    }

    /** Follower, debugger or consumer, by the replica id of a request that says nothing more about its sender. */
    static FetchOrigin of(int replicaId) {
        if (replicaId == DEBUGGER_ID) {
            return new Debugger();
        }
        return replicaId < 0 ? Consumer.OF_LEADERS : new Replica(replicaId, FollowerProgress.UNKNOWN_EPOCH);
    }

    /**
     * Reads what is committed.
     *
     * @param anyReplica whether it knows that it may be sent to another replica (KIP-392, Fetch from version 11 on)
     * @param rack where it is, empty if it does not say
     * @param listener the listener that it came by, whose endpoints it can reach
     */
    record Consumer(boolean anyReplica, String rack, String listener) implements FetchOrigin {
        /** One that reads from leaders only. */
        public static final Consumer OF_LEADERS = new Consumer(false, "", "");
    }

    /**
     * A follower, which copies everything up to the end of the leader's log.
     *
     * @param brokerEpoch which life of that broker (KIP-903), -1 where it does not say
     */
    record Replica(int brokerId, long brokerEpoch) implements FetchOrigin {}

    /** A tool that looks at any replica up to its end; replica id -2. */
    record Debugger() implements FetchOrigin {}
}
