/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member asks for with JoinGroup.
 *
 * @param memberId empty if it has none yet
 * @param instanceId of a static member (KIP-345)
 */
public record JoinAsk(
        String memberId,
        @Nullable String instanceId,
        Client client,
        Timeouts timeouts,
        String protocolType,
        List<JoinProtocol> protocols) {

    /**
     * Who sent it, and what the version of the request lets be answered.
     *
     * @param host as Kafka stores and shows it: a slash and the address
     * @param needsId a new dynamic member is given its id before it is let in (KIP-394), from version 4
     * @param skipsAssignment a static leader that comes back can be told not to assign (KIP-814), from version 9
     */
    public record Client(String id, String host, boolean needsId, boolean skipsAssignment) {}

    /** How long a member may be silent, and how long it may take to join again. */
    public record Timeouts(int sessionMs, int rebalanceMs) {}
}
