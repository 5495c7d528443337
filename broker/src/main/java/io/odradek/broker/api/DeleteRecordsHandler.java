/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DeleteRecordsRequest;
import io.odradek.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.odradek.protocol.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.odradek.protocol.message.DeleteRecordsResponse;
import io.odradek.protocol.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.odradek.protocol.message.DeleteRecordsResponse.DeleteRecordsTopicResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DeleteRecords 0–2: moves a log's start up to an offset, or to the high watermark (-1). A topic that is only compacted
 * is POLICY_VIOLATION, Kafka's own topics are INVALID_TOPIC_EXCEPTION. The answer comes when every live replica has
 * deleted as much, or with REQUEST_TIMED_OUT.
 */
public final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequest, DeleteRecordsResponse> {
    private static final long NO_WATERMARK = -1;

    private final PartitionDirectory directory;
    private final ClusterView cluster;

    public DeleteRecordsHandler(PartitionDirectory directory, ClusterView cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DELETE_RECORDS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 2;
    }

    @Override
    public void handle(RequestContext context, DeleteRecordsRequest request, Reply<DeleteRecordsResponse> reply) {
        PartitionLookup lookup = new PartitionLookup(directory, cluster.image());
        List<DeleteRecordsTopicResult> topics = new ArrayList<>();
        DeleteRecordsResponse response = new DeleteRecordsResponse().topics(topics);
        Map<String, Map<Integer, DeleteRecordsPartition>> wanted = wanted(request);
        int partitions = wanted.values().stream().mapToInt(Map::size).sum();
        Countdown countdown = new Countdown(partitions + 1, () -> reply.send(response));
        wanted.forEach((topic, ofTopic) -> {
            List<DeleteRecordsPartitionResult> answers = new ArrayList<>();
            topics.add(new DeleteRecordsTopicResult().name(topic).partitions(answers));
            ofTopic.forEach((number, asked) -> {
                DeleteRecordsPartitionResult answer = new DeleteRecordsPartitionResult()
                        .partitionIndex(number)
                        .lowWatermark(NO_WATERMARK);
                answers.add(answer);
                PartitionRef ref = lookup.find(topic, number);
                if (ref == null || TopicNames.isInternal(topic)) {
                    answer.errorCode(refusal(lookup, topic, asked).code());
                    countdown.partDone();
                } else {
                    ShardLoops.run(
                            ref.loop(),
                            () -> ref.onLoop()
                                    .offsets()
                                    .deleteBefore(asked.offset(), request.timeoutMs())
                                    .thenAccept(deleted -> {
                                        answer.errorCode(deleted.error().code()).lowWatermark(deleted.lowWatermark());
                                        countdown.partDone();
                                    }));
                }
            });
        });
        countdown.partDone();
    }

    /** Of what is said twice, the last word holds. */
    private static Map<String, Map<Integer, DeleteRecordsPartition>> wanted(DeleteRecordsRequest request) {
        Map<String, Map<Integer, DeleteRecordsPartition>> wanted = new LinkedHashMap<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            for (DeleteRecordsPartition partition : topic.partitions()) {
                wanted.computeIfAbsent(topic.name(), name -> new LinkedHashMap<>())
                        .put(partition.partitionIndex(), partition);
            }
        }
        return wanted;
    }

    private static ErrorCode refusal(PartitionLookup lookup, String topic, DeleteRecordsPartition asked) {
        return lookup.find(topic, asked.partitionIndex()) == null
                ? lookup.errorOfMissing(topic, asked.partitionIndex())
                : ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
}
