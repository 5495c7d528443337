/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/** Which brokers are alive, as this broker last heard. Any thread may ask. */
@FunctionalInterface
public interface LiveBrokers {
    /** Nobody is alive. */
    LiveBrokers NONE = (brokerId, brokerEpoch) -> false;

    /** Whether the broker lives, and, where both that and the epoch (-1: unknown) are known, in that very life. */
    boolean isAlive(int brokerId, long brokerEpoch);
}
