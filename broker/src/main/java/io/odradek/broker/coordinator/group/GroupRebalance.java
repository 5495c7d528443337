/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.GroupState.CompletingRebalance;
import io.odradek.broker.coordinator.group.GroupState.PreparingRebalance;
import io.odradek.broker.coordinator.group.JoinOutcome.JoinedMember;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a classic group from one generation to the next: members are called to join, whoever does not come in time
 * is left out, everybody hears of the new generation, and whoever then does not ask for an assignment is left out too.
 * Has no state of its own.
 */
final class GroupRebalance {
    private static final Logger log = LoggerFactory.getLogger(GroupRebalance.class);
    private static final GroupTimer JOIN_PHASE = new GroupTimer.JoinPhase();
    private static final GroupTimer SYNC_PHASE = new GroupTimer.SyncPhase();

    private final ClassicGroup group;
    private final ClassicGroupSettings settings;

    GroupRebalance(ClassicGroup group, ClassicGroupSettings settings) {
        this.group = group;
        this.settings = settings;
    }

    /** Something about the members has changed: begin a rebalance, or see whether the one that runs is complete. */
    GroupDecision prepareOrComplete(String reason) {
        return group.state() instanceof PreparingRebalance ? completeIfAllJoined() : prepare(reason);
    }

    GroupDecision prepare(String reason) {
        boolean initial = group.isInEmptyState();
        sendSyncsAway();
        cancelSyncPhase();
        if (log.isDebugEnabled()) {
            log.debug("group {} rebalances after generation {}: {}", group.id(), group.generationId(), reason);
        }
        if (initial) {
            int delayMs = settings.initialDelayMs();
            int remainingMs = Math.max(group.roster().rebalanceMs() - delayMs, 0);
            group.go(PreparingRebalance.ofEmptyGroup(delayMs, remainingMs));
            group.world().timers().schedule(JOIN_PHASE, delayMs);
            return GroupDecision.NOTHING;
        }
        group.go(PreparingRebalance.ofMembers());
        if (group.roster().allJoined()) {
            return complete();
        }
        group.world().timers().schedule(JOIN_PHASE, group.roster().rebalanceMs());
        return GroupDecision.NOTHING;
    }

    private void sendSyncsAway() {
        boolean unfinished = group.state() instanceof CompletingRebalance;
        for (ClassicMember member : group.roster().all()) {
            if (unfinished) {
                member.unassign();
            }
            if (member.answerSync(SyncOutcome.failed(ErrorCode.REBALANCE_IN_PROGRESS))) {
                group.expectHeartbeat(member);
            }
        }
    }

    /** The first rebalance of an empty group waits for its time, however many have come. */
    GroupDecision completeIfAllJoined() {
        boolean due = group.state() instanceof PreparingRebalance preparing
                && !preparing.initial()
                && group.roster().allJoined();
        return due ? complete() : GroupDecision.NOTHING;
    }

    /** One that was waited for is gone: the others need not wait longer, as Kafka has it not even for the first time. */
    GroupDecision completeWithout() {
        boolean due =
                group.state() instanceof PreparingRebalance && group.roster().allJoined();
        return due ? complete() : GroupDecision.NOTHING;
    }

    GroupDecision joinPhaseExpired() {
        if (!(group.state() instanceof PreparingRebalance preparing)) {
            return GroupDecision.NOTHING;
        }
        if (preparing.grown() && preparing.remainingMs() != 0) {
            int delayMs = Math.min(settings.initialDelayMs(), preparing.remainingMs());
            int remainingMs = Math.max(preparing.remainingMs() - preparing.delayMs(), 0);
            group.goOn(PreparingRebalance.ofEmptyGroup(delayMs, remainingMs));
            group.world().timers().schedule(JOIN_PHASE, delayMs);
            return GroupDecision.NOTHING;
        }
        return complete();
    }

    /** Members that did not join are out, unless they are static: those have until their session ends. */
    private GroupDecision complete() {
        MemberRoster roster = group.roster();
        group.world().timers().cancel(JOIN_PHASE);
        for (ClassicMember absent : roster.absentDynamicMembers()) {
            roster.remove(absent.id());
            group.forgetHeartbeat(absent.id());
        }
        if (roster.isEmpty()) {
            log.info("group {} is empty after generation {}", group.id(), group.generationId());
            return GroupDecision.of(group.emptied());
        }
        if (!roster.electAmongJoined()) {
            group.world().timers().schedule(JOIN_PHASE, roster.rebalanceMs());
            return GroupDecision.NOTHING;
        }
        group.nextGeneration();
        log.info("group {} is in generation {} with {} members", group.id(), group.generationId(), roster.size());
        announce();
        return GroupDecision.NOTHING;
    }

    private void announce() {
        MemberRoster roster = group.roster();
        roster.expectNoSync();
        for (ClassicMember member : roster.all()) {
            roster.answerJoin(member, generation(member.id()));
            group.expectHeartbeat(member);
            member.settle();
            roster.expectSync(member.id());
        }
        group.world().timers().schedule(SYNC_PHASE, roster.rebalanceMs());
    }

    /** The generation as it is told to one of its members. */
    JoinOutcome generation(String memberId) {
        MemberRoster roster = group.roster();
        String leader = roster.leaderId() == null ? "" : roster.leaderId();
        List<JoinedMember> members = roster.isLeader(memberId) ? joined() : List.of();
        return new JoinOutcome(
                ErrorCode.NONE, memberId, group.generationId(), group.agreedProtocol(), leader, false, members);
    }

    List<JoinedMember> joined() {
        return group.roster().all().stream()
                .map(m -> new JoinedMember(m.id(), m.instanceId(), m.metadata(group.protocol())))
                .toList();
    }

    GroupDecision syncPhaseExpired() {
        MemberRoster roster = group.roster();
        boolean due = group.state() instanceof CompletingRebalance || group.state() instanceof GroupState.Stable;
        if (!due || roster.allSynced()) {
            return GroupDecision.NOTHING;
        }
        List<String> silent = roster.unsynced();
        for (String memberId : silent) {
            roster.remove(memberId);
            group.forgetHeartbeat(memberId);
        }
        return prepare("members did not ask for their assignment: " + silent);
    }

    void synced(ClassicMember member) {
        group.roster().synced(member.id());
        if (group.roster().allSynced()) {
            group.world().timers().cancel(SYNC_PHASE);
        }
    }

    private void cancelSyncPhase() {
        group.roster().expectNoSync();
        group.world().timers().cancel(SYNC_PHASE);
    }

    /** A group that is larger than it may be by now is called to join again, and the last ones find no place. */
    GroupDecision afterLoad() {
        return group.roster().size() > settings.membersMax()
                ? prepare("more members than group.max.size")
                : GroupDecision.NOTHING;
    }
}
