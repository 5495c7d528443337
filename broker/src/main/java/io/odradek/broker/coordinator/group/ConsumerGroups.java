/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.controller.image.ClusterImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What members ask for with the consumer protocol (KIP-848), and what time does to the groups of that kind. Confined to
 * the shard's loop.
 */
public final class ConsumerGroups {
    private final Groups groups;
    private final ConsumerGroupSettings settings;
    private final CoordinatorContext context;
    private final Supplier<ClusterImage> cluster;
    private final TargetAssignment targets;
    private final ConsumerHeartbeats heartbeats;
    private final Downgrade downgrade;
    private final MixedGroups mixed;
    private final Supplier<String> memberIds;
    private final Expressions expressions;
    private final Map<String, GroupWatch> watches = new HashMap<>();

    ConsumerGroups(
            Groups groups,
            Groups.Settings settings,
            CoordinatorContext context,
            RandomGenerator random,
            Supplier<ClusterImage> cluster) {
        this.groups = groups;
        this.settings = settings.consumer();
        this.context = context;
        this.cluster = cluster;
        this.memberIds = () -> Uuid.random(random).toString();
        this.targets = new TargetAssignment(this.settings);
        this.heartbeats = new ConsumerHeartbeats(this.settings, targets, memberIds);
        this.downgrade = new Downgrade(settings);
        this.mixed = new MixedGroups(this, new MixedJoins(this, settings, targets, downgrade));
        this.expressions = new Expressions(this, this.settings, context.background());
    }

    /** A heartbeat of a member that joins, is in the group, or leaves it. */
    public Decision<HeartbeatOutcome> heartbeat(String groupId, HeartbeatAsk ask) {
        Group group = groups.find(groupId);
        if (group instanceof ConsumerGroup present) {
            return ask.leaves() ? leave(present, ask) : heartbeat(GroupDraft.of(present), ask);
        }
        if (!ask.joins()) {
            return Decision.of(HeartbeatOutcome.refused(unknown(groupId, group, ask)));
        }
        if (group instanceof ClassicGroup classic && !classic.isInEmptyState()) {
            return upgrade(classic, ask);
        }
        GroupDraft draft = GroupDraft.ofNew(groupId);
        if (group != null) {
            group.tombstones().forEach(draft::writeBeside);
        }
        return heartbeat(draft, ask);
    }

    /** Whoever waits in the classic group is sent round, and finds a consumer group. */
    private Decision<HeartbeatOutcome> upgrade(ClassicGroup classic, HeartbeatAsk ask) {
        GroupDraft draft = GroupDraft.ofNew(classic.id());
        Upgrade upgrade = new Upgrade(classic, settings);
        Refusal refusal = upgrade.refusal();
        refusal = refusal == null ? upgrade.write(draft, topics()) : refusal;
        if (refusal != null) {
            return Decision.of(HeartbeatOutcome.refused(refusal));
        }
        Decision<HeartbeatOutcome> decision = heartbeat(draft, ask);
        if (!decision.records().isEmpty()) {
            classic.roster().all().forEach(classic::expectHeartbeat);
            classic.sendAway(ErrorCode.REBALANCE_IN_PROGRESS);
        }
        return decision;
    }

    private static Refusal unknown(String groupId, @Nullable Group group, HeartbeatAsk ask) {
        if (group != null) {
            return Refusal.unknownGroup("Group " + groupId + " is not a consumer group.");
        }
        return Refusal.unknownGroup((ask.leaves() ? "Group " : "Consumer group ") + groupId + " not found.");
    }

    private Decision<HeartbeatOutcome> heartbeat(GroupDraft draft, HeartbeatAsk ask) {
        Turn turn = turn(draft);
        ConsumerHeartbeats.Heard heard = heartbeats.heartbeat(turn, ask);
        String memberId = heard.outcome().memberId();
        if (memberId == null) {
            return Decision.of(heard.outcome());
        }
        String groupId = draft.group().id();
        ConsumerMember now = Objects.requireNonNull(draft.group().member(memberId));
        ConsumerMember before = groups.find(groupId) instanceof ConsumerGroup group ? group.member(memberId) : null;
        awaitHeartbeat(turn.watch(), groupId, memberId);
        boolean mayAwaitRevocation = before == null || before.isAwaitingRevocation() || now.isAwaitingRevocation();
        if (mayAwaitRevocation && (before == null || !before.standing().equals(now.standing()))) {
            awaitRevocation(groupId, now);
        }
        expressions.matchIfDue(turn, heard.newExpression());
        return Decision.of(draft.records(), heard.outcome());
    }

    private Decision<HeartbeatOutcome> leave(ConsumerGroup group, HeartbeatAsk ask) {
        Refusal refusal = ConsumerHeartbeats.leaveRefusal(group, ask);
        if (refusal != null) {
            return Decision.of(HeartbeatOutcome.refused(refusal));
        }
        ConsumerMember member = Objects.requireNonNull(group.member(ask.memberId()));
        Turn turn = turn(group);
        if (ask.epoch() == HeartbeatAsk.LEAVES_FOR_NOW) {
            HeartbeatOutcome outcome = heartbeats.leaveForNow(turn, member);
            return Decision.of(turn.draft().records(), outcome);
        }
        HeartbeatOutcome left = HeartbeatOutcome.accepted(member.id(), ask.epoch(), 0, null);
        return remove(turn, List.of(member), left);
    }

    /** Members are gone: what they had is free, and the others get new targets with their next heartbeats. */
    <R> Decision<R> remove(Turn turn, List<ConsumerMember> members, R reply) {
        String groupId = turn.group().id();
        members.forEach(member -> cancelTimers(groupId, member.id()));
        List<ConsumerMember> left = turn.group().members().stream()
                .filter(member -> !members.contains(member))
                .toList();
        if (downgrade.isDue(left)) {
            return downgrade(turn, left, true, reply);
        }
        Removing.remove(turn, members);
        return Decision.of(turn.draft().records(), reply).with(result -> stayIfNotStored(groupId, result));
    }

