/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue.ClassicProtocol;
import io.odradek.protocol.message.ConsumerGroupMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMetadataValue;
import io.odradek.protocol.message.ConsumerGroupPartitionMetadataKey;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionKey;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one consumer group, made as Kafka 4.3.1 makes them. {@link StoredMembers} reads them. */
final class ConsumerRecords {
    private static final int VERSION = 0;

    private final String groupId;

    ConsumerRecords(String groupId) {
        this.groupId = groupId;
    }

    /** Of which group a record tells, whichever record of a consumer group it is. */
    static String groupId(CoordinatorRecord record) {
        if (record.key() instanceof ConsumerGroupMetadataKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupMemberMetadataKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupTargetAssignmentMetadataKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupTargetAssignmentMemberKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupCurrentMemberAssignmentKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupRegularExpressionKey key) {
            return key.groupId();
        } else if (record.key() instanceof ConsumerGroupPartitionMetadataKey key) {
            return key.groupId();
        }
        throw new IllegalArgumentException("no record of a group: " + record.key());
    }

    /** Whether it takes the group back. */
    static boolean endsGroup(CoordinatorRecord record) {
        return record.key() instanceof ConsumerGroupMetadataKey && record.value() == null;
    }

    CoordinatorRecord epoch(int epoch, long metadataHash) {
        return CoordinatorRecord.of(
                new ConsumerGroupMetadataKey().groupId(groupId),
                new ConsumerGroupMetadataValue().epoch(epoch).metadataHash(metadataHash),
                VERSION);
    }

    CoordinatorRecord noEpoch() {
        return CoordinatorRecord.tombstone(new ConsumerGroupMetadataKey().groupId(groupId));
    }

    /** Takes back what coordinators before Kafka 4.1 stored of the topics; the hash stands for it since. */
    CoordinatorRecord noTopics() {
        return CoordinatorRecord.tombstone(new ConsumerGroupPartitionMetadataKey().groupId(groupId));
    }

    CoordinatorRecord member(ConsumerMember member) {
        MemberProfile profile = member.profile();
        return CoordinatorRecord.of(
                memberKey(member.id()),
                new ConsumerGroupMemberMetadataValue()
                        .instanceId(profile.instanceId())
                        .rackId(profile.rack())
                        .clientId(profile.client().id())
                        .clientHost(profile.client().host())
                        .subscribedTopicNames(
                                new ArrayList<>(profile.subscription().topics()))
                        .subscribedTopicRegex(profile.subscription().expression())
                        .rebalanceTimeoutMs(profile.rebalanceMs())
                        .serverAssignor(profile.assignor())
                        .classicMemberMetadata(classic(profile.classic())),
                VERSION);
    }

    private static @Nullable ClassicMemberMetadata classic(@Nullable ClassicSide side) {
        if (side == null) {
            return null;
        }
        List<ClassicProtocol> protocols = new ArrayList<>(side.protocols().size());
        side.protocols()
                .forEach(protocol -> protocols.add(new ClassicProtocol()
                        .name(protocol.name())
                        .metadata(protocol.metadata().bytes())));
        return new ClassicMemberMetadata().sessionTimeoutMs(side.sessionMs()).supportedProtocols(protocols);
    }

    CoordinatorRecord noMember(String memberId) {
        return CoordinatorRecord.tombstone(memberKey(memberId));
    }

    private ConsumerGroupMemberMetadataKey memberKey(String memberId) {
        return new ConsumerGroupMemberMetadataKey().groupId(groupId).memberId(memberId);
    }

    CoordinatorRecord targetEpoch(int epoch, long assignedAtMs) {
        return CoordinatorRecord.of(
                new ConsumerGroupTargetAssignmentMetadataKey().groupId(groupId),
                new ConsumerGroupTargetAssignmentMetadataValue()
                        .assignmentEpoch(epoch)
                        .assignmentTimestamp(assignedAtMs),
                VERSION);
    }

    CoordinatorRecord noTargetEpoch() {
        return CoordinatorRecord.tombstone(new ConsumerGroupTargetAssignmentMetadataKey().groupId(groupId));
    }

