/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.GroupState.CompletingRebalance;
import io.odradek.broker.coordinator.group.GroupState.Dead;
import io.odradek.broker.coordinator.group.GroupState.Empty;
import io.odradek.broker.coordinator.group.GroupState.PreparingRebalance;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What SyncGroup, Heartbeat, LeaveGroup and silence do to a classic group. Has no state of its own. */
final class GroupTurns {
    private final ClassicGroup group;
    private final GroupRebalance rebalance;

    GroupTurns(ClassicGroup group, GroupRebalance rebalance) {
        this.group = group;
        this.rebalance = rebalance;
    }

    /** NONE, or why the request is not that of a member of this generation. */
    ErrorCode refusal(MemberClaim claim) {
        if (group.state() instanceof Dead) {
            return ErrorCode.COORDINATOR_NOT_AVAILABLE;
        }
        ErrorCode refusal = group.claimRefusal(claim.memberId(), claim.instanceId());
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        return claim.generationId() == group.generationId() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    GroupDecision sync(SyncAsk ask, Consumer<SyncOutcome> reply) {
        ErrorCode refusal = group.state() instanceof Empty ? ErrorCode.UNKNOWN_MEMBER_ID : refusal(ask.member());
        if (refusal == ErrorCode.NONE
                && (differs(ask.protocolType(), group.protocolType())
                        || differs(ask.protocolName(), group.protocol()))) {
            refusal = ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        if (refusal == ErrorCode.NONE && group.state() instanceof PreparingRebalance) {
            refusal = ErrorCode.REBALANCE_IN_PROGRESS;
        }
        if (refusal != ErrorCode.NONE) {
            reply.accept(SyncOutcome.failed(refusal));
            return GroupDecision.NOTHING;
        }
        ClassicMember member =
                Objects.requireNonNull(group.roster().member(ask.member().memberId()));
        return group.state() instanceof CompletingRebalance
                ? awaitAssignment(member, ask, reply)
                : giveAssignment(member, reply);
    }

    private static boolean differs(@Nullable String asked, @Nullable String agreed) {
        return asked != null && agreed != null && !asked.equals(agreed);
    }

    private GroupDecision awaitAssignment(ClassicMember member, SyncAsk ask, Consumer<SyncOutcome> reply) {
        member.parkSync(reply);
        rebalance.synced(member);
        if (!group.roster().isLeader(member.id())) {
            return GroupDecision.NOTHING;
        }
        int generationId = group.generationId();
        return GroupDecision.of(
                group.assigned(ask.assignments()),
                result -> assignmentStored(generationId, group.roster().all(), result));
    }

    /** Replicated, or never: unless another rebalance has begun meanwhile, and has sent everybody away. */
    private void assignmentStored(int generationId, Collection<ClassicMember> awaiting, ErrorCode result) {
        if (generationId != group.generationId() || group.state() instanceof PreparingRebalance) {
            return;
        }
        for (ClassicMember member : awaiting) {
            if (member.answerSync(result == ErrorCode.NONE ? assignment(member) : SyncOutcome.failed(result))) {
                group.expectHeartbeat(member);
            }
        }
        if (group.state() instanceof CompletingRebalance) {
            GroupDecision nothing = rebalance.prepare("the assignment could not be stored: " + result);
            assert nothing.record() == null : "members that did not join again cannot have left";
        }
    }

    private GroupDecision giveAssignment(ClassicMember member, Consumer<SyncOutcome> reply) {
        rebalance.synced(member);
        member.parkSync(reply);
        int generationId = group.generationId();
        return GroupDecision.of(result -> assignmentStored(generationId, List.of(member), result));
    }

    private SyncOutcome assignment(ClassicMember member) {
        return new SyncOutcome(ErrorCode.NONE, group.protocolType(), group.protocol(), member.assignment());
    }

    ErrorCode heartbeat(MemberClaim claim) {
        ErrorCode refusal = refusal(claim);
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        group.expectHeartbeat(Objects.requireNonNull(group.roster().member(claim.memberId())));
        return group.state() instanceof PreparingRebalance ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    ClassicGroup.Leaving leave(List<MemberClaim> leaving) {
        List<LeftMember> left = new ArrayList<>(leaving.size());
        boolean changed = false;
        for (MemberClaim claim : leaving) {
            ErrorCode error = leave(claim);
            changed |= error == ErrorCode.NONE;
            left.add(new LeftMember(claim.memberId(), claim.instanceId(), error));
        }
        boolean rebalances = changed && !group.isInEmptyState() && !(group.state() instanceof Dead);
        return new ClassicGroup.Leaving(
                left, rebalances ? rebalance.prepareOrComplete("members leave") : GroupDecision.NOTHING);
    }

    /** An administrator names a static member by its instance alone. */
    private ErrorCode leave(MemberClaim claim) {
        String memberId = claim.memberId();
        String instanceId = claim.instanceId();
        if (memberId.isEmpty()) {
            memberId = instanceId == null ? null : group.roster().idOfInstance(instanceId);
            if (memberId == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
        } else if (!group.roster().isPending(memberId)) {
            ErrorCode refusal = group.claimRefusal(memberId, instanceId);
            if (refusal != ErrorCode.NONE) {
                return refusal;
            }
        }
        remove(memberId);
        return ErrorCode.NONE;
    }

    private void remove(String memberId) {
        ClassicMember member = group.roster().member(memberId);
        group.forgetHeartbeat(memberId);
        if (member != null) {
            group.roster().answerJoin(member, JoinOutcome.failed("", ErrorCode.UNKNOWN_MEMBER_ID));
            member.answerSync(SyncOutcome.failed(ErrorCode.UNKNOWN_MEMBER_ID));
        }
        group.roster().remove(memberId);
    }

    GroupDecision sessionExpired(String memberId) {
        ClassicMember member = group.roster().member(memberId);
        if (group.roster().isPending(memberId)) {
            group.roster().remove(memberId);
            return rebalance.completeWithout();
        }
        if (member == null || !member.maySilenceEndIt()) {
            return GroupDecision.NOTHING;
        }
        remove(memberId);
        return group.state() instanceof PreparingRebalance
                ? rebalance.completeWithout()
                : rebalance.prepare("member " + memberId + " was silent for its session timeout");
    }
}
