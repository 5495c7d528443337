/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.Decision;
import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.MemberStanding.Progress;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What members of the classic protocol ask of a consumer group that they are in: the coordinator assigns for them too,
 * and calls them to join again where a member of the consumer protocol would hear it with its heartbeat. Their generation
 * is their epoch. Confined to the shard's loop.
 */
final class MixedGroups {
    private final ConsumerGroups groups;
    private final MixedJoins joins;

    MixedGroups(ConsumerGroups groups, MixedJoins joins) {
        this.groups = groups;
        this.joins = joins;
    }

    Decision<ErrorCode> join(ConsumerGroup group, JoinAsk ask, Consumer<JoinOutcome> reply) {
        return joins.join(group, ask, reply);
    }

    Decision<ErrorCode> sync(ConsumerGroup group, SyncAsk ask, Consumer<SyncOutcome> reply) {
        ErrorCode refusal = syncRefusal(group, ask);
        if (refusal != ErrorCode.NONE) {
            reply.accept(SyncOutcome.failed(refusal));
            return Decision.of(ErrorCode.NONE);
        }
        ConsumerMember member = group.memberOrNew(ask.member().memberId());
        ClassicSide side = side(member);
        Opaque assignment = EmbeddedProtocol.write(
                member.standing().owned().partitions(),
                groups.topics(),
                side.protocols().get(0).metadata());
        GroupTimers timers = groups.timers(group.id());
        return Decision.of(ErrorCode.NONE).with(result -> {
            if (result == ErrorCode.NONE) {
                timers.cancel(new GroupTimer.AssignmentAsked(member.id()));
                timers.schedule(new GroupTimer.Session(member.id()), side.sessionMs());
            }
            reply.accept(
                    result == ErrorCode.NONE
                            ? new SyncOutcome(ErrorCode.NONE, ask.protocolType(), ask.protocolName(), assignment)
                            : SyncOutcome.failed(result));
        });
    }

    private ErrorCode syncRefusal(ConsumerGroup group, SyncAsk ask) {
        ErrorCode refusal = group.isEmpty() ? ErrorCode.UNKNOWN_MEMBER_ID : refusal(group, ask.member());
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        ConsumerMember member = group.memberOrNew(ask.member().memberId());
        String spoken = side(member).protocols().get(0).name();
        if (differs(ask.protocolType(), ClassicGroup.CONSUMER) || differs(ask.protocolName(), spoken)) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        boolean isLeftBehind = member.epoch() < group.targetEpoch() && !member.isAwaitingRevocation();
        return isLeftBehind ? call(group, member) : ErrorCode.NONE;
    }

    private static boolean differs(@Nullable String asked, String known) {
        return asked != null && !asked.equals(known);
    }

    /** REBALANCE_IN_PROGRESS: there is something new for it, or something to give back. */
    ErrorCode heartbeat(ConsumerGroup group, MemberClaim claim) {
        ErrorCode refusal = refusal(group, claim);
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        ConsumerMember member = group.memberOrNew(claim.memberId());
        groups.timers(group.id())
                .schedule(new GroupTimer.Session(member.id()), side(member).sessionMs());
        boolean isCalled = member.epoch() < group.targetEpoch()
                || member.isAwaitingRevocation()
                || (member.standing().progress() == Progress.UNRELEASED && !waitsForOthers(group, member));
        return isCalled ? call(group, member) : ErrorCode.NONE;
    }

    /** It has its rebalance timeout to join again, from the first call on. */
    private ErrorCode call(ConsumerGroup group, ConsumerMember member) {
        GroupTimers timers = groups.timers(group.id());
        GroupTimer timer = new GroupTimer.Rejoin(member.id());
        if (!timers.isScheduled(timer)) {
            timers.schedule(timer, member.profile().rebalanceMs());
        }
        return ErrorCode.REBALANCE_IN_PROGRESS;
    }

    private static boolean waitsForOthers(ConsumerGroup group, ConsumerMember member) {
        OwnedPartitions owned = member.standing().owned();
        return group.target(member.id()).topics().entrySet().stream()
                .anyMatch(topic -> topic.getValue().stream()
                        .anyMatch(partition -> !owned.contains(topic.getKey(), partition)
                                && group.owners().owner(topic.getKey(), partition) != null));
    }

    /** NONE, or why this is no classic member of that generation. */
    private static ErrorCode refusal(ConsumerGroup group, MemberClaim claim) {
        ErrorCode refusal = claimRefusal(group, claim);
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        ConsumerMember member = group.memberOrNew(claim.memberId());
        if (!member.profile().isClassic()) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return claim.generationId() == member.epoch() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    /** NONE, or why nobody of this id, or of this instance, is in the group. */
    static ErrorCode claimRefusal(ConsumerGroup group, MemberClaim claim) {
        String instanceId = claim.instanceId();
        ConsumerMember member = instanceId == null ? group.member(claim.memberId()) : group.instance(instanceId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return member.id().equals(claim.memberId()) ? ErrorCode.NONE : ErrorCode.FENCED_INSTANCE_ID;
    }

    private static ClassicSide side(ConsumerMember member) {
        ClassicSide side = member.profile().classic();
        if (side == null) {
            throw new IllegalStateException("no classic member: " + member.id());
        }
        return side;
    }

    /** Of members of either protocol; an administrator names a static member by its instance alone. */
    Decision<List<LeftMember>> leave(ConsumerGroup group, List<MemberClaim> leaving) {
        Map<String, ConsumerMember> gone = new LinkedHashMap<>();
        List<LeftMember> left = new ArrayList<>(leaving.size());
        for (MemberClaim claim : leaving) {
            boolean byInstance = claim.memberId().isEmpty() && claim.instanceId() != null;
            ConsumerMember member =
                    claim.instanceId() == null ? group.member(claim.memberId()) : group.instance(claim.instanceId());
            ErrorCode error = byInstance && member != null ? ErrorCode.NONE : claimRefusal(group, claim);
            left.add(new LeftMember(claim.memberId(), claim.instanceId(), error));
            if (error == ErrorCode.NONE && member != null) {
                gone.put(member.id(), member);
            }
        }
        return gone.isEmpty() ? Decision.of(left) : groups.remove(groups.turn(group), List.copyOf(gone.values()), left);
    }
}
