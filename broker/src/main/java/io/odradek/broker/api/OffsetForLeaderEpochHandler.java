/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionOffsets.EpochEnd;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.odradek.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.odradek.protocol.message.OffsetForLeaderEpochResponse;
import io.odradek.protocol.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.odradek.protocol.message.OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult;
import java.util.ArrayList;
import java.util.List;

/**
 * OffsetForLeaderEpoch 2–4: where a leader epoch ended, or the last one before it; for followers that truncate and for
 * clients that check their position. An epoch later than the latest has no answer (-1), which is no error.
 */
public final class OffsetForLeaderEpochHandler
        implements ApiHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> {
    private final PartitionDirectory directory;
    private final ClusterView cluster;

    public OffsetForLeaderEpochHandler(PartitionDirectory directory, ClusterView cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public short lowestVersion() {
        return 2;
    }

    @Override
    public short highestVersion() {
        return 4;
    }

    @Override
    public void handle(
            RequestContext context, OffsetForLeaderEpochRequest request, Reply<OffsetForLeaderEpochResponse> reply) {
        PartitionLookup lookup = new PartitionLookup(directory, cluster.image());
        List<OffsetForLeaderTopicResult> topics = new ArrayList<>();
        OffsetForLeaderEpochResponse response = new OffsetForLeaderEpochResponse().topics(topics);
        int partitions = request.topics().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        Countdown countdown = new Countdown(partitions + 1, () -> reply.send(response));
        for (OffsetForLeaderTopic topic : request.topics()) {
            List<EpochEndOffset> answers = new ArrayList<>();
            topics.add(new OffsetForLeaderTopicResult().topic(topic.topic()).partitions(answers));
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                EpochEndOffset answer = new EpochEndOffset().partition(asked.partition());
                answers.add(answer);
                PartitionRef ref = lookup.find(topic.topic(), asked.partition());
                if (ref == null) {
                    answer.errorCode(lookup.errorOfMissing(topic.topic(), asked.partition())
                            .code());
                    countdown.partDone();
                } else {
                    ShardLoops.run(ref.loop(), () -> {
                        fill(
                                answer,
                                ref.onLoop().offsets().endOfEpoch(asked.currentLeaderEpoch(), asked.leaderEpoch()));
                        countdown.partDone();
                    });
                }
            }
        }
        countdown.partDone();
    }

    private static void fill(EpochEndOffset answer, EpochEnd end) {
        answer.errorCode(end.error().code())
                .leaderEpoch(end.end().leaderEpoch())
                .endOffset(end.end().endOffset());
    }
}
