/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.LeaveGroupResponse;
import io.odradek.protocol.message.SyncGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The members of one classic group, each on a connection of its own, which do at once what stock consumers do at their
 * next heartbeat: so that what is timed is the coordinator and not the heartbeat interval. What they will send is encoded
 * before the clock runs.
 */
public final class ClassicGroup implements RebalancedGroup {
    private static final int TAKEN_AT_ONCE = 50;

    private final ClassicRequests requests;
    private final List<Member> members = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(this::closeAll);
    private int generation;

    /** The leader of the generation; a guess while there is none. */
    private Member leader;

    private static final class Member {
        private final WireClient client;
        private String id = "";
        private Frame join;
        private Frame heartbeat;
        private boolean leads;

        /** For the generation that is expected next. */
        private Frame sync;

        Member(WireClient client, Frame firstJoin) {
            this.client = client;
            this.join = firstJoin;
            this.heartbeat = firstJoin;
            this.sync = firstJoin;
        }
    }

    /** Connected; nobody has joined. */
    public ClassicGroup(String group, GroupSize size, int port) {
        this.requests = new ClassicRequests(group, size);
        for (int i = 0; i < size.members(); i++) {
            members.add(connected(port));
        }
        this.leader = members.get(0);
    }

    private Member connected(int port) {
        return new Member(new WireClient(port), requests.join(""));
    }

    /** From the first member's join of the group, which does not exist yet, until each has its assignment. */
    public Timing joinAll() {
        return watchdog.watch(() -> {
            members.forEach(this::askForId);
            prepare();
            members.forEach(member -> member.client.send(member.join));
            finish();
        });
    }

    /** From one member's leave until all others have their new assignments. The member is forgotten. */
    @Override
    public Timing leave() {
        Member leaver = members.remove(members.size() / 2);
        Frame leave = requests.leave(leaver.id);
        prepare();
        Timing time = watchdog.watch(() -> {
            leaver.client.send(leave);
            expect(
                    ErrorCode.NONE,
                    leaver.client.answer(LeaveGroupResponse.class).errorCode());
            hearAndJoin(members);
            finish();
        });
        leaver.client.close();
        return time;
    }

    /** From a new member's join, which has been told its id, until all have their new assignments. */
    @Override
    public Timing joinOne(int port) {
        Member joiner = connected(port);
        List<Member> others = List.copyOf(members);
        members.add(joiner);
        askForId(joiner);
        prepare();
        return watchdog.watch(() -> {
            joiner.client.send(joiner.join);
            hearAndJoin(others);
            finish();
        });
    }

    /** The first join of a member tells it its id. */
    private void askForId(Member member) {
        member.client.send(member.join);
        JoinGroupResponse answer = member.client.answer(JoinGroupResponse.class);
        expect(ErrorCode.MEMBER_ID_REQUIRED, answer.errorCode());
        member.id = answer.memberId();
    }

    /** What everybody is going to send, if the leader stays the same. */
    private void prepare() {
        for (Member member : members) {
            member.join = requests.join(member.id);
            member.heartbeat = requests.heartbeat(member.id, generation);
        }
        prepareSyncs(generation + 1);
    }

    private void prepareSyncs(int expected) {
        for (Member member : members) {
            member.sync = member == leader
                    ? requests.assign(
                            member.id,
                            expected,
                            members.stream().map(each -> each.id).toList())
                    : requests.sync(member.id, expected);
        }
    }

    /**
     * Answers, some at a time, and what their members do then. Of these the one that comes last is waited for first, and
     * the others are there then: the thread that plays all members is woken up a few times, and not by each answer, which
     * costs whoever sends it more than to send it.
     */
    private static void takeAll(List<Member> all, Consumer<Member> take, Consumer<Member> goOn) {
        for (int from = 0; from < all.size(); from += TAKEN_AT_ONCE) {
            List<Member> some = all.subList(from, Math.min(from + TAKEN_AT_ONCE, all.size()));
            for (int i = some.size() - 1; i >= 0; i--) {
                take.accept(some.get(i));
            }
            some.forEach(goOn);
        }
    }

    /** Everybody heartbeats, hears of the rebalance, and joins again. */
    private static void hearAndJoin(List<Member> some) {
        some.forEach(member -> member.client.send(member.heartbeat));
        takeAll(some, ClassicGroup::hear, member -> member.client.send(member.join));
    }

    private static void hear(Member member) {
        // A join may be seen later than a heartbeat of another connection: joining again is right in any case.
        short error = member.client.answer(HeartbeatResponse.class).errorCode();
        if (error != ErrorCode.NONE.code()) {
            expect(ErrorCode.REBALANCE_IN_PROGRESS, error);
        }
    }

    /** Everybody has joined, and waits for the answer. */
    private void finish() {
        Member last = leader;
        int expected = generation + 1;
        List<Member> unprepared = new ArrayList<>();
        takeAll(members, this::takeGeneration, member -> {
            if (generation == expected && member.leads == (member == last)) {
                member.client.send(member.sync);
            } else {
                unprepared.add(member);
            }
        });
        if (!unprepared.isEmpty()) {
            prepareSyncs(generation);
            unprepared.forEach(member -> member.client.send(member.sync));
        }
        takeAll(members, ClassicGroup::takeAssignment, member -> {});
    }

    private void takeGeneration(Member member) {
        JoinGroupResponse joined = member.client.answer(JoinGroupResponse.class);
        expect(ErrorCode.NONE, joined.errorCode());
        generation = joined.generationId();
        member.leads = !joined.members().isEmpty();
        if (member.leads) {
            leader = member;
            if (joined.members().size() != members.size()) {
                throw new IllegalStateException(joined.members().size() + " members of " + members.size());
            }
        }
    }

    private static void takeAssignment(Member member) {
        SyncGroupResponse synced = member.client.answer(SyncGroupResponse.class);
        expect(ErrorCode.NONE, synced.errorCode());
        if (synced.assignment().length == 0) {
            throw new IllegalStateException("no assignment");
        }
    }

    static void expect(ErrorCode expected, short code) {
        if (code != expected.code()) {
            throw new IllegalStateException("error " + code + " and not " + expected);
        }
    }

    private void closeAll() {
        members.forEach(member -> member.client.close());
    }

    @Override
    public void close() {
        watchdog.close();
        closeAll();
    }
}
