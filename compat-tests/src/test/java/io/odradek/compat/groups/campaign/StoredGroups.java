/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.netty.buffer.Unpooled;
import io.odradek.broker.coordinator.group.GroupRecords;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what is stored of groups, record after record, as a coordinator loads it, and says what must never stand
 * there: a committed offset that goes back, a generation or an epoch that goes back, a partition that two members have at
 * a time.
 */
final class StoredGroups {
    private final GroupRecords format = new GroupRecords();
    /** By group and partition, those of each since its last tombstone. */
    private final Map<String, List<OffsetCommitValue>> offsets = new HashMap<>();

    private final Map<String, Integer> generations = new HashMap<>();
    /** By group and member. */
    private final Map<String, Map<String, Set<String>>> current = new HashMap<>();

    private final Map<String, Integer> epochs = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int records;

    /** The next record of a partition of {@code __consumer_offsets}. */
    void next(byte[] key, byte @Nullable [] value) {
        records++;
        WireReader keyBytes = new WireReader(Unpooled.wrappedBuffer(key));
        short type = keyBytes.readShort();
        ApiMessage read = format.readKey(type, keyBytes);
        if (read == null) {
            return;
        }
        ApiMessage content = null;
        if (value != null) {
            WireReader valueBytes = new WireReader(Unpooled.wrappedBuffer(value));
            short version = valueBytes.readShort();
            content = format.readValue(type, version, valueBytes);
        }
        if (read instanceof OffsetCommitKey offset) {
            committed(offset, (OffsetCommitValue) content);
        } else if (read instanceof GroupMetadataKey group) {
            generation(group.group(), (GroupMetadataValue) content);
        } else if (read instanceof ConsumerGroupCurrentMemberAssignmentKey member) {
            assigned(member, (ConsumerGroupCurrentMemberAssignmentValue) content);
        }
    }

    private void committed(OffsetCommitKey key, @Nullable OffsetCommitValue value) {
        String what = key.group() + " " + key.topic() + "-" + key.partition();
        if (value == null) {
            offsets.remove(what);
            return;
        }
        List<OffsetCommitValue> commits = offsets.computeIfAbsent(what, any -> new ArrayList<>());
        long before = commits.isEmpty() ? -1 : commits.get(commits.size() - 1).offset();
        if (before > value.offset()) {
            violation("the committed offset of " + what + " goes from " + before + " back to " + value.offset());
        }
        commits.add(value);
    }

    private void generation(String group, @Nullable GroupMetadataValue value) {
        if (value == null) {
            return;
        }
        Integer before = generations.put(group, value.generation());
        if (before != null && before > value.generation()) {
            violation("the generation of " + group + " goes from " + before + " back to " + value.generation());
        }
        Map<String, String> owners = new HashMap<>();
        for (GroupMetadataValue.MemberMetadata member : value.members()) {
            if (member.assignment().length > 0) {
                ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(member.assignment()))
                        .partitions()
                        .forEach(partition -> {
                            String other = owners.put(partition.toString(), member.memberId());
                            if (other != null) {
                                violation(partition + " belongs to " + other + " and to " + member.memberId()
                                        + " in generation " + value.generation() + " of " + group);
                            }
                        });
            }
        }
    }

    private void assigned(
            ConsumerGroupCurrentMemberAssignmentKey key, @Nullable ConsumerGroupCurrentMemberAssignmentValue value) {
        Map<String, Set<String>> members = current.computeIfAbsent(key.groupId(), any -> new HashMap<>());
        if (value == null) {
            members.remove(key.memberId());
            epochs.remove(key.groupId() + key.memberId());
            return;
        }
        Integer before = epochs.put(key.groupId() + key.memberId(), value.memberEpoch());
        if (before != null && value.memberEpoch() >= 0 && before > value.memberEpoch()) {
            violation("the epoch of " + key + " goes from " + before + " back to " + value.memberEpoch());
        }
        Set<String> has = new HashSet<>();
        value.assignedPartitions().forEach(topic -> add(has, topic));
        value.partitionsPendingRevocation().forEach(topic -> add(has, topic));
        members.put(key.memberId(), has);
        members.forEach((other, others) -> {
            if (!other.equals(key.memberId()) && others.stream().anyMatch(has::contains)) {
                violation(key.memberId() + " has " + has + " in epoch " + value.memberEpoch() + " of " + key.groupId()
                        + " while " + other + " has " + others);
            }
        });
    }

    private static void add(Set<String> has, ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions topic) {
        for (int partition : topic.partitions()) {
            has.add(topic.topicId() + "-" + partition);
        }
    }

    private void violation(String what) {
        violations.add("record " + records + ": " + what);
    }

    /** What was committed for a partition, in order. */
    List<OffsetCommitValue> commits(String group, String topic, int partition) {
        return offsets.getOrDefault(group + " " + topic + "-" + partition, List.of());
    }

    int records() {
        return records;
    }

    List<String> violations() {
        return violations;
    }
}
