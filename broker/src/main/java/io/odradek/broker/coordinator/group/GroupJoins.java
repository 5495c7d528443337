/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.GroupState.Dead;
import io.odradek.broker.coordinator.group.GroupState.Empty;
import io.odradek.broker.coordinator.group.GroupState.PreparingRebalance;
import io.odradek.broker.coordinator.group.GroupState.Stable;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a JoinGroup does to a classic group. Has no state of its own. */
final class GroupJoins {
    private static final String NOBODY = "";

    private final ClassicGroup group;
    private final ClassicGroupSettings settings;
    private final GroupRebalance rebalance;

    GroupJoins(ClassicGroup group, ClassicGroupSettings settings, GroupRebalance rebalance) {
        this.group = group;
        this.settings = settings;
        this.rebalance = rebalance;
    }

    GroupDecision join(JoinAsk ask, Consumer<JoinOutcome> reply) {
        String memberId = ask.memberId();
        if (!hasRoomFor(memberId)) {
            group.roster().remove(memberId);
            group.forgetHeartbeat(memberId);
            return answer(reply, JoinOutcome.failed(NOBODY, ErrorCode.GROUP_MAX_SIZE_REACHED));
        }
        if (group.state() instanceof Dead) {
            return answer(reply, JoinOutcome.failed(memberId, ErrorCode.COORDINATOR_NOT_AVAILABLE));
        }
        if (!fits(ask)) {
            return answer(reply, JoinOutcome.failed(memberId, ErrorCode.INCONSISTENT_GROUP_PROTOCOL));
        }
        return memberId.isEmpty() ? newcomer(ask, reply) : known(ask, reply);
    }

    /**
     * While joins are collected the places are counted by those who have come, so that of a group that is larger than
     * it may be, the last ones find none.
     */
    private boolean hasRoomFor(String memberId) {
        ClassicMember member = group.roster().member(memberId);
        GroupState state = group.state();
        if (state instanceof PreparingRebalance) {
            boolean waits = member != null && member.awaitsJoin();
            return waits || group.roster().awaitingJoin() < settings.membersMax();
        }
        return state instanceof Empty
                || state instanceof Dead
                || member != null
                || group.roster().size() < settings.membersMax();
    }

    private boolean fits(JoinAsk ask) {
        if (group.isInEmptyState()) {
            return !ask.protocolType().isEmpty() && !ask.protocols().isEmpty();
        }
        return ask.protocolType().equals(group.protocolType()) && group.roster().shares(ask.protocols());
    }

    private GroupDecision newcomer(JoinAsk ask, Consumer<JoinOutcome> reply) {
        String instanceId = ask.instanceId();
        String newId = newId(instanceId == null ? ask.client().id() : instanceId);
        if (instanceId == null) {
            return ask.client().needsId() ? reserve(newId, ask, reply) : add(newId, ask, reply);
        }
        String oldId = group.roster().idOfInstance(instanceId);
        ClassicMember old = oldId == null ? null : group.roster().member(oldId);
        return old == null ? add(newId, ask, reply) : replace(old, newId, ask, reply);
    }

    private String newId(String prefix) {
        long high = group.world().random().nextLong();
        long low = group.world().random().nextLong();
        UUID random = new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
        return prefix + "-" + random;
    }

    /** KIP-394: the id comes first, so that a client whose answers get lost does not fill the group with ghosts. */
    private GroupDecision reserve(String newId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        String forgotten = group.roster().addPending(newId);
        if (forgotten != null) {
            group.forgetHeartbeat(forgotten);
        }
        group.world()
                .timers()
                .schedule(new GroupTimer.Session(newId), ask.timeouts().sessionMs());
        return answer(reply, JoinOutcome.failed(newId, ErrorCode.MEMBER_ID_REQUIRED));
    }

    private GroupDecision add(String memberId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        MemberRoster roster = group.roster();
        if (group.state() instanceof PreparingRebalance preparing) {
            group.goOn(preparing.withNewMember());
        }
        if (roster.isEmpty()) {
            group.adoptProtocolType(ask.protocolType());
        }
        ClassicMember member = ClassicMember.joining(memberId, ask);
        roster.add(member);
        roster.parkJoin(member, reply);
        group.world().timers().schedule(new GroupTimer.Session(memberId), ClassicGroupSettings.NEW_MEMBER_JOIN_MS);
        return rebalance.prepareOrComplete("member " + memberId + " joins");
    }

