/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The classic groups of one shard, and those that are but names for offsets. Confined to the shard's loop; made empty for
 * each leadership.
 */
public final class ClassicGroups {
    /** Of the value's versions, the one that Kafka writes since 2.3, 4.3.1 included. */
    private static final int VALUE_VERSION = 3;

    private static final GroupDescription UNKNOWN = new GroupDescription("Dead", "", "", List.of());

    private final ClassicGroupSettings settings;
    private final CoordinatorContext context;
    private final RandomGenerator random;
    private final Map<String, ClassicGroup> groups = new HashMap<>();

    /** @param random for member ids */
    public ClassicGroups(ClassicGroupSettings settings, CoordinatorContext context, RandomGenerator random) {
        this.settings = settings;
        this.context = context;
        this.random = random;
    }

    public @Nullable ClassicGroup find(String id) {
        return groups.get(id);
    }

    boolean isAny() {
        return !groups.isEmpty();
    }

    /** A copy: those that are here now. */
    public List<String> ids() {
        return List.copyOf(groups.keySet());
    }

    /** That group, or a new one that is but a name for offsets: without members, and stored nowhere. */
    public ClassicGroup findOrAdd(String id) {
        return groups.computeIfAbsent(
                id, missing -> new ClassicGroup(id, settings, new GroupWorld(new Timers(id), context::nowMs, random)));
    }

    /** A record about a group itself, not about its offsets. */
    void apply(CoordinatorRecord record) {
        if (!(record.key() instanceof GroupMetadataKey key)) {
            return;
        }
        if (record.value() instanceof GroupMetadataValue value) {
            StoredGroup stored = StoredGroups.of(value);
            // Members may have come before the record of the group that they made.
            if (!stored.isNew() || !groups.containsKey(key.group())) {
                findOrAdd(key.group()).apply(stored);
            }
            return;
        }
        ClassicGroup deleted = groups.remove(key.group());
        if (deleted != null) {
            deleted.end(ErrorCode.UNKNOWN_MEMBER_ID);
        }
    }

    /** Everything stored has been applied. */
    void loaded() {
        groups.values().forEach(ClassicGroup::loaded);
    }

    /** The leadership is lost. */
    void unloaded() {
        groups.values().forEach(group -> group.end(ErrorCode.NOT_COORDINATOR));
    }

    /** A member without an id makes the group that it asks for. */
    public Decision<ErrorCode> join(String groupId, JoinAsk ask, Consumer<JoinOutcome> reply) {
        boolean isNew = !groups.containsKey(groupId);
        if (isNew && !ask.memberId().isEmpty()) {
            reply.accept(JoinOutcome.failed(ask.memberId(), ErrorCode.UNKNOWN_MEMBER_ID));
            return Decision.of(ErrorCode.NONE);
        }
        ClassicGroup group = findOrAdd(groupId);
        GroupDecision decision = group.join(ask, reply);
        if (isNew && decision.record() == null) {
            decision = new GroupDecision(StoredGroup.created(group.stateSinceMs()), decision.effects());
        }
        return decision(groupId, decision, ErrorCode.NONE);
    }

    public Decision<ErrorCode> sync(String groupId, SyncAsk ask, Consumer<SyncOutcome> reply) {
        ClassicGroup group = groups.get(groupId);
        if (group == null) {
            reply.accept(SyncOutcome.failed(ErrorCode.UNKNOWN_MEMBER_ID));
            return Decision.of(ErrorCode.NONE);
        }
        return decision(groupId, group.sync(ask, reply), ErrorCode.NONE);
    }

    /** NONE: all is well; REBALANCE_IN_PROGRESS: join again; else the member is none. */
    public ErrorCode heartbeat(String groupId, MemberClaim claim) {
        ClassicGroup group = groups.get(groupId);
        return group == null ? ErrorCode.UNKNOWN_MEMBER_ID : group.heartbeat(claim);
    }

    /** What became of each, in the order of the request. */
    public Decision<List<LeftMember>> leave(String groupId, List<MemberClaim> leaving) {
        ClassicGroup group = groups.get(groupId);
        if (group == null) {
            return Decision.of(leaving.stream()
                    .map(each -> new LeftMember(each.memberId(), each.instanceId(), ErrorCode.UNKNOWN_MEMBER_ID))
                    .toList());
        }
        ClassicGroup.Leaving left = group.leave(leaving);
        return decision(groupId, left.decision(), left.members());
    }

    /** Empty of everything, and dead, if there is none. */
    public GroupDescription describe(String groupId) {
        ClassicGroup group = groups.get(groupId);
        return group == null ? UNKNOWN : group.description();
    }

    /** One group as ListGroups gives it. */
    public record Listed(String groupId, String protocolType, String state) {}

    public List<Listed> list() {
        return groups.values().stream()
                .map(group -> new Listed(
                        group.id(), group.protocolTypeOrEmpty(), group.state().label()))
                .toList();
    }

    /**
     * Deletes a group without members, and what it committed.
     *
     * @param offsets takes back what the group has committed
     */
    public Decision<ErrorCode> delete(String groupId, List<CoordinatorRecord> offsets) {
        ClassicGroup group = groups.get(groupId);
        ErrorCode refusal = group == null ? ErrorCode.GROUP_ID_NOT_FOUND : group.deleteRefusal();
        if (refusal != ErrorCode.NONE) {
            return Decision.of(refusal);
        }
        List<CoordinatorRecord> records = new ArrayList<>(offsets);
        records.add(CoordinatorRecord.tombstone(new GroupMetadataKey().group(groupId)));
        return Decision.of(records, ErrorCode.NONE);
    }

    private static <R> Decision<R> decision(String groupId, GroupDecision decided, R reply) {
        StoredGroup stored = decided.record();
        List<CoordinatorRecord> records = stored == null
                ? List.of()
                : List.of(CoordinatorRecord.of(
                        new GroupMetadataKey().group(groupId), StoredGroups.toStore(stored), VALUE_VERSION));
        return new Decision<>(records, reply, decided.effects());
    }

    private Decision<ErrorCode> expired(String groupId, GroupTimer timer) {
        ClassicGroup group = groups.get(groupId);
        return group == null ? Decision.of(ErrorCode.NONE) : decision(groupId, group.expired(timer), ErrorCode.NONE);
    }

    /** Among the timers of the shard. */
    private record TimerOfGroup(String groupId, GroupTimer timer) {}

    private final class Timers implements GroupTimers {
        private final String groupId;

        Timers(String groupId) {
            this.groupId = groupId;
        }

        @Override
        public void schedule(GroupTimer timer, long delayMs) {
            context.timers().schedule(new TimerOfGroup(groupId, timer), delayMs, () -> expired(groupId, timer));
        }

        @Override
        public void cancel(GroupTimer timer) {
            context.timers().cancel(new TimerOfGroup(groupId, timer));
        }
    }
}
