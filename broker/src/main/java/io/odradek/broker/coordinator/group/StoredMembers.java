/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.MemberProfile.Subscription;
import io.odradek.broker.coordinator.group.MemberStanding.Progress;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the records of a consumer group's members say. {@link ConsumerRecords} makes them. */
final class StoredMembers {
    private StoredMembers() {}

    static MemberProfile profile(ConsumerGroupMemberMetadataValue value) {
        return new MemberProfile(
                value.instanceId(),
                value.rackId(),
                new MemberClient(value.clientId(), value.clientHost()),
                value.rebalanceTimeoutMs(),
                Subscription.to(value.subscribedTopicNames(), value.subscribedTopicRegex()),
                value.serverAssignor(),
                classic(value.classicMemberMetadata()));
    }

    private static @Nullable ClassicSide classic(@Nullable ClassicMemberMetadata value) {
        if (value == null) {
            return null;
        }
        List<JoinProtocol> protocols = value.supportedProtocols().stream()
                .map(protocol -> new JoinProtocol(protocol.name(), Opaque.of(protocol.metadata())))
                .toList();
        return new ClassicSide(value.sessionTimeoutMs(), protocols);
    }

    static MemberStanding standing(ConsumerGroupCurrentMemberAssignmentValue value) {
        return new MemberStanding(
                value.memberEpoch(),
                value.previousMemberEpoch(),
                Progress.of(value.state()),
                owned(value.assignedPartitions(), value.memberEpoch()),
                owned(value.partitionsPendingRevocation(), value.memberEpoch()));
    }

    private static OwnedPartitions owned(List<TopicPartitions> topics, int memberEpoch) {
        OwnedPartitions.Builder owned = new OwnedPartitions.Builder();
        topics.forEach(topic -> owned.add(topic.topicId(), topic.partitions(), epochs(topic, memberEpoch)));
        return owned.build();
    }

    /** Kafka before 4.3 stored no epochs of partitions: the member's stands for them. */
    private static int[] epochs(TopicPartitions topic, int memberEpoch) {
        int count = topic.partitions().length;
        int[] stored = topic.assignmentEpochs();
        if (stored != null && stored.length == count) {
            return stored;
        }
        int[] epochs = new int[count];
        Arrays.fill(epochs, memberEpoch);
        return epochs;
    }

    static AssignedPartitions target(ConsumerGroupTargetAssignmentMemberValue value) {
        Map<Uuid, PartitionSet> topics = new LinkedHashMap<>();
        value.topicPartitions().forEach(topic -> topics.put(topic.topicId(), PartitionSet.of(topic.partitions())));
        return AssignedPartitions.consumed(topics);
    }
}
