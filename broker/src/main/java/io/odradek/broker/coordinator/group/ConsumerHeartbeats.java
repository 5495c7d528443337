/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What ConsumerGroupHeartbeat does to a consumer group: members join, say what they have and want, are led to their
 * targets, and leave. Has no state of its own; the records of a turn are in its draft.
 */
final class ConsumerHeartbeats {
    private final ConsumerGroupSettings settings;
    private final TargetAssignment targets;
    private final Supplier<String> memberIds;

    /** @param memberIds for members that do not bring one, which from version 1 on all do */
    ConsumerHeartbeats(ConsumerGroupSettings settings, TargetAssignment targets, Supplier<String> memberIds) {
        this.settings = settings;
        this.targets = targets;
        this.memberIds = memberIds;
    }

    /**
     * What a member hears.
     *
     * @param newExpression the member came with an expression that nobody had: it is to be matched
     */
    record Heard(HeartbeatOutcome outcome, boolean newExpression) {
        static Heard refused(Refusal refusal) {
            return new Heard(HeartbeatOutcome.refused(refusal), false);
        }
    }

    /** Of a member that joins or is in the group. */
    Heard heartbeat(Turn turn, HeartbeatAsk ask) {
        String memberId = ask.memberId().isEmpty() ? memberIds.get() : ask.memberId();
        ConsumerGroup group = turn.group();
        if (group.size() >= settings.membersMax() && group.member(memberId) == null) {
            return Heard.refused(Refusal.full(settings.membersMax()));
        }
        Refusal refusal = refusal(group, memberId, ask);
        if (refusal != null) {
            return Heard.refused(refusal);
        }
        ConsumerMember before = enter(turn, memberId, ask);
        Subscribing.Outcome update =
                Subscribing.update(turn, before, before.profile().with(ask));
        if (update.refusal() != null) {
            return Heard.refused(update.refusal());
        }
        targets.makeIfDue(turn.draft(), turn.topics(), turn.nowMs());
        ConsumerMember now = Reconciling.reconcile(turn, memberId, update.changed(), ask.owned());
        boolean tells = ask.joins()
                || ask.isFull()
                || !now.standing().owned().equals(before.standing().owned());
        AssignedPartitions told = tells ? now.standing().owned().partitions() : null;
        int heartbeatMs = turn.watch().times(settings.times(), group.id()).heartbeatMs();
        return new Heard(HeartbeatOutcome.accepted(memberId, now.epoch(), heartbeatMs, told), update.newExpression());
    }

    private static @Nullable Refusal refusal(ConsumerGroup group, String memberId, HeartbeatAsk ask) {
        String instanceId = ask.instanceId();
        ConsumerMember member = instanceId == null ? group.member(memberId) : group.instance(instanceId);
        if (member == null) {
            if (ask.joins()) {
                return null;
            }
            return instanceId == null
                    ? Refusal.unknownMember(group.id(), memberId)
                    : Refusal.unknownInstance(instanceId);
        }
        if (instanceId != null && ask.joins()) {
            boolean mayTakeOver = member.profile().isClassic() || member.epoch() == HeartbeatAsk.LEAVES_FOR_NOW;
            return mayTakeOver ? null : Refusal.unreleasedInstance(memberId, instanceId, member);
        }
        if (instanceId != null && !member.id().equals(memberId)) {
            return Refusal.fencedInstance(memberId, instanceId, member);
        }
        return epochRefusal(member, ask);
    }

    /** The previous epoch will do for a member that has not heard of its new one, and has nothing beyond it. */
    private static @Nullable Refusal epochRefusal(ConsumerMember member, HeartbeatAsk ask) {
        MemberStanding standing = member.standing();
        AssignedPartitions owned = ask.owned();
        if (standing.progress() == MemberStanding.Progress.UNKNOWN && (owned == null || !owned.isEmpty())) {
            return Refusal.unknownState();
        }
        boolean isBehind = ask.epoch() == standing.previousEpoch()
                && owned != null
                && standing.owned().containsAll(owned);
        return ask.joins() || ask.epoch() == standing.epoch() || (ask.epoch() < standing.epoch() && isBehind)
                ? null
                : Refusal.fencedEpoch(ask.epoch(), standing.epoch());
    }

    /** The member as it was before; the next life of a static member has what the last one had. */
    private static ConsumerMember enter(Turn turn, String memberId, HeartbeatAsk ask) {
        ConsumerMember before = ask.instanceId() == null ? null : turn.group().instance(ask.instanceId());
        return before == null || !ask.joins()
                ? turn.group().memberOrNew(memberId)
                : StaticMembers.replace(turn, before, memberId);
    }

    /** A static member that goes for now keeps what it has until its session ends. */
    HeartbeatOutcome leaveForNow(Turn turn, ConsumerMember member) {
        ConsumerMember away = member.with(member.standing().away());
        turn.draft().write(turn.making().standing(away));
        return HeartbeatOutcome.accepted(member.id(), HeartbeatAsk.LEAVES_FOR_NOW, 0, null);
    }

    /** Why nobody of this id, or of this instance, can leave; null if it can. */
    static @Nullable Refusal leaveRefusal(ConsumerGroup group, HeartbeatAsk ask) {
        String instanceId = ask.instanceId();
        if (instanceId == null) {
            return group.member(ask.memberId()) == null ? Refusal.unknownMember(group.id(), ask.memberId()) : null;
        }
        ConsumerMember member = group.instance(instanceId);
        if (member == null) {
            return Refusal.unknownInstance(instanceId);
        }
        return member.id().equals(ask.memberId()) ? null : Refusal.fencedInstance(ask.memberId(), instanceId, member);
    }
}
