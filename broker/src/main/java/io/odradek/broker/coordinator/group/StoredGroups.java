/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.StoredGroup.StoredMember;
import io.odradek.protocol.message.GroupMetadataValue;
import io.odradek.protocol.message.GroupMetadataValue.MemberMetadata;
import java.util.ArrayList;
import java.util.List;

/** Classic groups from and to GroupMetadataValue. */
final class StoredGroups {
    /** Version 0 of the value had no such timeout; the session's stood for it. */
    private static final int NOT_STORED = -1;

    private StoredGroups() {}

    static StoredGroup of(GroupMetadataValue value) {
        List<StoredMember> members =
                value.members().stream().map(StoredGroups::member).toList();
        return new StoredGroup(
                value.protocolType(),
                value.generation(),
                value.protocol(),
                value.leader(),
                value.currentStateTimestamp(),
                members);
    }

    private static StoredMember member(MemberMetadata member) {
        int rebalanceMs = member.rebalanceTimeout() == NOT_STORED ? member.sessionTimeout() : member.rebalanceTimeout();
        return new StoredMember(
                member.memberId(),
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                new JoinAsk.Timeouts(member.sessionTimeout(), rebalanceMs),
                Opaque.of(member.subscription()),
                Opaque.of(member.assignment()));
    }

    static GroupMetadataValue toStore(StoredGroup group) {
        List<MemberMetadata> members = new ArrayList<>(group.members().size());
        for (StoredMember member : group.members()) {
            members.add(new MemberMetadata()
                    .memberId(member.memberId())
                    .groupInstanceId(member.instanceId())
                    .clientId(member.clientId())
                    .clientHost(member.clientHost())
                    .rebalanceTimeout(member.timeouts().rebalanceMs())
                    .sessionTimeout(member.timeouts().sessionMs())
                    .subscription(member.subscription().bytes())
                    .assignment(member.assignment().bytes()));
        }
        return new GroupMetadataValue()
                .protocolType(group.protocolType())
                .generation(group.generationId())
                .protocol(group.protocol())
                .leader(group.leaderId())
                .currentStateTimestamp(group.stateSinceMs())
                .members(members);
    }
}