    CoordinatorRecord target(String memberId, AssignedPartitions target) {
        List<ConsumerGroupTargetAssignmentMemberValue.TopicPartition> topics = new ArrayList<>();
        target.topics()
                .forEach((topic, partitions) -> topics.add(new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                        .topicId(topic)
                        .partitions(partitions.toArray())));
        return CoordinatorRecord.of(
                targetKey(memberId), new ConsumerGroupTargetAssignmentMemberValue().topicPartitions(topics), VERSION);
    }

    CoordinatorRecord noTarget(String memberId) {
        return CoordinatorRecord.tombstone(targetKey(memberId));
    }

    private ConsumerGroupTargetAssignmentMemberKey targetKey(String memberId) {
        return new ConsumerGroupTargetAssignmentMemberKey().groupId(groupId).memberId(memberId);
    }

    CoordinatorRecord standing(ConsumerMember member) {
        MemberStanding standing = member.standing();
        return CoordinatorRecord.of(
                standingKey(member.id()),
                new ConsumerGroupCurrentMemberAssignmentValue()
                        .memberEpoch(standing.epoch())
                        .previousMemberEpoch(standing.previousEpoch())
                        .state(standing.progress().code())
                        .assignedPartitions(withEpochs(standing.owned()))
                        .partitionsPendingRevocation(withEpochs(standing.revoking())),
                VERSION);
    }

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> withEpochs(OwnedPartitions owned) {
        List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics = new ArrayList<>();
        owned.partitions()
                .topics()
                .forEach((topic, partitions) ->
                        topics.add(new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                                .topicId(topic)
                                .partitions(partitions.toArray())
                                .assignmentEpochs(owned.epochs(topic))));
        return topics;
    }

    CoordinatorRecord noStanding(String memberId) {
        return CoordinatorRecord.tombstone(standingKey(memberId));
    }

    private ConsumerGroupCurrentMemberAssignmentKey standingKey(String memberId) {
        return new ConsumerGroupCurrentMemberAssignmentKey().groupId(groupId).memberId(memberId);
    }

    CoordinatorRecord expression(String expression, ResolvedExpression resolved) {
        return CoordinatorRecord.of(
                expressionKey(expression),
                new ConsumerGroupRegularExpressionValue()
                        .topics(resolved.topics().stream().sorted().toList())
                        .version(resolved.version())
                        .timestamp(resolved.resolvedAtMs()),
                VERSION);
    }

    CoordinatorRecord noExpression(String expression) {
        return CoordinatorRecord.tombstone(expressionKey(expression));
    }

    private ConsumerGroupRegularExpressionKey expressionKey(String expression) {
        return new ConsumerGroupRegularExpressionKey().groupId(groupId).regularExpression(expression);
    }

    /** Takes back everything about a member, in the order that Kafka's replay asks for. */
    List<CoordinatorRecord> withoutMember(String memberId) {
        return List.of(noStanding(memberId), noTarget(memberId), noMember(memberId));
    }

    /** Takes back everything about the group. */
    List<CoordinatorRecord> withoutGroup(ConsumerGroup group) {
        List<CoordinatorRecord> records = new ArrayList<>();
        group.members().forEach(member -> records.add(noStanding(member.id())));
        group.members().forEach(member -> records.add(noTarget(member.id())));
        records.add(noTargetEpoch());
        group.members().forEach(member -> records.add(noMember(member.id())));
        group.expressions().keySet().forEach(expression -> records.add(noExpression(expression)));
        records.add(noTopics());
        records.add(noEpoch());
        return records;
    }

    /** Everything that there is about the group. */
    List<CoordinatorRecord> wholeGroup(ConsumerGroup group) {
        List<CoordinatorRecord> records = new ArrayList<>();
        group.members().forEach(member -> records.add(member(member)));
        records.add(epoch(group.epoch(), group.metadataHash()));
        group.members().forEach(member -> records.add(target(member.id(), group.target(member.id()))));
        records.add(targetEpoch(group.targetEpoch(), group.assignedAtMs()));
        group.members().forEach(member -> records.add(standing(member)));
        return records;
    }
}
