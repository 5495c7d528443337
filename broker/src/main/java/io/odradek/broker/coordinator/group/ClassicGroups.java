/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What members ask for with the classic protocol: JoinGroup, SyncGroup, Heartbeat and LeaveGroup, and what
 * DescribeGroups tells. Confined to the shard's loop.
 */
public final class ClassicGroups {
    /** Of the value's versions, the one that Kafka writes since 2.3, 4.3.1 included. */
    private static final int VALUE_VERSION = 3;

    private final Groups groups;
    private final MixedGroups mixed;
    private final UnjoinedGroups unjoined = new UnjoinedGroups();

    ClassicGroups(Groups groups, MixedGroups mixed) {
        this.groups = groups;
        this.mixed = mixed;
    }

    private @Nullable ClassicGroup find(String id) {
        return groups.find(id) instanceof ClassicGroup group ? group : null;
    }

    /** A member without an id makes the group that it asks for. */
    public Decision<ErrorCode> join(String groupId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        Group group = groups.find(groupId);
        if (group instanceof ClassicGroup present) {
            return decision(groupId, present.join(ask, reply), ErrorCode.NONE);
        }
        if (group instanceof ConsumerGroup present && !present.isEmpty()) {
            return mixed.join(present, ask, reply);
        }
        if (!ask.memberId().isEmpty()) {
            reply.accept(JoinOutcome.failed(ask.memberId(), ErrorCode.UNKNOWN_MEMBER_ID));
            return Decision.of(ErrorCode.NONE);
        }
        return joinNew(groupId, group, ask, reply);
    }

    /** @param empty a consumer group that nobody is in, and that gives way; null if there is none */
    private Decision<ErrorCode> joinNew(
            String groupId, @Nullable Group empty, JoinAsk ask, Consumer<JoinOutcome> reply) {
        ClassicGroup group = groups.newClassicGroup(groupId);
        groups.add(group);
        GroupDecision decision = group.join(ask, reply);
        StoredGroup stored = decision.record() == null ? StoredGroup.created(group.stateSinceMs()) : decision.record();
        List<CoordinatorRecord> records = new ArrayList<>(empty == null ? List.of() : empty.tombstones());
        records.add(record(groupId, stored));
        if (group.isInEmptyState()) {
            records.addAll(unjoined.add(groupId, groups::find));
        }
        return new Decision<>(records, ErrorCode.NONE, decision.effects()).with(result -> {
            if (result != ErrorCode.NONE && empty != null && groups.find(groupId) == group) {
                group.end(result);
                groups.add(empty);
            }
        });
    }

    /** A group with offsets is not forgotten for want of members. */
    void keep(String groupId) {
        unjoined.remove(groupId);
    }

    public Decision<ErrorCode> sync(String groupId, SyncAsk ask, Consumer<SyncOutcome> reply) {
        if (groups.find(groupId) instanceof ConsumerGroup group) {
            return mixed.sync(group, ask, reply);
        }
        ClassicGroup group = find(groupId);
        if (group == null) {
            reply.accept(SyncOutcome.failed(ErrorCode.UNKNOWN_MEMBER_ID));
            return Decision.of(ErrorCode.NONE);
        }
        return decision(groupId, group.sync(ask, reply), ErrorCode.NONE);
    }

    /** NONE: all is well; REBALANCE_IN_PROGRESS: join again; else the member is none. */
    public ErrorCode heartbeat(String groupId, MemberClaim claim) {
        Group group = groups.find(groupId);
        if (group instanceof ConsumerGroup ofConsumers) {
            return mixed.heartbeat(ofConsumers, claim);
        }
        return group instanceof ClassicGroup classic ? classic.heartbeat(claim) : ErrorCode.UNKNOWN_MEMBER_ID;
    }

    /** What became of each, in the order of the request. */
    public Decision<List<LeftMember>> leave(String groupId, List<MemberClaim> leaving) {
        if (groups.find(groupId) instanceof ConsumerGroup group) {
            return mixed.leave(group, leaving);
        }
        ClassicGroup group = find(groupId);
        if (group == null) {
            return Decision.of(leaving.stream()
                    .map(each -> new LeftMember(each.memberId(), each.instanceId(), ErrorCode.UNKNOWN_MEMBER_ID))
                    .toList());
        }
        ClassicGroup.Leaving left = group.leave(leaving);
        return decision(groupId, left.decision(), left.members());
    }

    /** Empty of everything, and dead, if there is none, or one of the other kind. */
    public GroupDescription describe(String groupId) {
        if (groups.find(groupId) instanceof ClassicGroup group) {
            return group.description();
        }
        return GroupDescription.none(
                "Group " + groupId + (groups.find(groupId) == null ? " not found." : " is not a classic group."));
    }

    private static <R> Decision<R> decision(String groupId, GroupDecision decided, R reply) {
        StoredGroup stored = decided.record();
        List<CoordinatorRecord> records = stored == null ? List.of() : List.of(record(groupId, stored));
        return new Decision<>(records, reply, decided.effects());
    }

    static CoordinatorRecord record(String groupId, StoredGroup stored) {
        return CoordinatorRecord.of(new GroupMetadataKey().group(groupId), StoredGroups.toStore(stored), VALUE_VERSION);
    }

    Decision<ErrorCode> expired(ClassicGroup group, GroupTimer timer) {
        return decision(group.id(), group.expired(timer), ErrorCode.NONE);
    }
}
