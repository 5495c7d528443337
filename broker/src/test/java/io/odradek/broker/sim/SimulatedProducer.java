/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.InitProducerIdRequest;
import io.odradek.protocol.message.InitProducerIdResponse;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An idempotent producer with acks=all: one batch on its way to each partition at a time, sent again until it is
 * acknowledged, to whoever leads. What it was promised goes into the history.
 */
final class SimulatedProducer {
    private static final int REQUEST_MS_MAX = 1_500;
    private static final int ID_TRIES_MAX = 100;
    private static final int RETRY_MS = 50;
    private static final int PAUSE_MS_MAX = 40;
    private static final int BATCH_RECORDS_MAX = 4;
    private static final short ACKS_ALL = -1;
    /** What a stock producer gives up on; here it means that the broker forgot something, or invented it. */
    private static final Set<ErrorCode> IMPOSSIBLE = Set.of(
            ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
            ErrorCode.INVALID_PRODUCER_EPOCH,
            ErrorCode.CORRUPT_MESSAGE,
            ErrorCode.INVALID_RECORD,
            ErrorCode.UNKNOWN_SERVER_ERROR);

    private final Simulation simulation;
    private final List<BrokerImage> brokers;
    private final SimulatedConnections connections;
    private final String topic;
    private final History history;
    private long producerId;
    private boolean stopped;
    private long lastAckMs;
    private long longestGapMs;

    SimulatedProducer(Simulation simulation, SimulatedCluster cluster, String topic, History history) {
        this.simulation = simulation;
        this.brokers = cluster.images();
        this.connections = new SimulatedConnections(simulation, "producer", REQUEST_MS_MAX);
        this.topic = topic;
        this.history = history;
    }

    void start(int partitions) {
        InitProducerIdResponse answer = askForId();
        for (int tries = 0; answer.errorCode() != 0; tries++) {
            if (tries == ID_TRIES_MAX) {
                throw new AssertionError("no producer id: " + ErrorCode.forCode(answer.errorCode()));
            }
            simulation.pass(RETRY_MS);
            answer = askForId();
        }
        producerId = answer.producerId();
        lastAckMs = simulation.nowMs();
        for (int partition = 0; partition < partitions; partition++) {
            new Lane(partition).next();
        }
    }

    private InitProducerIdResponse askForId() {
        return (InitProducerIdResponse) connections.await(
                brokers.get(0),
                new InitProducerIdRequest().transactionalId(null).transactionTimeoutMs(60_000),
                4);
    }

    /** No new batch; those on their way are forgotten. */
    void stop() {
        stopped = true;
        connections.close();
    }

    /** The longest time in which nothing was acknowledged. */
    long longestGapMs() {
        return Math.max(longestGapMs, simulation.nowMs() - lastAckMs);
    }

    /** One partition, as the producer sees it. */
    private final class Lane {
        private final int partition;
        private int sequence;
        private int leader;
        private int leaderEpoch;
        private List<String> batch = List.of();

        Lane(int partition) {
            this.partition = partition;
            this.leader = 1;
        }

        void next() {
            if (stopped) {
                return;
            }
            int count = 1 + simulation.random().nextInt(BATCH_RECORDS_MAX);
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(partition + "-" + (sequence + i));
            }
            batch = values;
            send();
        }

        private void send() {
            if (stopped) {
                return;
            }
            ByteBuf records = records();
            ProduceRequest request = new ProduceRequest()
                    .acks(ACKS_ALL)
                    .timeoutMs(REQUEST_MS_MAX - 200)
                    .topicData(List.of(new ProduceRequest.TopicProduceData()
                            .name(topic)
                            .partitionData(List.of(new ProduceRequest.PartitionProduceData()
                                    .index(partition)
                                    .records(BufRecords.of(records))))));
            var unused = connections.ask(brokers.get(leader - 1), request, 9).whenComplete((answer, failure) -> {
                records.release();
                answered(answer, failure);
            });
        }

        private ByteBuf records() {
            try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
                builder.producer(producerId, (short) 0, sequence);
                for (String value : batch) {
                    builder.append(simulation.clock().millis(), null, value.getBytes(StandardCharsets.UTF_8));
                }
                return builder.build();
            }
        }

        private void answered(ApiMessage answer, Throwable failure) {
            if (stopped) {
                return;
            }
            if (failure != null) {
                connections.later(RETRY_MS, this::findLeader);
                return;
            }
            ProduceResponse.PartitionProduceResponse result = ((ProduceResponse) answer)
                    .responses()
                    .get(0)
                    .partitionResponses()
                    .get(0);
            ErrorCode error = ErrorCode.forCode(result.errorCode());
            if (error == ErrorCode.NONE) {
                for (int i = 0; i < batch.size(); i++) {
                    history.acknowledged(partition, result.baseOffset() + i, batch.get(i));
                }
                acknowledged();
                sequence += batch.size();
                connections.later(simulation.random().nextInt(PAUSE_MS_MAX), this::next);
            } else {
                simulation.note("partition " + partition + " at " + leader + ": " + error);
                if (IMPOSSIBLE.contains(error)) {
                    history.violation(batch + " got " + error);
                }
                connections.later(RETRY_MS, this::findLeader);
            }
        }

        private void findLeader() {
            if (stopped) {
                return;
            }
            BrokerImage any = brokers.get(simulation.random().nextInt(brokers.size()));
            MetadataRequest request = new MetadataRequest()
                    .allowAutoTopicCreation(false)
                    .topics(List.of(new MetadataRequest.MetadataRequestTopic().name(topic)));
            var unused = connections.ask(any, request, 9).whenComplete((answer, failure) -> {
                if (failure == null && learnLeader((MetadataResponse) answer)) {
                    send();
                } else if (!stopped) {
                    connections.later(RETRY_MS, this::findLeader);
                }
            });
        }

        /** False if nobody leads, or if the broker asked knows less than another that was asked before (KIP-320). */
        private boolean learnLeader(MetadataResponse metadata) {
            for (MetadataResponse.MetadataResponsePartition each :
                    metadata.topics().get(0).partitions()) {
                if (each.partitionIndex() == partition && each.leaderEpoch() >= leaderEpoch && each.leaderId() > 0) {
                    leader = each.leaderId();
                    leaderEpoch = each.leaderEpoch();
                    return true;
                }
            }
            return false;
        }
    }

    private void acknowledged() {
        longestGapMs = Math.max(longestGapMs, simulation.nowMs() - lastAckMs);
        lastAckMs = simulation.nowMs();
    }
}
