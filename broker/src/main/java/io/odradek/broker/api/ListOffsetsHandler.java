/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionOffsets;
import io.odradek.broker.partition.PartitionOffsets.Offset;
import io.odradek.broker.partition.PartitionOffsets.Question;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ListOffsetsRequest;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import io.odradek.protocol.message.ListOffsetsResponse;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * ListOffsets 1–11: the first offset at or after a timestamp, and the special timestamps: latest (-1), earliest (-2), of
 * the largest timestamp (-3, from version 7), earliest local (-4, from 8), latest tiered (-5, from 9), earliest pending
 * upload (-6, from 11). Nothing is tiered here, so the last two have no answer and -4 is -2. A timestamp that the
 * version does not know is UNSUPPORTED_VERSION, a partition named twice INVALID_REQUEST, once.
 */
public final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequest, ListOffsetsResponse> {
    private static final short LEADER_EPOCH_FROM = 4;
    private static final short OFFSET_NOT_AVAILABLE_FROM = 5;
    private static final byte READ_COMMITTED = 1;

    /** By the special timestamps' absolute value, the version from which each is known. */
    private static final short[] KNOWN_FROM = {0, 1, 1, 7, 8, 9, 11};

    private final PartitionDirectory directory;
    private final ClusterView cluster;

    public ListOffsetsHandler(PartitionDirectory directory, ClusterView cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LIST_OFFSETS;
    }

    @Override
    public short lowestVersion() {
        return 1;
    }

    @Override
    public short highestVersion() {
        return 11;
    }

    @Override
    public void handle(RequestContext context, ListOffsetsRequest request, Reply<ListOffsetsResponse> reply) {
        PartitionLookup lookup = new PartitionLookup(directory, cluster.image());
        List<ListOffsetsTopicResponse> topics = new ArrayList<>();
        ListOffsetsResponse response = new ListOffsetsResponse().topics(topics);
        int partitions = request.topics().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        Countdown countdown = new Countdown(partitions + 1, () -> reply.send(response));
        for (ListOffsetsTopic topic : request.topics()) {
            List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
            topics.add(new ListOffsetsTopicResponse().name(topic.name()).partitions(answers));
            Set<Integer> twice = namedTwice(topic);
            Set<Integer> told = new HashSet<>();
            for (ListOffsetsPartition partition : topic.partitions()) {
                if (!told.add(partition.partitionIndex())) {
                    countdown.partDone();
                    continue;
                }
                ListOffsetsPartitionResponse answer =
                        new ListOffsetsPartitionResponse().partitionIndex(partition.partitionIndex());
                answers.add(answer);
                ErrorCode refused = twice.contains(partition.partitionIndex())
                        ? ErrorCode.INVALID_REQUEST
                        : refusal(context.apiVersion(), lookup, topic.name(), partition);
                PartitionRef ref = lookup.find(topic.name(), partition.partitionIndex());
                if (refused != ErrorCode.NONE || ref == null) {
                    answer.errorCode(refused.code());
                    countdown.partDone();
                    continue;
                }
                Question question = new Question(
                        partition.timestamp(),
                        partition.currentLeaderEpoch(),
                        FetchOrigin.of(request.replicaId()),
                        request.isolationLevel() == READ_COMMITTED);
                ShardLoops.run(
                        ref.loop(),
                        () -> ref.onLoop().offsets().find(question).thenAccept(offset -> {
                            fill(context.apiVersion(), answer, offset);
                            countdown.partDone();
                        }));
            }
        }
        countdown.partDone();
    }

    private static ErrorCode refusal(
            short version, PartitionLookup lookup, String topic, ListOffsetsPartition partition) {
        long timestampMs = partition.timestamp();
        if (timestampMs < PartitionOffsets.EARLIEST_PENDING_UPLOAD
                || (timestampMs < 0 && version < KNOWN_FROM[(int) -timestampMs])) {
            return ErrorCode.UNSUPPORTED_VERSION;
        }
        return lookup.find(topic, partition.partitionIndex()) == null
                ? lookup.errorOfMissing(topic, partition.partitionIndex())
                : ErrorCode.NONE;
    }

    private static Set<Integer> namedTwice(ListOffsetsTopic topic) {
        Set<Integer> once = new HashSet<>();
        Set<Integer> twice = new HashSet<>();
        for (ListOffsetsPartition partition : topic.partitions()) {
            if (!once.add(partition.partitionIndex())) {
                twice.add(partition.partitionIndex());
            }
        }
        return twice;
    }

    private static void fill(short version, ListOffsetsPartitionResponse answer, Offset offset) {
        boolean notYet = offset.error() == ErrorCode.OFFSET_NOT_AVAILABLE && version < OFFSET_NOT_AVAILABLE_FROM;
        ErrorCode error = notYet ? ErrorCode.LEADER_NOT_AVAILABLE : offset.error();
        answer.errorCode(error.code()).timestamp(offset.timestampMs()).offset(offset.offset());
        if (version >= LEADER_EPOCH_FROM) {
            answer.leaderEpoch(offset.leaderEpoch());
        }
    }
}
