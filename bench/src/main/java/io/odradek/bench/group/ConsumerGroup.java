/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.message.ConsumerGroupHeartbeatRequest;
import io.odradek.protocol.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse.Assignment;
import io.odradek.protocol.wire.Uuid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The members of one group of KIP-848, each on a connection of its own. They heartbeat in rounds, at once where one has
 * something to acknowledge and every few milliseconds otherwise, so that what is timed is the coordinator and not the
 * heartbeat interval.
 */
public final class ConsumerGroup implements RebalancedGroup {

    private static final int VERSION = 1;
    private static final int LEAVING = -1;
    private static final int TAKEN_AT_ONCE = 50;
    private static final int REBALANCE_MS = 300_000;
    private static final Duration TIME_MAX = Duration.ofMinutes(1);
    private static final Duration QUIET_ROUND = Duration.ofMillis(5);

    private final String group;
    private final GroupSize size;
    private final List<Member> members = new ArrayList<>();
    private final Watchdog watchdog = new Watchdog(this::closeAll);

    private static final class Member {
        private final WireClient client;
        private final String id = UUID.randomUUID().toString();
        private int epoch;

        /** Null until the first assignment; what it gives up and takes, it does at once. */
        private @Nullable Map<Uuid, int[]> owned;

        private int partitions;
        private boolean hasNews = true;

        /** What it sends while it has nothing to say, by its epoch. */
        private final Map<Integer, Frame> idle = new HashMap<>();

        Member(WireClient client) {
            this.client = client;
        }

        void takes(List<ConsumerGroupHeartbeatResponse.TopicPartitions> all) {
            Map<Uuid, int[]> taken = new HashMap<>();
            all.forEach(topic -> taken.put(topic.topicId(), topic.partitions()));
            owned = taken;
            partitions =
                    all.stream().mapToInt(topic -> topic.partitions().length).sum();
        }
    }

    /** Whether this broker knows such groups at all. */
    public static boolean isServedAt(int port) {
        try (WireClient client = new WireClient(port)) {
            ApiVersionsRequest question =
                    new ApiVersionsRequest().clientSoftwareName("bench").clientSoftwareVersion("1");
            return client.call(question, 3, ApiVersionsResponse.class).apiKeys().stream()
                    .anyMatch(api -> api.apiKey() == ApiKey.CONSUMER_GROUP_HEARTBEAT.id());
        }
    }

    /** Connected; nobody has joined. */
    public ConsumerGroup(String group, GroupSize size, int port) {
        this.group = group;
        this.size = size;
        for (int i = 0; i < size.members(); i++) {
            members.add(new Member(new WireClient(port)));
        }
    }

    /** From the first member's heartbeat until every partition is some member's, and all are in one epoch. */
    public Timing joinAll() {
        Timing time = watchdog.watch(this::heartbeatUntilStable);
        checkOwners();
        return time;
    }

    /** From one member's leave until the others have all partitions. The member is forgotten. */
    @Override
    public Timing leave() {
        Member leaver = members.remove(members.size() / 2);
        int before = members.get(0).epoch;
        Frame leave = Frame.of(
                new ConsumerGroupHeartbeatRequest()
                        .groupId(group)
                        .memberId(leaver.id)
                        .memberEpoch(LEAVING),
                VERSION);
        prepare();
        Timing time = watchdog.watch(() -> {
            leaver.client.send(leave);
            ClassicGroup.expect(
                    ErrorCode.NONE,
                    leaver.client.answer(ConsumerGroupHeartbeatResponse.class).errorCode());
            heartbeatUntilStable();
        });
        leaver.client.close();
        checkOwners();
        if (members.get(0).epoch <= before) {
            throw new IllegalStateException("nothing has changed in epoch " + before);
        }
        return time;
    }

    /** From a new member's first heartbeat until it has its share. */
    @Override
    public Timing joinOne(int port) {
        members.add(new Member(new WireClient(port)));
        prepare();
        Timing time = watchdog.watch(this::heartbeatUntilStable);
        checkOwners();
        return time;
    }

