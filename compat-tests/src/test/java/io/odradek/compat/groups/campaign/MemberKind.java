/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import java.util.Map;

/** How a stock Java consumer takes part in its group. */
enum MemberKind {
    /** A classic member that gives everything up when the group goes round. */
    EAGER("classic", "org.apache.kafka.clients.consumer.RangeAssignor"),
    /** A classic member that gives up what another gets (KIP-429). */
    COOPERATIVE("classic", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
    /** A member that the broker assigns to (KIP-848). */
    CONSUMER("consumer", "");

    private final String protocol;
    private final String assignor;

    MemberKind(String protocol, String assignor) {
        this.protocol = protocol;
        this.assignor = assignor;
    }

    Map<String, Object> settings() {
        return this == CONSUMER
                ? Map.of("group.protocol", protocol)
                : Map.of(
                        "group.protocol",
                        protocol,
                        "partition.assignment.strategy",
                        assignor,
                        "session.timeout.ms",
                        CampaignRun.SESSION_MS,
                        "heartbeat.interval.ms",
                        CampaignRun.HEARTBEAT_MS);
    }
}
