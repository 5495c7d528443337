/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leads a member of a consumer group one step on, where there is one to go, and stores it. Stateless. */
final class Reconciling {
    private Reconciling() {}

    /**
     * The member after the step.
     *
     * @param narrowed its subscription has changed with this request
     * @param reported what it says it has; null if it says nothing
     */
    static ConsumerMember reconcile(
            Turn turn, String memberId, boolean narrowed, @Nullable AssignedPartitions reported) {
        ConsumerGroup group = turn.group();
        ConsumerMember member = Objects.requireNonNull(group.member(memberId), "a member that is not stored");
        if (!narrowed && member.standing().isReconciledTo(group.targetEpoch())) {
            return member;
        }
        Set<String> subscribed = group.topicsOf(member);
        Reconciliation step = new Reconciliation(
                member,
                group.owners(),
                group.targetEpoch(),
                group.target(memberId),
                topic -> turn.topics().isAmong(topic, subscribed),
                reported);
        MemberStanding standing = step.next(narrowed);
        if (standing.equals(member.standing())) {
            return member;
        }
        ConsumerMember next = member.with(standing);
        turn.draft().write(turn.making().standing(next));
        return next;
    }
}
