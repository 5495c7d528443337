/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * What the configuration says about classic groups.
 *
 * @param sessionMsMin {@code group.min.session.timeout.ms}
 * @param sessionMsMax {@code group.max.session.timeout.ms}
 * @param initialDelayMs {@code group.initial.rebalance.delay.ms}
 * @param membersMax {@code group.max.size}
 */
public record ClassicGroupSettings(int sessionMsMin, int sessionMsMax, int initialDelayMs, int membersMax) {
    /** Kafka's: a join of a new member that waits for so long is given up, as its sender may be gone. */
    static final int NEW_MEMBER_JOIN_MS = 5 * 60 * 1000;

    /**
     * Ids that were given out and not used yet. Kafka has no bound here; beyond this one the oldest is forgotten, and
     * whoever comes with it is told to ask for another.
     */
    static final int PENDING_IDS_MAX = 10_000;

    public boolean allowsSession(int sessionMs) {
        return sessionMs >= sessionMsMin && sessionMs <= sessionMsMax;
    }
}
