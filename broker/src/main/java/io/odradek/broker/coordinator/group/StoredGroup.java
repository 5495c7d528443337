/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group as its record says it: GroupMetadataValue.
 *
 * @param protocol of the generation; null without members
 * @param stateSinceMs wall clock; -1 if not known
 */
public record StoredGroup(
        String protocolType,
        int generationId,
        @Nullable String protocol,
        @Nullable String leaderId,
        long stateSinceMs,
        List<StoredMember> members) {

    /** One member of the generation. */
    public record StoredMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            JoinAsk.Timeouts timeouts,
            Opaque subscription,
            Opaque assignment) {}

    StoredGroup ledBy(String newLeaderId) {
        return new StoredGroup(protocolType, generationId, protocol, newLeaderId, stateSinceMs, members);
    }

    /** Of a group that nobody has joined yet. */
    boolean isNew() {
        return generationId == 0 && members.isEmpty() && protocolType.isEmpty();
    }

    /** What is written when a first member asks for a group that did not exist. */
    static StoredGroup created(long stateSinceMs) {
        return new StoredGroup("", 0, null, null, stateSinceMs, List.of());
    }
}
