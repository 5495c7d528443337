/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.netty.buffer.Unpooled;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ConsumerProtocolAssignment;
import io.odradek.protocol.message.ConsumerProtocolSubscription;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member of the classic protocol in the group of a {@link ConsumerRig}, as it sees itself. */
final class ClassicMate {
    private static final short VERSION = 3;

    final @Nullable String instanceId;
    String id = "";
    int generation = -1;
    AssignedPartitions has = AssignedPartitions.EMPTY;
    List<String> wants;
    private final ConsumerRig rig;

    ClassicMate(ConsumerRig rig, @Nullable String instanceId, String... wants) {
        this.rig = rig;
        this.instanceId = instanceId;
        this.wants = List.of(wants);
    }

    /** The same member, at another coordinator. */
    ClassicMate movedTo(ConsumerRig other) {
        ClassicMate same = new ClassicMate(other, instanceId, wants.toArray(String[]::new));
        same.id = id;
        same.generation = generation;
        same.has = has;
        return same;
    }

    /** It is a member no longer, and begins anew with its next join. */
    void forget() {
        id = "";
        generation = -1;
        has = AssignedPartitions.EMPTY;
    }

    GroupRig.Inbox<JoinOutcome> join() {
        return join(subscription());
    }

    GroupRig.Inbox<JoinOutcome> join(Opaque metadata) {
        GroupRig.Inbox<JoinOutcome> inbox = new GroupRig.Inbox<>();
        JoinAsk ask = new JoinAsk(
                id,
                instanceId,
                new JoinAsk.Client("c", "/h", false, true),
                new JoinAsk.Timeouts(GroupRig.SESSION_MS, GroupRig.REBALANCE_MS),
                ClassicGroup.CONSUMER,
                List.of(new JoinProtocol("range", metadata)));
        rig.carryOut(rig.groups.classic().join(ConsumerRig.GROUP, ask, outcome -> {
            if (outcome.error() == ErrorCode.NONE) {
                id = outcome.memberId();
                generation = outcome.generationId();
            }
            inbox.accept(outcome);
        }));
        return inbox;
    }

    private Opaque subscription() {
        ConsumerProtocolSubscription said =
                new ConsumerProtocolSubscription().topics(wants).generationId(generation);
        List<ConsumerProtocolSubscription.TopicPartition> owned = new ArrayList<>();
        has.topics()
                .forEach((topic, partitions) -> owned.add(new ConsumerProtocolSubscription.TopicPartition()
                        .topic(String.valueOf(rig.topics().name(topic)))
                        .partitions(partitions.toArray())));
        return bytes(said.ownedPartitions(owned));
    }

    /** The leader names who gets what; everybody else nothing. */
    GroupRig.Inbox<SyncOutcome> sync(Map<String, AssignedPartitions> assignments) {
        Map<String, Opaque> encoded = new HashMap<>();
        assignments.forEach((member, partitions) -> encoded.put(member, assignment(partitions)));
        GroupRig.Inbox<SyncOutcome> inbox = new GroupRig.Inbox<>();
        SyncAsk ask = new SyncAsk(claim(), ClassicGroup.CONSUMER, "range", encoded);
        rig.carryOut(rig.groups.classic().sync(ConsumerRig.GROUP, ask, outcome -> {
            if (outcome.error() == ErrorCode.NONE) {
                has = EmbeddedProtocol.partitions(EmbeddedProtocol.assignment(outcome.assignment()), rig.topics());
            }
            inbox.accept(outcome);
        }));
        return inbox;
    }

    private Opaque assignment(AssignedPartitions partitions) {
        List<ConsumerProtocolAssignment.TopicPartition> topics = new ArrayList<>();
        partitions
                .topics()
                .forEach((topic, numbers) -> topics.add(new ConsumerProtocolAssignment.TopicPartition()
                        .topic(String.valueOf(rig.topics().name(topic)))
                        .partitions(numbers.toArray())));
        return bytes(new ConsumerProtocolAssignment().assignedPartitions(topics).userData(null));
    }

    ErrorCode heartbeat() {
        return rig.groups.classic().heartbeat(ConsumerRig.GROUP, claim());
    }

    ErrorCode leave() {
        return rig.carryOut(rig.groups.classic().leave(ConsumerRig.GROUP, List.of(claim())))
                .get(0)
                .error();
    }

    private MemberClaim claim() {
        return new MemberClaim(id, instanceId, generation);
    }

    private static Opaque bytes(ApiMessage message) {
        byte[] bytes = new byte[Short.BYTES + message.sizeBytes(VERSION)];
        WireWriter out = new WireWriter(Unpooled.wrappedBuffer(bytes).writerIndex(0));
        out.writeShort(VERSION);
        message.write(out, VERSION);
        return Opaque.of(bytes);
    }
}
