/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member asks for with SyncGroup: its assignment.
 *
 * @param protocolType of the group as the member knows it; null before version 5
 * @param protocolName likewise
 * @param assignments by member id; from the leader alone
 */
public record SyncAsk(
        MemberClaim member,
        @Nullable String protocolType,
        @Nullable String protocolName,
        Map<String, Opaque> assignments) {}
