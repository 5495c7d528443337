/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;

/** Lives of static members of a consumer group (KIP-345, KIP-848). Stateless. */
final class StaticMembers {
    private StaticMembers() {}

    /** Puts the next life in the place of the last one: it has the same target and partitions, and no epoch yet. */
    static ConsumerMember replace(Turn turn, ConsumerMember last, String nextId) {
        ConsumerMember next =
                new ConsumerMember(nextId, last.profile(), last.standing().reborn());
        AssignedPartitions target = turn.group().target(last.id());
        GroupDraft draft = turn.draft();
        draft.writeAll(draft.making().withoutMember(last.id()));
        draft.write(draft.making().member(next));
        draft.write(draft.making().target(nextId, target));
        draft.write(draft.making().standing(next));
        return next;
    }
}