    /** What is sent again and again is encoded before the clock runs: in this epoch, and in the next one. */
    private void prepare() {
        for (Member member : members) {
            member.idle.clear();
            member.idle.put(member.epoch, idle(member, member.epoch));
            member.idle.put(member.epoch + 1, idle(member, member.epoch + 1));
        }
    }

    private Frame idle(Member member, int epoch) {
        return Frame.of(request(member, epoch), VERSION);
    }

    private ConsumerGroupHeartbeatRequest request(Member member, int epoch) {
        return new ConsumerGroupHeartbeatRequest()
                .groupId(group)
                .memberId(member.id)
                .memberEpoch(epoch)
                .rebalanceTimeoutMs(-1);
    }

    private void heartbeatUntilStable() {
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        while (true) {
            boolean news = round();
            if (isStable()) {
                return;
            }
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("not stable within " + TIME_MAX);
            }
            if (!news) {
                LockSupport.parkNanos(QUIET_ROUND.toNanos());
            }
        }
    }

    private boolean round() {
        members.forEach(member -> member.client.send(heartbeat(member)));
        boolean news = false;
        // Of some at a time the last one first, as in a classic group.
        for (int from = 0; from < members.size(); from += TAKEN_AT_ONCE) {
            for (int i = Math.min(from + TAKEN_AT_ONCE, members.size()) - 1; i >= from; i--) {
                news |= take(members.get(i));
            }
        }
        return news;
    }

    private static boolean take(Member member) {
        ConsumerGroupHeartbeatResponse answer = member.client.answer(ConsumerGroupHeartbeatResponse.class);
        ClassicGroup.expect(ErrorCode.NONE, answer.errorCode());
        Assignment assigned = answer.assignment();
        boolean moved = member.epoch != answer.memberEpoch();
        member.hasNews = assigned != null;
        member.epoch = answer.memberEpoch();
        if (assigned != null) {
            member.takes(assigned.topicPartitions());
        }
        return member.hasNews || moved;
    }

    /** The first one says everything, the next ones what is new. */
    private Frame heartbeat(Member member) {
        ConsumerGroupHeartbeatRequest request = request(member, member.epoch);
        Map<Uuid, int[]> owned = member.owned;
        if (member.epoch == 0) {
            request.rebalanceTimeoutMs(REBALANCE_MS)
                    .subscribedTopicNames(size.topicNames())
                    .topicPartitions(List.of());
        } else if (member.hasNews && owned != null) {
            List<TopicPartitions> all = new ArrayList<>();
            owned.forEach((topic, partitions) ->
                    all.add(new TopicPartitions().topicId(topic).partitions(partitions)));
            request.topicPartitions(all);
        } else {
            return member.idle.computeIfAbsent(member.epoch, epoch -> idle(member, epoch));
        }
        return Frame.of(request, VERSION);
    }

    /** All partitions are owned, everybody has its share and has said so, in the same epoch. */
    private boolean isStable() {
        int least = size.partitions() / members.size();
        int epoch = members.get(0).epoch;
        int partitions = 0;
        for (Member member : members) {
            if (member.epoch != epoch || member.hasNews || member.partitions < least) {
                return false;
            }
            partitions += member.partitions;
        }
        return partitions == size.partitions();
    }

    /** Looked at when the clock has stopped. */
    private void checkOwners() {
        Map<Uuid, boolean[]> seen = new HashMap<>();
        for (Member member : members) {
            Map<Uuid, int[]> owned = member.owned == null ? Map.of() : member.owned;
            for (Map.Entry<Uuid, int[]> topic : owned.entrySet()) {
                boolean[] ofTopic = seen.computeIfAbsent(topic.getKey(), key -> new boolean[size.partitionsPerTopic()]);
                if (Arrays.stream(topic.getValue()).anyMatch(partition -> ofTopic[partition])) {
                    throw new IllegalStateException("a partition of two members");
                }
                Arrays.stream(topic.getValue()).forEach(partition -> ofTopic[partition] = true);
            }
        }
    }

    @Override
    public void close() {
        watchdog.close();
        closeAll();
    }

    private void closeAll() {
        members.forEach(member -> member.client.close());
    }
}
