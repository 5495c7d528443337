/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.ConsumerGroupSettings.MigrationPolicy;
import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.MemberProfile.Subscription;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ConsumerProtocolSubscription;
import io.odradek.protocol.wire.MalformedMessageException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * JoinGroup to a consumer group that somebody is in: the member gets an epoch for a generation, as soon as that is
 * stored, and is led to its target as one of the consumer protocol is. A static member that was the last one of the
 * consumer protocol makes the group a classic one. Has no state of its own.
 */
final class MixedJoins {
    private final ConsumerGroups groups;
    private final Groups.Settings settings;
    private final TargetAssignment targets;
    private final Downgrade downgrade;

    MixedJoins(ConsumerGroups groups, Groups.Settings settings, TargetAssignment targets, Downgrade downgrade) {
        this.groups = groups;
        this.settings = settings;
        this.targets = targets;
        this.downgrade = downgrade;
    }

    /** Answered when it is stored; nobody is waited for. */
    Decision<ErrorCode> join(ConsumerGroup group, JoinAsk ask, Consumer<JoinOutcome> reply) {
        ErrorCode refusal = joinRefusal(group, ask);
        if (refusal != ErrorCode.NONE) {
            return answer(reply, JoinOutcome.failed("", refusal));
        }
        boolean isNew = ask.memberId().isEmpty();
        String memberId = isNew ? groups.newMemberId() : ask.memberId();
        if (isNew && ask.instanceId() == null && ask.client().needsId()) {
            return answer(reply, JoinOutcome.failed(memberId, ErrorCode.MEMBER_ID_REQUIRED));
        }
        ConsumerProtocolSubscription said;
        try {
            said = EmbeddedProtocol.subscription(ask.protocols().get(0).metadata());
        } catch (MalformedMessageException e) {
            return answer(reply, JoinOutcome.failed("", ErrorCode.UNKNOWN_SERVER_ERROR));
        }
        return join(groups.turn(group), memberId, ask, said, reply);
    }

    private static Decision<ErrorCode> answer(Consumer<JoinOutcome> reply, JoinOutcome outcome) {
        reply.accept(outcome);
        return Decision.of(ErrorCode.NONE);
    }

    private ErrorCode joinRefusal(ConsumerGroup group, JoinAsk ask) {
        if (settings.consumer().migration() == MigrationPolicy.DISABLED) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        if (group.size() >= settings.consumer().membersMax() && group.member(ask.memberId()) == null) {
            return ErrorCode.GROUP_MAX_SIZE_REACHED;
        }
        if (!ClassicGroup.CONSUMER.equals(ask.protocolType()) || !sharesProtocol(group, ask)) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        if (ask.instanceId() == null || ask.memberId().isEmpty()) {
            return ErrorCode.NONE;
        }
        return MixedGroups.claimRefusal(group, new MemberClaim(ask.memberId(), ask.instanceId(), 0));
    }

    /** Of those that it speaks, one that all other classic members speak as well. */
    private static boolean sharesProtocol(ConsumerGroup group, JoinAsk ask) {
        Set<String> names = ask.protocols().stream().map(JoinProtocol::name).collect(Collectors.toSet());
        for (ConsumerMember member : group.members()) {
            ClassicSide side = member.profile().classic();
            if (side != null) {
                names.retainAll(
                        side.protocols().stream().map(JoinProtocol::name).toList());
            }
        }
        return !names.isEmpty();
    }

    private Decision<ErrorCode> join(
            Turn turn, String memberId, JoinAsk ask, ConsumerProtocolSubscription said, Consumer<JoinOutcome> reply) {
        ConsumerMember last = ask.instanceId() == null ? null : turn.group().instance(ask.instanceId());
        ConsumerMember before = last == null || last.id().equals(memberId)
                ? turn.group().memberOrNew(memberId)
                : StaticMembers.replace(turn, last, memberId);
        Subscribing.Outcome update = Subscribing.update(turn, before, profile(before.profile(), ask, said));
        boolean isLast = last != null
                && !last.profile().isClassic()
                && downgrade.isDue(turn.group().members());
        boolean isStale = turn.group().targetEpoch() < turn.group().epoch();
        if (!isLast) {
            targets.makeIfDue(turn.draft(), turn.topics(), turn.nowMs());
        }
        ConsumerMember now = isLast && isStale
                ? turn.group().memberOrNew(memberId)
                : Reconciling.reconcile(turn, memberId, update.changed(), EmbeddedProtocol.owned(said, turn.topics()));
        JoinOutcome outcome = new JoinOutcome(
                ErrorCode.NONE,
                memberId,
                now.epoch(),
                new JoinOutcome.Protocol(
                        ClassicGroup.CONSUMER, ask.protocols().get(0).name()),
                "",
                false,
                List.of());
        return isLast
                ? groups.downgrade(turn, turn.group().members(), isStale, ErrorCode.NONE)
                        .with(result -> tell(reply, outcome, result))
                : stored(turn, ask, outcome, reply);
    }

    private static void tell(Consumer<JoinOutcome> reply, JoinOutcome outcome, ErrorCode result) {
        reply.accept(result == ErrorCode.NONE ? outcome : JoinOutcome.failed("", result));
    }

    private Decision<ErrorCode> stored(Turn turn, JoinAsk ask, JoinOutcome outcome, Consumer<JoinOutcome> reply) {
        GroupTimers timers = groups.timers(turn.group().id());
        String memberId = outcome.memberId();
        return Decision.of(turn.draft().records(), ErrorCode.NONE).with(result -> {
            if (result == ErrorCode.NONE) {
                timers.cancel(new GroupTimer.Rejoin(memberId));
                timers.schedule(new GroupTimer.Session(memberId), ask.timeouts().sessionMs());
                timers.schedule(
                        new GroupTimer.AssignmentAsked(memberId), ask.timeouts().rebalanceMs());
            }
            tell(reply, outcome, result);
        });
    }

    /** An expression is nothing that the classic protocol knows. */
    private static MemberProfile profile(MemberProfile before, JoinAsk ask, ConsumerProtocolSubscription said) {
        String rack = said.rackId();
        return new MemberProfile(
                ask.instanceId() == null ? before.instanceId() : ask.instanceId(),
                rack == null || rack.isEmpty() ? before.rack() : rack,
                new MemberClient(ask.client().id(), ask.client().host()),
                ask.timeouts().rebalanceMs(),
                Subscription.to(said.topics(), null),
                before.assignor(),
                new ClassicSide(ask.timeouts().sessionMs(), ask.protocols()));
    }
}
