/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceRequest.PartitionProduceData;
import io.odradek.protocol.message.ProduceRequest.TopicProduceData;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.message.ProduceResponse.PartitionProduceResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The handlers of the data path at work on real partitions: broker 1 leads partitions 0 and 1 of "orders", broker 2
 * leads partition 2; everything on one loop that the test turns.
 */
final class DataPath {
    static final String TOPIC = "orders";
    static final Uuid TOPIC_ID = PartitionFixture.TOPIC_ID;
    static final Uuid UNKNOWN_ID = new Uuid(5, 7);

    final PartitionFixture partitions = new PartitionFixture();
    final ClusterView cluster = new ClusterView("cluster");
    final TestConnection connection =
            new TestConnection("PLAINTEXT", partitions.turn().executor());
    final FetchSessions sessions = sessions(1000);

    DataPath() {
        partitions.lead(TOPIC, 0);
        partitions.lead(TOPIC, 1);
        cluster.apply(new ImageDelta(
                1,
                1,
                Map.of(1, broker(1, "one"), 2, broker(2, "two")),
                List.of(new ImageDelta.TopicChange(
                        TOPIC, TOPIC_ID, List.of(partition(0, 1), partition(1, 1), partition(2, 2))))));
    }

    FetchSessions sessions(int slots) {
        return new FetchSessions(
                List.of(partitions.turn().executor()), slots, 120_000, new SplittableRandom(3), partitions::now);
    }

    private static BrokerImage broker(int id, String host) {
        return new BrokerImage(
                id, id, Map.of("PLAINTEXT", new Endpoint("PLAINTEXT", "PLAINTEXT", host, 9092)), "rack-" + id);
    }

    private static PartitionImage partition(int number, int leader) {
        return new PartitionImage(
                number,
                new LeaderState(leader, 4, List.of(leader), 0),
                List.of(leader),
                List.of(),
                List.of(),
                List.of());
    }

    <Q extends ApiMessage, A extends ApiMessage> RecordingReply<A> ask(
            ApiHandler<Q, A> handler, int version, Q request) {
        return ask(handler, version, request, connection);
    }

    <Q extends ApiMessage, A extends ApiMessage> RecordingReply<A> ask(
            ApiHandler<Q, A> handler, int version, Q request, TestConnection from) {
        RecordingReply<A> reply = new RecordingReply<>();
        ApiKey key = handler.apiKey();
        handler.handle(from.request(key, version), request, reply);
        partitions.settle();
        return reply;
    }

    static ProduceRequest produce(int version, int acks, Object... partitionsAndBatches) {
        List<PartitionProduceData> data = new ArrayList<>();
        for (int i = 0; i < partitionsAndBatches.length; i += 2) {
            data.add(new PartitionProduceData()
                    .index((int) partitionsAndBatches[i])
                    .records(BufRecords.of((ByteBuf) partitionsAndBatches[i + 1])));
        }
        TopicProduceData topic = new TopicProduceData().partitionData(data);
        return new ProduceRequest()
                .acks((short) acks)
                .timeoutMs(1000)
                .topicData(List.of(version >= 13 ? topic.topicId(TOPIC_ID) : topic.name(TOPIC)));
    }

    ProduceHandler produceHandler() {
        return new ProduceHandler(partitions.directory(), cluster);
    }

    /** Appends to a partition; fails if that fails. */
    void append(int partition, String... values) {
        var reply = ask(produceHandler(), 9, produce(9, -1, partition, PartitionFixture.batch(values)));
        if (only(reply.answer()).errorCode() != 0) {
            throw new AssertionError(reply.answer());
        }
    }

    static PartitionProduceResponse only(ProduceResponse response) {
        return response.responses().get(0).partitionResponses().get(0);
    }
}
