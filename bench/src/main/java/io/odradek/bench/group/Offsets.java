/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.OffsetCommitRequest;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.protocol.message.OffsetCommitResponse;
import io.odradek.protocol.message.OffsetFetchRequest;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.protocol.message.OffsetFetchResponse;
import io.odradek.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What groups have committed, as a consumer without members around it commits and asks. */
public final class Offsets {

    private static final int COMMIT = 9;
    private static final int FETCH = 8;
    private static final int PIPELINED = 20;
    private static final Duration RETRY = Duration.ofMillis(1);

    private Offsets() {}

    /** Of the first so many partitions of the topic. */
    static Frame commit(String group, String topic, int partitions, long offset) {
        List<OffsetCommitRequestPartition> positions = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            positions.add(new OffsetCommitRequestPartition()
                    .partitionIndex(partition)
                    .committedOffset(offset)
                    .committedLeaderEpoch(0)
                    .committedMetadata(""));
        }
        return Frame.of(
                new OffsetCommitRequest()
                        .groupId(group)
                        .topics(List.of(
                                new OffsetCommitRequestTopic().name(topic).partitions(positions))),
                COMMIT);
    }

    /** Each of these groups commits as many offsets, all through one connection to their coordinator. */
    public static void commitAll(int port, List<String> groups, String topic, int partitions) {
        try (WireClient client = new WireClient(port)) {
            for (int from = 0; from < groups.size(); from += PIPELINED) {
                List<String> some = groups.subList(from, Math.min(from + PIPELINED, groups.size()));
                some.forEach(group -> client.send(commit(group, topic, partitions, 1)));
                some.forEach(group -> check(client.answer(OffsetCommitResponse.class)));
            }
        }
    }

    static void check(OffsetCommitResponse answer) {
        answer.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> ClassicGroup.expect(ErrorCode.NONE, partition.errorCode())));
    }

    /** Returns when the coordinator at this port knows so many offsets of the group; asks over and over until then. */
    public static void await(int port, String group, int offsets, Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        Frame question = Frame.of(
                new OffsetFetchRequest()
                        .groups(List.of(
                                new OffsetFetchRequestGroup().groupId(group).topics(null))),
                FETCH);
        try (WireClient client = new WireClient(port)) {
            while (true) {
                client.send(question);
                OffsetFetchResponseGroup found =
                        client.answer(OffsetFetchResponse.class).groups().get(0);
                if (found.errorCode() == ErrorCode.NONE.code()) {
                    long known = found.topics().stream()
                            .mapToLong(topic -> topic.partitions().size())
                            .sum();
                    if (known != offsets) {
                        throw new IllegalStateException(known + " offsets of " + offsets);
                    }
                    return;
                }
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException("error " + found.errorCode() + " after " + time);
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }
}
