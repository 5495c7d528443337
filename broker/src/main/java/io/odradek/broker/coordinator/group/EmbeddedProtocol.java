/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.netty.buffer.Unpooled;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.message.ConsumerProtocolAssignment;
import io.odradek.protocol.message.ConsumerProtocolAssignment.TopicPartition;
import io.odradek.protocol.message.ConsumerProtocolSubscription;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.Uuid;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What consumers of the classic protocol say to each other through the coordinator (ConsumerProtocolSubscription,
 * ConsumerProtocolAssignment), for a group that holds members of both protocols. Stateless.
 */
final class EmbeddedProtocol {
    private static final short HIGHEST_VERSION = 3;

    private EmbeddedProtocol() {}

    /** @throws MalformedMessageException if it is none */
    static ConsumerProtocolSubscription subscription(Opaque metadata) {
        WireReader in = reader(metadata);
        return ConsumerProtocolSubscription.read(in, version(in));
    }

    /** @throws MalformedMessageException if it is none */
    static ConsumerProtocolAssignment assignment(Opaque assignment) {
        WireReader in = reader(assignment);
        return ConsumerProtocolAssignment.read(in, version(in));
    }

    private static WireReader reader(Opaque bytes) {
        return new WireReader(Unpooled.wrappedBuffer(bytes.bytes()));
    }

    /** A later version begins with what the latest that is known has. */
    private static short version(WireReader in) {
        short version = in.readShort();
        if (version < 0) {
            throw in.malformed("version " + version + " of a consumer's metadata");
        }
        return version > HIGHEST_VERSION ? HIGHEST_VERSION : version;
    }

    /** In the version that the member's own metadata have. */
    static Opaque write(AssignedPartitions assigned, KnownTopics topics, Opaque metadata) {
        short version = version(reader(metadata));
        ConsumerProtocolAssignment assignment = new ConsumerProtocolAssignment().userData(null);
        assigned.topics().forEach((id, partitions) -> {
            String name = topics.name(id);
            if (name != null) {
                assignment
                        .assignedPartitions()
                        .add(new TopicPartition().topic(name).partitions(partitions.toArray()));
            }
        });
        return bytes(assignment, version);
    }

    private static Opaque bytes(ApiMessage message, short version) {
        byte[] bytes = new byte[Short.BYTES + message.sizeBytes(version)];
        WireWriter out = new WireWriter(Unpooled.wrappedBuffer(bytes).writerIndex(0));
        out.writeShort(version);
        message.write(out, version);
        return Opaque.of(bytes);
    }

    static AssignedPartitions partitions(ConsumerProtocolAssignment assignment, KnownTopics topics) {
        Map<Uuid, PartitionSet> partitions = new LinkedHashMap<>();
        assignment.assignedPartitions().forEach(topic -> add(partitions, topics, topic.topic(), topic.partitions()));
        return AssignedPartitions.of(partitions);
    }

    /** What a member says it has. */
    static AssignedPartitions owned(ConsumerProtocolSubscription subscription, KnownTopics topics) {
        Map<Uuid, PartitionSet> partitions = new LinkedHashMap<>();
        subscription.ownedPartitions().forEach(topic -> add(partitions, topics, topic.topic(), topic.partitions()));
        return AssignedPartitions.of(partitions);
    }

    private static void add(Map<Uuid, PartitionSet> to, KnownTopics topics, String name, int[] partitions) {
        Uuid id = topics.id(name);
        if (id != null) {
            to.merge(id, PartitionSet.of(partitions), PartitionSet::plus);
        }
    }
}