    private GroupDecision known(JoinAsk ask, Consumer<JoinOutcome> reply) {
        String memberId = ask.memberId();
        if (group.roster().isPending(memberId)) {
            return ask.instanceId() == null
                    ? add(memberId, ask, reply)
                    : answer(reply, JoinOutcome.failed(NOBODY, ErrorCode.UNKNOWN_SERVER_ERROR));
        }
        ErrorCode refusal = group.claimRefusal(memberId, ask.instanceId());
        ClassicMember member = group.roster().member(memberId);
        if (refusal != ErrorCode.NONE || member == null) {
            return answer(reply, JoinOutcome.failed(memberId, refusal));
        }
        return needsRebalance(member, ask) ? update(member, ask, reply) : answer(reply, rebalance.generation(memberId));
    }

    /** A leader that joins a stable group wants a rebalance for its own reasons; others only ask what they know. */
    private boolean needsRebalance(ClassicMember member, JoinAsk ask) {
        if (group.state() instanceof PreparingRebalance || !member.asks(ask.protocols())) {
            return true;
        }
        return group.state() instanceof Stable && group.roster().isLeader(member.id());
    }

    private GroupDecision update(ClassicMember member, JoinAsk ask, Consumer<JoinOutcome> reply) {
        group.roster().update(member, ask.timeouts(), ask.protocols());
        group.roster().parkJoin(member, reply);
        return rebalance.prepareOrComplete("member " + member.id() + " joins again");
    }

    /** A static member comes back without its id: whoever has it now is fenced, and the instance goes on. */
    private GroupDecision replace(ClassicMember old, String newId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        MemberRoster roster = group.roster();
        roster.answerJoin(old, JoinOutcome.failed(old.id(), ErrorCode.FENCED_INSTANCE_ID));
        old.answerSync(SyncOutcome.failed(ErrorCode.FENCED_INSTANCE_ID));
        roster.update(old, ask.timeouts(), ask.protocols());
        group.forgetHeartbeat(old.id());
        if (group.state() instanceof Stable && roster.elected().equals(group.protocol())) {
            return replaceInGeneration(old, newId, ask, reply);
        }
        ClassicMember next = old.reborn(newId);
        roster.replace(old, next);
        roster.parkJoin(next, reply);
        group.expectHeartbeat(next);
        return group.state() instanceof PreparingRebalance
                ? rebalance.completeIfAllJoined()
                : rebalance.prepare("static member " + newId + " is back");
    }

    /** Nothing changes but an id: the generation goes on, without a rebalance. */
    private GroupDecision replaceInGeneration(
            ClassicMember old, String newId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        String leaderBefore = group.roster().leaderId();
        group.world()
                .timers()
                .schedule(new GroupTimer.Session(newId), ask.timeouts().sessionMs());
        return GroupDecision.of(group.reborn(old, newId), result -> {
            if (result == ErrorCode.NONE) {
                reply.accept(goesOn(newId, ask.client().skipsAssignment(), leaderBefore));
            } else {
                group.expectHeartbeat(old);
                reply.accept(JoinOutcome.failed(NOBODY, result));
            }
        });
    }

    /**
     * KIP-814: a leader that can skip the assignment hears that it leads; one that cannot is told that its last life
     * still does, so that it does not assign.
     */
    private JoinOutcome goesOn(String newId, boolean skipsAssignment, @Nullable String leaderBefore) {
        boolean leads = skipsAssignment && group.roster().isLeader(newId);
        String leaderNow = skipsAssignment ? group.roster().leaderId() : leaderBefore;
        return new JoinOutcome(
                ErrorCode.NONE,
                newId,
                group.generationId(),
                group.agreedProtocol(),
                leaderNow == null ? NOBODY : leaderNow,
                leads,
                leads ? rebalance.joined() : List.of());
    }

    private static GroupDecision answer(Consumer<JoinOutcome> reply, JoinOutcome outcome) {
        reply.accept(outcome);
        return GroupDecision.NOTHING;
    }
}
