/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group as DescribeGroups shows it.
 *
 * @param protocol that the members agreed on; empty unless the group is stable
 * @param missing why there is nothing to show, in words; null if there is something
 */
public record GroupDescription(
        String state,
        String protocolType,
        String protocol,
        List<Member> members,
        @Nullable String missing) {
    static GroupDescription none(String missing) {
        return new GroupDescription("Dead", "", "", List.of(), missing);
    }

    /**
     * One member.
     *
     * @param metadata for the protocol; empty unless the group is stable
     */
    public record Member(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            Opaque metadata,
            Opaque assignment) {}
}
