/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/** Who fetches, which decides where it may read, how far, and whether its progress counts. */
public sealed interface FetchOrigin {
    /** A consumer that reads from leaders only. */
    FetchOrigin CONSUMER = new Consumer(false, "", "");

    /**
     * Reads what is committed.
     *
     * @param anyReplica whether it knows that it may be sent to another replica (KIP-392, Fetch from version 11 on)
     * @param rack where it is, empty if it does not say
     * @param listener the listener that it came by, whose endpoints it can reach
     */
    record Consumer(boolean anyReplica, String rack, String listener) implements FetchOrigin {}

    /**
     * A follower, which copies everything up to the end of the leader's log.
     *
     * @param brokerEpoch which life of that broker (KIP-903), -1 where it does not say
     */
    record Replica(int brokerId, long brokerEpoch) implements FetchOrigin {}

    /** A tool that looks at any replica up to its end; replica id -2. */
    record Debugger() implements FetchOrigin {}
}
