/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.log.ActiveProducer;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionOffsets.Producers;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeProducersRequest;
import io.odradek.protocol.message.DescribeProducersRequest.TopicRequest;
import io.odradek.protocol.message.DescribeProducersResponse;
import io.odradek.protocol.message.DescribeProducersResponse.PartitionResponse;
import io.odradek.protocol.message.DescribeProducersResponse.ProducerState;
import io.odradek.protocol.message.DescribeProducersResponse.TopicResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * DescribeProducers 0 (KIP-664): the idempotent and transactional producers that a partition's log on this broker
 * remembers. Any replica answers, by what it has copied.
 */
public final class DescribeProducersHandler implements ApiHandler<DescribeProducersRequest, DescribeProducersResponse> {
    private final PartitionDirectory directory;
    private final ClusterView cluster;

    public DescribeProducersHandler(PartitionDirectory directory, ClusterView cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_PRODUCERS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 0;
    }

    @Override
    public void handle(
            RequestContext context, DescribeProducersRequest request, Reply<DescribeProducersResponse> reply) {
        PartitionLookup lookup = new PartitionLookup(directory, cluster.image());
        List<TopicResponse> topics = new ArrayList<>();
        DescribeProducersResponse response = new DescribeProducersResponse().topics(topics);
        int partitions = request.topics().stream()
                .mapToInt(topic -> topic.partitionIndexes().length)
                .sum();
        Countdown countdown = new Countdown(partitions + 1, () -> reply.send(response));
        for (TopicRequest topic : request.topics()) {
            List<PartitionResponse> answers = new ArrayList<>();
            topics.add(new TopicResponse().name(topic.name()).partitions(answers));
            for (int index : topic.partitionIndexes()) {
                PartitionResponse answer = new PartitionResponse().partitionIndex(index);
                answers.add(answer);
                PartitionRef ref = lookup.find(topic.name(), index);
                if (ref == null) {
                    fillMissing(answer, topic.name(), lookup.errorOfMissing(topic.name(), index));
                    countdown.partDone();
                } else {
                    ShardLoops.run(ref.loop(), () -> {
                        fill(answer, ref.onLoop().offsets().producers());
                        countdown.partDone();
                    });
                }
            }
        }
        countdown.partDone();
    }

    private static void fillMissing(PartitionResponse answer, String topic, ErrorCode error) {
        boolean named = TopicNames.isValid(topic);
        answer.errorCode((named ? error : ErrorCode.INVALID_TOPIC_EXCEPTION).code())
                .errorMessage(named ? "This broker has no replica of it" : "'" + topic + "' is no name of a topic");
    }

    private static void fill(PartitionResponse answer, Producers producers) {
        answer.errorCode(producers.error().code())
                .activeProducers(producers.active().stream()
                        .map(DescribeProducersHandler::state)
                        .toList());
    }

    private static ProducerState state(ActiveProducer producer) {
        return new ProducerState()
                .producerId(producer.producerId())
                .producerEpoch(producer.epoch())
                .lastSequence(producer.lastSequence())
                .lastTimestamp(producer.lastTimestampMs())
                .coordinatorEpoch(producer.coordinatorEpoch())
                .currentTxnStartOffset(producer.transactionFirstOffset());
    }
}
