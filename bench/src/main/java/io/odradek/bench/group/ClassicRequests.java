/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.JoinGroupRequest;
import io.odradek.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.protocol.message.LeaveGroupRequest;
import io.odradek.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.protocol.message.SyncGroupRequest;
import io.odradek.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What the members of a classic group send, as stock consumers with two assignors do. */
final class ClassicRequests {

    private static final int JOIN = 9;
    private static final int SYNC = 5;
    private static final int HEARTBEAT = 4;
    private static final int LEAVE = 5;
    private static final int SESSION_MS = 45_000;
    private static final int REBALANCE_MS = 300_000;
    private static final String TYPE = "consumer";
    private static final String PROTOCOL = "range";

    private final String group;
    private final GroupSize size;
    private final byte[] subscription;

    ClassicRequests(String group, GroupSize size) {
        this.group = group;
        this.size = size;
        this.subscription = subscription();
    }

    Frame join(String memberId) {
        JoinGroupRequest join = new JoinGroupRequest()
                .groupId(group)
                .memberId(memberId)
                .sessionTimeoutMs(SESSION_MS)
                .rebalanceTimeoutMs(REBALANCE_MS)
                .protocolType(TYPE)
                .protocols(List.of(
                        new JoinGroupRequestProtocol().name(PROTOCOL).metadata(subscription),
                        new JoinGroupRequestProtocol()
                                .name("cooperative-sticky")
                                .metadata(subscription)));
        return Frame.of(join, JOIN);
    }

    Frame heartbeat(String memberId, int generation) {
        return Frame.of(
                new HeartbeatRequest().groupId(group).generationId(generation).memberId(memberId), HEARTBEAT);
    }

    Frame leave(String memberId) {
        return Frame.of(
                new LeaveGroupRequest().groupId(group).members(List.of(new MemberIdentity().memberId(memberId))),
                LEAVE);
    }

    /** Of a member that does not lead. */
    Frame sync(String memberId, int generation) {
        return Frame.of(unassigned(memberId, generation), SYNC);
    }

    /** Of the leader, with everybody's assignments. */
    Frame assign(String leaderId, int generation, List<String> memberIds) {
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        for (int i = 0; i < memberIds.size(); i++) {
            assignments.add(new SyncGroupRequestAssignment()
                    .memberId(memberIds.get(i))
                    .assignment(assignment(i, memberIds.size())));
        }
        return Frame.of(unassigned(leaderId, generation).assignments(assignments), SYNC);
    }

    private SyncGroupRequest unassigned(String memberId, int generation) {
        return new SyncGroupRequest()
                .groupId(group)
                .memberId(memberId)
                .generationId(generation)
                .protocolType(TYPE)
                .protocolName(PROTOCOL);
    }

    /** ConsumerProtocolSubscription v0: all topics. */
    private byte[] subscription() {
        ByteBuffer out = ByteBuffer.allocate(16 + size.topics() * 64);
        out.putShort((short) 0).putInt(size.topics());
        size.topicNames().forEach(topic -> putString(out, topic));
        out.putInt(-1);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** ConsumerProtocolAssignment v0: every partition to one of the members. */
    private byte[] assignment(int index, int count) {
        int[] mine = IntStream.range(0, size.partitions())
                .filter(partition -> partition % count == index)
                .toArray();
        ByteBuffer out = ByteBuffer.allocate(16 + mine.length * 64);
        out.putShort((short) 0).putInt(mine.length);
        for (int partition : mine) {
            putString(out, GroupSize.topic(partition % size.topics()));
            out.putInt(1).putInt(partition / size.topics());
        }
        out.putInt(-1);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void putString(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }
}
