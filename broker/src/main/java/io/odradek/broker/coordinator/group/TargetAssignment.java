/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.AssignorMember;
import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import io.odradek.protocol.wire.Uuid;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Makes the targets of a consumer group's members when its epoch has left them behind. Stateless. */
final class TargetAssignment {
    private final ConsumerGroupSettings settings;

    TargetAssignment(ConsumerGroupSettings settings) {
        this.settings = settings;
    }

    /** Until the interval is over the old targets stand, and a member that has none gets nothing yet (KIP-1263). */
    void makeIfDue(GroupDraft draft, KnownTopics topics, long nowMs) {
        ConsumerGroup group = draft.group();
        if (group.epoch() > group.targetEpoch() && isTime(group, nowMs)) {
            make(draft, topics, nowMs);
        }
    }

    private boolean isTime(ConsumerGroup group, long nowMs) {
        boolean isFirst = group.assignedAtMs() == 0;
        return isFirst
                || nowMs
                        >= group.assignedAtMs()
                                + settings.times().of(group.id()).assignmentIntervalMs();
    }

    private void make(GroupDraft draft, KnownTopics topics, long nowMs) {
        ConsumerGroup group = draft.group();
        Map<String, AssignorMember> members = new HashMap<>();
        Map<Set<String>, Set<Uuid>> ids = new HashMap<>();
        // Most members share the set itself.
        IdentityHashMap<Set<String>, Set<Uuid>> idsOfSame = new IdentityHashMap<>();
        for (ConsumerMember member : group.members()) {
            MemberProfile profile = member.profile();
            members.put(
                    member.id(),
                    new AssignorMember(
                            idsOfSame.computeIfAbsent(
                                    group.topicsOf(member), names -> ids.computeIfAbsent(names, topics::ids)),
                            profile.instanceId(),
                            profile.rack(),
                            group.target(member.id())));
        }
        Map<String, AssignedPartitions> targets = assignor(group).assign(members, topics);
        targets.forEach((memberId, target) -> {
            if (!draft.group().hasTarget(memberId)
                    || !draft.group().target(memberId).equals(target)) {
                draft.write(draft.making().target(memberId, target));
            }
        });
        draft.write(draft.making().targetEpoch(group.epoch(), nowMs));
    }

    /** The one that most of those who have a wish wish for. */
    ServerAssignor assignor(ConsumerGroup group) {
        Map<String, Integer> wishes = new HashMap<>();
        for (ConsumerMember member : group.members()) {
            String wish = member.profile().assignor();
            if (wish != null) {
                wishes.merge(wish, 1, Integer::sum);
            }
        }
        ServerAssignor standard = settings.assignors().get(0);
        return wishes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .flatMap(wish -> settings.assignors().stream()
                        .filter(assignor -> assignor.name().equals(wish.getKey()))
                        .findFirst())
                .orElse(standard);
    }
}
