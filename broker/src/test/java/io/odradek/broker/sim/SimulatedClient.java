/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.broker.net.PeerClient;
import io.odradek.protocol.message.CreateTopicsRequest;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Asks a simulated broker through the network, and writes the answers into the trace. */
final class SimulatedClient {
    private static final String HOST = "client";
    private static final long ANSWER_MS_MAX = 40_000;
    private static final short ACKS_ALL = -1;
    private static final int BYTES_MAX = 1 << 20;

    private final Simulation simulation;
    private final SimulatedBroker broker;
    private final HandDrivenLoop loop;
    private final PeerClient peer;

    SimulatedClient(Simulation simulation, SimulatedBroker broker) {
        this.simulation = simulation;
        this.broker = broker;
        this.loop = simulation.newLoop();
        this.peer = new PeerClient(
                loop.ioLoops(),
                simulation.network().transportOf(HOST),
                Simulation.BUFFERS,
                new PeerClient.Settings(SimulatedBroker.LISTENER, "client", 30_000, BYTES_MAX));
    }

    private ApiMessage ask(ApiMessage request, int version) {
        CompletableFuture<ApiMessage> answer =
                peer.send(broker.image(), (short) version, request).toCompletableFuture();
        return simulation.await(answer, ANSWER_MS_MAX);
    }

    void createTopic(String name, int partitions) {
        CreateTopicsResponse answer = (CreateTopicsResponse) ask(
                new CreateTopicsRequest()
                        .topics(List.of(new CreateTopicsRequest.CreatableTopic()
                                .name(name)
                                .numPartitions(partitions)
                                .replicationFactor((short) 1))),
                7);
        simulation.note("created " + answer.topics().get(0).errorCode() + " "
                + answer.topics().get(0).topicId());
    }

    /** The offset of the record; fails if it was not taken. */
    long produce(String topic, int partition, String value) {
        ByteBuf batch;
        try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
            builder.append(simulation.clock().millis(), null, value.getBytes(StandardCharsets.UTF_8));
            batch = builder.build();
        }
        ProduceResponse answer = (ProduceResponse) ask(
                new ProduceRequest()
                        .acks(ACKS_ALL)
                        .timeoutMs(5_000)
                        .topicData(List.of(new ProduceRequest.TopicProduceData()
                                .name(topic)
                                .partitionData(List.of(new ProduceRequest.PartitionProduceData()
                                        .index(partition)
                                        .records(BufRecords.of(batch)))))),
                9);
        batch.release();
        ProduceResponse.PartitionProduceResponse result =
                answer.responses().get(0).partitionResponses().get(0);
        simulation.note("produced " + partition + " at " + result.baseOffset() + " code " + result.errorCode());
        if (result.errorCode() != 0) {
            throw new AssertionError("not taken: " + result.errorCode());
        }
        return result.baseOffset();
    }

    /** All bytes of a partition from its beginning on, as hex, and its high watermark. */
    Fetched fetch(String topic, int partition) {
        FetchResponse answer = (FetchResponse) ask(
                new FetchRequest()
                        .maxWaitMs(100)
                        .minBytes(1)
                        .maxBytes(BYTES_MAX)
                        .topics(List.of(new FetchRequest.FetchTopic()
                                .topic(topic)
                                .partitions(List.of(new FetchRequest.FetchPartition()
                                        .partition(partition)
                                        .partitionMaxBytes(BYTES_MAX))))),
                12);
        FetchResponse.PartitionData data =
                answer.responses().get(0).partitions().get(0);
        BufRecords records = (BufRecords) Objects.requireNonNull(data.records());
        Fetched fetched = new Fetched(data.highWatermark(), ByteBufUtil.hexDump(records.buffer()));
        answer.release();
        simulation.note("fetched " + partition + " code " + data.errorCode() + " " + fetched);
        return fetched;
    }

    /** What a fetch from the beginning brought. */
    record Fetched(long highWatermark, String hex) {}

    void close() {
        peer.close();
        simulation.settle();
        simulation.forget(loop);
    }
}
