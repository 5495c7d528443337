/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.LegacyOffsetCommitKey;
import io.odradek.protocol.message.LegacyOffsetCommitValue;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the groups of one shard have committed, and what open transactions will have. Changed by records alone. Confined
 * to the shard's loop.
 */
public final class CommittedOffsets {
    /** By group and topic. */
    private final Map<String, Map<String, TopicOffsets>> byGroup = new HashMap<>();

    private final PendingOffsets pending = new PendingOffsets();

    /** One for each topic, however many records name it. */
    private final Map<String, Topic> topics = new HashMap<>();

    /** How many records have been applied: tells which of two is the later one. */
    private long sequence;

    /** @param sequence when it was written, which for a transaction's is before it counts */
    record Entry(CommittedOffset committed, long sequence) {}

    /** A topic's name and id, as objects that all its offsets share, and how many these are. */
    private static final class Topic {
        private final String name;
        private Uuid id = Uuid.ZERO;
        private int offsets;

        Topic(String name) {
            this.name = name;
        }

        Uuid shared(Uuid committed) {
            if (!committed.equals(id)) {
                id = committed;
            }
            return id;
        }
    }

    /** Tells whether it was a record about an offset. */
    boolean apply(CoordinatorRecord record) {
        if (record.key() instanceof OffsetCommitKey key) {
            apply(key.group(), key.topic(), key.partition(), valueOf(record));
            return true;
        }
        if (record.key() instanceof LegacyOffsetCommitKey key) {
            apply(key.group(), key.topic(), key.partition(), valueOf(record));
            return true;
        }
        return false;
    }

    private static @Nullable CommittedOffset valueOf(CoordinatorRecord record) {
        if (record.value() instanceof OffsetCommitValue value) {
            return CommittedOffset.of(value);
        }
        return record.value() instanceof LegacyOffsetCommitValue value ? CommittedOffset.of(value) : null;
    }

    /** Whether anybody has committed anything there. */
    boolean hasAnyOf(String topic) {
        Topic counted = topics.get(topic);
        return counted != null && counted.offsets > 0;
    }

    private void apply(String group, String topic, int partition, @Nullable CommittedOffset committed) {
        sequence++;
        if (committed == null) {
            remove(group, topic, partition);
            pending.remove(group, new TopicPartition(topic, partition));
        } else {
            put(group, topic, partition, new Entry(committed, sequence));
        }
    }

    private void put(String group, String name, int partition, Entry entry) {
        Topic topic = topics.computeIfAbsent(name, Topic::new);
        CommittedOffset committed = entry.committed;
        boolean isNew = byGroup.computeIfAbsent(group, id -> new HashMap<>(2))
                .computeIfAbsent(topic.name, key -> new TopicOffsets())
                .put(partition, committed, entry.sequence, topic.shared(committed.topicId()));
        if (isNew) {
            topic.offsets++;
        }
    }

    private void remove(String group, String name, int partition) {
        Map<String, TopicOffsets> ofGroup = byGroup.getOrDefault(group, Map.of());
        TopicOffsets offsets = ofGroup.get(name);
        if (offsets == null || !offsets.remove(partition)) {
            return;
        }
        if (offsets.isEmpty()) {
            ofGroup.remove(name);
        }
        if (ofGroup.isEmpty()) {
            byGroup.remove(group);
        }
        Topic topic = topics.get(name);
        if (topic != null && --topic.offsets == 0) {
            topics.remove(name);
        }
    }

    /** A record of an open transaction: it counts once that is committed. */
    void applyPending(long producerId, CoordinatorRecord record) {
        CommittedOffset committed = valueOf(record);
        if (record.key() instanceof OffsetCommitKey key && committed != null) {
            sequence++;
            pending.put(
                    producerId,
                    key.group(),
                    new TopicPartition(key.topic(), key.partition()),
                    new Entry(committed, sequence));
        }
    }

    /** What was committed outside of the transaction, after it was written in it, stays. */
    void transactionEnded(long producerId, boolean committed) {
        pending.end(producerId, committed, (group, partition, entry) -> {
            TopicOffsets offsets = offsets(group, partition.topic());
            if (offsets == null || offsets.sequence(partition.partition()) < entry.sequence) {
                put(group, partition.topic(), partition.partition(), entry);
            }
        });
    }

    private @Nullable TopicOffsets offsets(String group, String topic) {
        return byGroup.getOrDefault(group, Map.of()).get(topic);
    }

    @Nullable
    CommittedOffset find(String group, TopicPartition partition) {
        TopicOffsets offsets = offsets(group, partition.topic());
        return offsets == null ? null : offsets.find(partition.partition());
    }

    /** A transaction has yet to say what becomes of this one. */
    boolean isPending(String group, TopicPartition partition) {
        return pending.has(group, partition);
    }

    boolean hasPending(String group) {
        return pending.has(group);
    }

    boolean hasAny(String group) {
        return byGroup.containsKey(group) || pending.has(group);
    }

    boolean isEmpty() {
        return byGroup.isEmpty();
    }

    Set<String> groups() {
        return Collections.unmodifiableSet(byGroup.keySet());
    }

    /** The partitions in which the group has committed something: a copy, those of a topic in their order. */
    List<TopicPartition> partitions(String group) {
        List<TopicPartition> partitions = new ArrayList<>();
        byGroup.getOrDefault(group, Map.of())
                .forEach((topic, offsets) ->
                        offsets.forEachPartition(partition -> partitions.add(new TopicPartition(topic, partition))));
        return partitions;
    }

    /** What takes back all that the group has committed. */
    List<CoordinatorRecord> tombstones(String group) {
        List<CoordinatorRecord> records = new ArrayList<>();
        partitions(group).forEach(partition -> records.add(tombstone(group, partition)));
        pending.partitions(group).forEach(partition -> {
            if (find(group, partition) == null) {
                records.add(tombstone(group, partition));
            }
        });
        return records;
    }

    static CoordinatorRecord tombstone(String group, TopicPartition partition) {
        return CoordinatorRecord.tombstone(key(group, partition));
    }

    static CoordinatorRecord record(String group, TopicPartition partition, CommittedOffset committed) {
        return CoordinatorRecord.of(key(group, partition), committed.toStore(), committed.storedVersion());
    }

    private static OffsetCommitKey key(String group, TopicPartition partition) {
        return new OffsetCommitKey().group(group).topic(partition.topic()).partition(partition.partition());
    }
}
