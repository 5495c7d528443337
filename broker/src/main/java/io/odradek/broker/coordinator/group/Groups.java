/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.Decision;
import io.odradek.controller.image.ClusterImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one shard, of both kinds, by id; those that are but names for offsets among them. Changed by records
 * alone, but for such names. Confined to the shard's loop; made empty for each leadership.
 */
public final class Groups {
    private final Map<String, Group> groups = new HashMap<>();
    private final Settings settings;
    private final CoordinatorContext context;
    private final RandomGenerator random;
    private final ClassicGroups classic;
    private final ConsumerGroups consumer;
    private final ManyGroups many;

    /** What the configuration says about groups of each kind. */
    public record Settings(ClassicGroupSettings classic, ConsumerGroupSettings consumer) {}

    /**
     * @param random for member ids
     * @param cluster the newest image of the cluster, for its topics
     */
    public Groups(
            Settings settings, CoordinatorContext context, RandomGenerator random, Supplier<ClusterImage> cluster) {
        this.settings = settings;
        this.context = context;
        this.random = random;
        this.consumer = new ConsumerGroups(this, settings, context, random, cluster);
        this.classic = new ClassicGroups(this, consumer.mixed());
        this.many = new ManyGroups(context.partition());
    }

    /** What members ask for with the classic protocol. */
    public ClassicGroups classic() {
        return classic;
    }

    /** What members ask for with the consumer protocol. */
    public ConsumerGroups consumer() {
        return consumer;
    }

    public @Nullable Group find(String id) {
        return groups.get(id);
    }

    boolean isAny() {
        return !groups.isEmpty();
    }

    /** A copy: those that are here now. */
    public List<String> ids() {
        return List.copyOf(groups.keySet());
    }

    /** Who has committed and is in no record is a group that consumers name and do not join. */
    void nameForOffsets(String id) {
        classic.keep(id);
        if (!groups.containsKey(id)) {
            add(newClassicGroup(id));
        }
    }

    ClassicGroup newClassicGroup(String id) {
        return new ClassicGroup(id, settings.classic(), new GroupWorld(timers(id), context::nowMs, random));
    }

    /** In the place of the one of that id, if there is one. */
    void add(Group group) {
        groups.put(group.id(), group);
        many.counted(groups.size(), group.id());
    }

    /** A record about a group itself, not about its offsets. */
    void apply(CoordinatorRecord record) {
        if (!(record.key() instanceof GroupMetadataKey key)) {
            applyToConsumerGroup(record);
        } else if (record.value() instanceof GroupMetadataValue value) {
            StoredGroup stored = StoredGroups.of(value);
            // Members may have come before the record of the group that they made.
            if (!stored.isNew() || !groups.containsKey(key.group())) {
                classicGroup(key.group()).apply(stored);
            }
        } else {
            forget(key.group());
        }
    }

    /** The later record says of which kind the group is. */
    private ClassicGroup classicGroup(String id) {
        if (groups.get(id) instanceof ClassicGroup present) {
            return present;
        }
        ClassicGroup fresh = newClassicGroup(id);
        add(fresh);
        return fresh;
    }

    private void applyToConsumerGroup(CoordinatorRecord record) {
        String id = ConsumerRecords.groupId(record);
        boolean isHere = groups.get(id) instanceof ConsumerGroup;
        if (record.value() == null && !isHere) {
            return;
        }
        if (ConsumerRecords.endsGroup(record)) {
            forget(id);
            return;
        }
        if (!isHere) {
            add(new ConsumerGroup(id));
        }
        if (groups.get(id) instanceof ConsumerGroup group) {
            group.apply(record);
        }
    }

    private void forget(String id) {
        classic.keep(id);
        Group gone = groups.remove(id);
        if (gone != null) {
            gone.end(ErrorCode.UNKNOWN_MEMBER_ID);
            consumer.forget(id);
        }
    }

    /** Everything stored has been applied: from now on silence counts. */
    void loaded() {
        for (Group group : groups.values()) {
            if (group instanceof ClassicGroup ofClassic) {
                ofClassic.loaded();
            } else if (group instanceof ConsumerGroup ofConsumers) {
                consumer.loaded(ofConsumers);
            }
        }
    }

    /** The leadership is lost. */
    void unloaded() {
        groups.values().forEach(group -> group.end(ErrorCode.NOT_COORDINATOR));
    }

    /** One group as ListGroups gives it. */
    public record Listed(String groupId, String type, String protocolType, String state) {}

    public List<Listed> list() {
        return groups.values().stream()
                .sorted(Comparator.comparing(Group::id, TableOrder.OF_IDS))
                .map(group -> new Listed(group.id(), group.type(), group.protocolTypeOrEmpty(), group.stateLabel()))
                .toList();
    }

    /**
     * Deletes a group without members, and what it committed.
     *
     * @param offsets takes back what the group has committed
     */
    public Decision<ErrorCode> delete(String groupId, List<CoordinatorRecord> offsets) {
        Group group = groups.get(groupId);
        ErrorCode refusal = group == null ? ErrorCode.GROUP_ID_NOT_FOUND : group.deleteRefusal();
        if (group == null || refusal != ErrorCode.NONE) {
            return Decision.of(refusal);
        }
        List<CoordinatorRecord> records = new ArrayList<>(offsets);
        records.addAll(group.tombstones());
        return Decision.of(records, ErrorCode.NONE);
    }

    private Decision<ErrorCode> expired(String groupId, GroupTimer timer) {
        Group group = groups.get(groupId);
        if (group instanceof ClassicGroup ofClassic) {
            return classic.expired(ofClassic, timer);
        }
        return group instanceof ConsumerGroup ofConsumers
                ? consumer.expired(ofConsumers, timer)
                : Decision.of(ErrorCode.NONE);
    }

    GroupTimers timers(String groupId) {
        return new Timers(groupId);
    }

    /** Among the timers of the shard. Each heartbeat looks for one: a record's own comparison costs several times this. */
    private record TimerOfGroup(String groupId, GroupTimer timer) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof TimerOfGroup that && timer.equals(that.timer) && groupId.equals(that.groupId);
        }

        @Override
        public int hashCode() {
            return 31 * groupId.hashCode() + timer.hashCode();
        }
    }

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

        @Override
        public boolean isScheduled(GroupTimer timer) {
            return context.timers().isScheduled(new TimerOfGroup(groupId, timer));
        }
    }
}
