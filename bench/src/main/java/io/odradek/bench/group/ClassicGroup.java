/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.JoinGroupRequest;
import io.odradek.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.LeaveGroupRequest;
import io.odradek.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.protocol.message.LeaveGroupResponse;
import io.odradek.protocol.message.SyncGroupRequest;
import io.odradek.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The members of one classic group, each on a connection of its own, which do at once what stock consumers do at their
 * next heartbeat: so that what is timed is the coordinator and not the heartbeat interval.
 */
public final class ClassicGroup implements AutoCloseable {

    private static final int JOIN = 9;
    private static final int SYNC = 5;
    private static final int HEARTBEAT = 4;
    private static final int LEAVE = 5;
    private static final String PROTOCOL = "range";
    private static final int SESSION_MS = 45_000;
    private static final int REBALANCE_MS = 300_000;

    private final String group;
    private final GroupSize size;
    private final List<Member> members = new ArrayList<>();
    private int generation;

    private static final class Member {
        private final WireClient client;
        private String id = "";

        Member(WireClient client) {
            this.client = client;
        }
    }

    /** Connected; nobody has joined. */
    public ClassicGroup(String group, GroupSize size, int port) {
        this.group = group;
        this.size = size;
        for (int i = 0; i < size.members(); i++) {
            members.add(new Member(new WireClient(port)));
        }
    }

    /** From the first member's join of the group, which does not exist yet, until each has its assignment. */
    public double joinAllMs() {
        long startNs = System.nanoTime();
        members.forEach(this::askForId);
        rebalance();
        return msSince(startNs);
    }

    /** From one member's leave until all others have their new assignments. The member is forgotten. */
    public double leaveMs() {
        Member leaver = members.remove(members.size() / 2);
        long startNs = System.nanoTime();
        LeaveGroupRequest leave =
                new LeaveGroupRequest().groupId(group).members(List.of(new MemberIdentity().memberId(leaver.id)));
        expect(
                ErrorCode.NONE,
                leaver.client.call(leave, LEAVE, LeaveGroupResponse.class).errorCode());
        hearOfRebalance(members);
        rebalance();
        double ms = msSince(startNs);
        leaver.client.close();
        return ms;
    }

    /** From a new member's join until all have their new assignments. */
    public double joinOneMs(int port) {
        Member joiner = new Member(new WireClient(port));
        List<Member> others = List.copyOf(members);
        members.add(joiner);
        long startNs = System.nanoTime();
        askForId(joiner);
        joiner.client.send(join(joiner));
        hearOfRebalance(others);
        others.forEach(member -> member.client.send(join(member)));
        finish();
        return msSince(startNs);
    }

    /** The first join of a member tells it its id. */
    private void askForId(Member member) {
        member.client.send(join(member));
        JoinGroupResponse answer = member.client.answer(JoinGroupResponse.class);
        expect(ErrorCode.MEMBER_ID_REQUIRED, answer.errorCode());
        member.id = answer.memberId();
    }

    private void hearOfRebalance(List<Member> some) {
        some.forEach(member -> member.client.send(Frame.of(
                new HeartbeatRequest().groupId(group).generationId(generation).memberId(member.id), HEARTBEAT)));
        some.forEach(member -> {
            // A join may be seen later than a heartbeat of another connection: joining again is right in any case.
            short error = member.client.answer(HeartbeatResponse.class).errorCode();
            if (error != ErrorCode.NONE.code()) {
                expect(ErrorCode.REBALANCE_IN_PROGRESS, error);
            }
        });
    }

    private void rebalance() {
        members.forEach(member -> member.client.send(join(member)));
        finish();
    }

    /** Everybody has joined, and waits for the answer. */
    private void finish() {
        Member leader = members.get(0);
        for (Member member : members) {
            JoinGroupResponse joined = member.client.answer(JoinGroupResponse.class);
            expect(ErrorCode.NONE, joined.errorCode());
            generation = joined.generationId();
            if (!joined.members().isEmpty()) {
                leader = member;
                if (joined.members().size() != members.size()) {
                    throw new IllegalStateException(joined.members().size() + " members of " + members.size());
                }
            }
        }
        for (Member member : members) {
            member.client.send(sync(member, member == leader));
        }
        for (Member member : members) {
            SyncGroupResponse synced = member.client.answer(SyncGroupResponse.class);
            expect(ErrorCode.NONE, synced.errorCode());
            if (synced.assignment().length == 0) {
                throw new IllegalStateException("no assignment");
            }
        }
    }

    private Frame join(Member member) {
        byte[] metadata = subscription();
        return Frame.of(
                new JoinGroupRequest()
                        .groupId(group)
                        .memberId(member.id)
                        .sessionTimeoutMs(SESSION_MS)
                        .rebalanceTimeoutMs(REBALANCE_MS)
                        .protocolType("consumer")
                        .protocols(List.of(
                                new JoinGroupRequestProtocol().name(PROTOCOL).metadata(metadata),
                                new JoinGroupRequestProtocol()
                                        .name("cooperative-sticky")
                                        .metadata(metadata))),
                JOIN);
    }

    private Frame sync(Member member, boolean leads) {
        List<SyncGroupRequestAssignment> assignments = new ArrayList<>();
        for (int i = 0; leads && i < members.size(); i++) {
            assignments.add(
                    new SyncGroupRequestAssignment().memberId(members.get(i).id).assignment(assignment(i)));
        }
        return Frame.of(
                new SyncGroupRequest()
                        .groupId(group)
                        .memberId(member.id)
                        .generationId(generation)
                        .protocolType("consumer")
                        .protocolName(PROTOCOL)
                        .assignments(assignments),
                SYNC);
    }

    /** ConsumerProtocolSubscription v0: all topics. */
    private byte[] subscription() {
        ByteBuffer out = ByteBuffer.allocate(
                16 + size.topicNames().stream().mapToInt(String::length).sum() + 2 * size.topics());
        out.putShort((short) 0).putInt(size.topics());
        size.topicNames().forEach(topic -> putString(out, topic));
        out.putInt(-1);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** ConsumerProtocolAssignment v0: every partition to one of the members. */
    private byte[] assignment(int index) {
        int[] mine = IntStream.range(0, size.partitions())
                .filter(partition -> partition % members.size() == index)
                .toArray();
        ByteBuffer out = ByteBuffer.allocate(16 + mine.length * 64);
        out.putShort((short) 0).putInt(mine.length);
        for (int partition : mine) {
            putString(out, size.topicNames().get(partition % size.topics()));
            out.putInt(1).putInt(partition / size.topics());
        }
        out.putInt(-1);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void putString(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    static void expect(ErrorCode expected, short code) {
        if (code != expected.code()) {
            throw new IllegalStateException("error " + code + " and not " + expected);
        }
    }

    static double msSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e6;
    }

    @Override
    public void close() {
        members.forEach(member -> member.client.close());
    }
}
