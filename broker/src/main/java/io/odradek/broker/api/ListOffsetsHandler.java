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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ListOffsets 1–11: the first offset at or after a timestamp, and the special timestamps: latest (-1), earliest (-2), of
 * the largest timestamp (-3, from version 7), earliest local (-4, from 8), latest tiered (-5, from 9), earliest pending
 * upload (-6, from 11). Nothing is tiered here, so the last two have no answer and -4 is -2. A timestamp that the
 * version does not know is UNSUPPORTED_VERSION, a partition named twice, in one element or in two of the same topic,
 * INVALID_REQUEST, once.
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
        Map<String, Map<Integer, List<ListOffsetsPartition>>> asked = asked(request);
        int partitions = asked.values().stream().mapToInt(Map::size).sum();
        Countdown countdown = new Countdown(partitions + 1, () -> reply.send(response));
        asked.forEach((topic, ofTopic) -> {
            List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
            topics.add(new ListOffsetsTopicResponse().name(topic).partitions(answers));
            ofTopic.forEach((number, questions) -> {
                ListOffsetsPartitionResponse answer = new ListOffsetsPartitionResponse().partitionIndex(number);
                answers.add(answer);
                ListOffsetsPartition partition = questions.get(0);
                ErrorCode refused = questions.size() > 1
                        ? ErrorCode.INVALID_REQUEST
                        : refusal(context.apiVersion(), lookup, topic, partition);
                PartitionRef ref = lookup.find(topic, number);
                if (refused != ErrorCode.NONE || ref == null) {
                    answer.errorCode(refused.code());
                    countdown.partDone();
                    return;
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
            });
        });
        countdown.partDone();
    }

    /** What is asked of each partition, however many elements of the request name its topic. */
    private static Map<String, Map<Integer, List<ListOffsetsPartition>>> asked(ListOffsetsRequest request) {
        Map<String, Map<Integer, List<ListOffsetsPartition>>> asked = new LinkedHashMap<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                asked.computeIfAbsent(topic.name(), name -> new LinkedHashMap<>())
                        .computeIfAbsent(partition.partitionIndex(), number -> new ArrayList<>(1))
                        .add(partition);
            }
        }
        return asked;
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

    private static void fill(short version, ListOffsetsPartitionResponse answer, Offset offset) {
        boolean notYet = offset.error() == ErrorCode.OFFSET_NOT_AVAILABLE && version < OFFSET_NOT_AVAILABLE_FROM;
        ErrorCode error = notYet ? ErrorCode.LEADER_NOT_AVAILABLE : offset.error();
        answer.errorCode(error.code()).timestamp(offset.timestampMs()).offset(offset.offset());
        if (version >= LEADER_EPOCH_FROM) {
            answer.leaderEpoch(offset.leaderEpoch());
        }
    }
}