    /** With an error if there is no such group, or one of the other kind. */
    public ConsumerGroupDescription describe(String groupId) {
        if (!(groups.find(groupId) instanceof ConsumerGroup group)) {
            return ConsumerGroupDescription.unknown(
                    "Group " + groupId + (groups.find(groupId) == null ? " not found." : " is not a consumer group."));
        }
        return new ConsumerGroupDescription(
                ErrorCode.NONE,
                null,
                group.stateLabel(),
                group.epoch(),
                group.targetEpoch(),
                targets.assignor(group).name(),
                group.members().stream()
                        .sorted(Comparator.comparing(ConsumerMember::id, TableOrder.OF_IDS))
                        .map(member -> new ConsumerGroupDescription.Member(member, group.target(member.id())))
                        .toList());
    }

    /**
     * Only members of the classic protocol are left, and the group goes on as a classic one.
     *
     * @param rebalances not everything is in the hands of those who are left
     */
    <R> Decision<R> downgrade(Turn turn, Collection<ConsumerMember> left, boolean rebalances, R reply) {
        String groupId = turn.group().id();
        List<CoordinatorRecord> records = new ArrayList<>(turn.draft().records());
        records.addAll(downgrade.records(turn, left));
        left.forEach(member -> cancelTimers(groupId, member.id()));
        left.forEach(member -> awaitHeartbeat(groupId, member.id()));
        return Decision.of(records, reply).with(result -> {
            stayIfNotStored(groupId, result);
            if (result == ErrorCode.NONE && groups.find(groupId) instanceof ClassicGroup classic) {
                classic.downgraded(rebalances);
            }
        });
    }

    /** Whoever was to go is still there, and may go yet. */
    private void stayIfNotStored(String groupId, ErrorCode result) {
        if (result != ErrorCode.NONE && groups.find(groupId) instanceof ConsumerGroup group) {
            group.members().forEach(member -> awaitHeartbeat(groupId, member.id()));
        }
    }

    Decision<ErrorCode> expired(ConsumerGroup group, GroupTimer timer) {
        ConsumerMember member = overdue(group, timer);
        return member == null ? Decision.of(ErrorCode.NONE) : remove(turn(group), List.of(member), ErrorCode.NONE);
    }

    /** Null if it has done what it had time for. */
    private static @Nullable ConsumerMember overdue(ConsumerGroup group, GroupTimer timer) {
        if (timer instanceof GroupTimer.Session session) {
            return group.member(session.memberId());
        }
        if (timer instanceof GroupTimer.Revocation revocation) {
            ConsumerMember member = group.member(revocation.memberId());
            return member != null && member.isAwaitingRevocation() ? member : null;
        }
        if (timer instanceof GroupTimer.Rejoin rejoin) {
            return classic(group, rejoin.memberId());
        }
        return timer instanceof GroupTimer.AssignmentAsked asked ? classic(group, asked.memberId()) : null;
    }

    private static @Nullable ConsumerMember classic(ConsumerGroup group, String memberId) {
        ConsumerMember member = group.member(memberId);
        return member != null && member.profile().isClassic() ? member : null;
    }

    // For the classic protocol.

    MixedGroups mixed() {
        return mixed;
    }

    String newMemberId() {
        return memberIds.get();
    }

    KnownTopics topics() {
        return new KnownTopics(cluster.get());
    }

    GroupTimers timers(String groupId) {
        return groups.timers(groupId);
    }

    Turn turn(ConsumerGroup group) {
        return turn(GroupDraft.of(group));
    }

    /** Everybody has a whole session to find this coordinator. */
    void loaded(ConsumerGroup group) {
        group.members().forEach(member -> {
            awaitHeartbeat(group.id(), member.id());
            awaitRevocation(group.id(), member);
        });
    }

    void forget(String groupId) {
        watches.remove(groupId);
    }

    /** The group as it is, for a decision that nobody asked for; null if it is none of these. */
    @Nullable
    Turn turn(String groupId) {
        return groups.find(groupId) instanceof ConsumerGroup group ? turn(group) : null;
    }

    private Turn turn(GroupDraft draft) {
        return new Turn(draft, topics(), context.nowMs(), watch(draft.group().id()));
    }

    private GroupWatch watch(String groupId) {
        return watches.computeIfAbsent(groupId, id -> new GroupWatch());
    }

    private void awaitHeartbeat(String groupId, String memberId) {
        awaitHeartbeat(watch(groupId), groupId, memberId);
    }

    private void awaitHeartbeat(GroupWatch watch, String groupId, String memberId) {
        int sessionMs = watch.times(settings.times(), groupId).sessionMs();
        groups.timers(groupId).schedule(new GroupTimer.Session(memberId), sessionMs);
    }

    private void awaitRevocation(String groupId, ConsumerMember member) {
        GroupTimer timer = new GroupTimer.Revocation(member.id());
        if (member.isAwaitingRevocation() && !member.profile().isClassic()) {
            groups.timers(groupId).schedule(timer, member.profile().rebalanceMs());
        } else {
            groups.timers(groupId).cancel(timer);
        }
    }

    private void cancelTimers(String groupId, String memberId) {
        groups.timers(groupId).cancel(new GroupTimer.Session(memberId));
        groups.timers(groupId).cancel(new GroupTimer.Revocation(memberId));
        groups.timers(groupId).cancel(new GroupTimer.Rejoin(memberId));
        groups.timers(groupId).cancel(new GroupTimer.AssignmentAsked(memberId));
    }
}
