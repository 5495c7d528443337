/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.KnownLeader;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.Produced;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceRequest.PartitionProduceData;
import io.odradek.protocol.message.ProduceRequest.TopicProduceData;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.message.ProduceResponse.BatchIndexAndErrorMessage;
import io.odradek.protocol.message.ProduceResponse.LeaderIdAndEpoch;
import io.odradek.protocol.message.ProduceResponse.NodeEndpoint;
import io.odradek.protocol.message.ProduceResponse.PartitionProduceResponse;
import io.odradek.protocol.message.ProduceResponse.TopicProduceResponse;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.record.CorruptBatchException;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordError;
import io.odradek.protocol.wire.BufRecords;
import io.odradek.protocol.wire.Records;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Produce 3–13: appends one batch for each partition named. Versions 0 to 2 are advertised, as Kafka does, and close the
 * connection, as Kafka does. Topics go by name up to 12 and by id in 13; from 10 on, NOT_LEADER_OR_FOLLOWER carries the
 * leader; zstd needs 7. With acks=0 there is no answer, and an error closes the connection.
 *
 * <p>Not done: transactional batches are refused, as there is no coordinator that could have begun their transaction.
 *
 * <p>The partitions are grouped by the loop that owns them and go there in one task each; the records are let go as soon
 * as they are appended, even if the answer waits for other replicas.
 */
public final class ProduceHandler implements ApiHandler<ProduceRequest, ProduceResponse> {
    private static final short ZSTD_FROM = 7;
    private static final short CURRENT_LEADER_FROM = 10;
    private static final short TOPIC_IDS_FROM = 13;

    /** Up to here a request costs less than what it takes to wake up another loop. */
    static final int SMALL_BYTES_MAX = 4 * 1024;

    /** The only client, by its own word, from which Kafka takes records for its internal topics. */
    private static final String ADMIN_CLIENT = "__admin_client";

    private final PartitionDirectory directory;
    private final ClusterView cluster;

    public ProduceHandler(PartitionDirectory directory, ClusterView cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.PRODUCE;
    }

    @Override
    public short lowestVersion() {
        return 3;
    }

    @Override
    public short highestVersion() {
        return 13;
    }

    /**
     * That of the only partition of a small request: a client that sends records one by one sends most of them to one
     * partition at a time. Large ones are better read and answered by all loops, whoever appends them.
     */
    @Override
    public @Nullable EventExecutor ownerOf(ProduceRequest request) {
        if (request.topicData().size() != 1
                || request.topicData().get(0).partitionData().size() != 1) {
            return null;
        }
        TopicProduceData topic = request.topicData().get(0);
        PartitionProduceData data = topic.partitionData().get(0);
        Records records = data.records();
        if (records == null || records.sizeBytes() > SMALL_BYTES_MAX) {
            return null;
        }
        PartitionLookup lookup = new PartitionLookup(directory, cluster.image());
        String name = topic.topicId().equals(Uuid.ZERO) ? topic.name() : lookup.nameOf(topic.topicId());
        PartitionRef partition = name == null ? null : lookup.find(name, data.index());
        return partition == null ? null : partition.loop();
    }

    @Override
    public void handle(RequestContext context, ProduceRequest request, Reply<ProduceResponse> reply) {
        new Call(context, request, reply, new PartitionLookup(directory, cluster.image())).start();
    }

    /** One request: its parts, and the answer in which each part has a place that only its own loop writes. */
    private static final class Call {
        private final RequestContext context;
        private final ProduceRequest request;
        private final Reply<ProduceResponse> reply;
        private final PartitionLookup lookup;
        private final List<TopicProduceResponse> topics = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>(1);

        Call(RequestContext context, ProduceRequest request, Reply<ProduceResponse> reply, PartitionLookup lookup) {
            this.context = context;
            this.request = request;
            this.reply = reply;
            this.lookup = lookup;
        }

        void start() {
            boolean transactionRefused = hasTransactionalBatch() && request.transactionalId() == null;
            for (TopicProduceData topic : request.topicData()) {
                List<PartitionProduceResponse> answers =
                        new ArrayList<>(topic.partitionData().size());
                topics.add(new TopicProduceResponse()
                        .name(topic.name())
                        .topicId(topic.topicId())
                        .partitionResponses(answers));
                String name = context.apiVersion() >= TOPIC_IDS_FROM ? lookup.nameOf(topic.topicId()) : topic.name();
                for (PartitionProduceData data : topic.partitionData()) {
                    PartitionProduceResponse answer =
                            new PartitionProduceResponse().index(data.index()).baseOffset(-1);
                    answers.add(answer);
                    ErrorCode refused = transactionRefused
                            ? ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
                            : plan(name, data, answer);
                    answer.errorCode(refused.code());
                }
            }
            Countdown countdown = new Countdown(parts.size() + 1, this::answer);
            run(countdown);
            countdown.partDone();
        }

        private boolean hasTransactionalBatch() {
            for (TopicProduceData topic : request.topicData()) {
                for (PartitionProduceData data : topic.partitionData()) {
                    ByteBuf records = bytes(data);
                    if (records != null
                            && RecordBatch.isWhole(records, records.readerIndex(), records.writerIndex())
                            && isTransactional(RecordBatch.wrap(records, records.readerIndex()))) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Makes a part of what can be appended; returns why the rest cannot. */
        private ErrorCode plan(@Nullable String topic, PartitionProduceData data, PartitionProduceResponse answer) {
            if (topic == null) {
                return ErrorCode.UNKNOWN_TOPIC_ID;
            }
            PartitionRef partition = lookup.find(topic, data.index());
            if (partition == null) {
                return lookup.errorOfMissing(topic, data.index());
            }
            if (TopicNames.isInternal(topic) && !ADMIN_CLIENT.equals(context.clientId())) {
                return ErrorCode.INVALID_TOPIC_EXCEPTION;
            }
            ByteBuf records = bytes(data);
            if (records == null) {
                return ErrorCode.INVALID_RECORD;
            }
            ErrorCode refused = checkRequest(records);
            if (refused == ErrorCode.NONE) {
                // From here on the part owns the records, and the request no longer does.
                data.records(null);
                parts.add(new Part(partition, records, answer));
            }
            return refused;
        }

        private ErrorCode checkRequest(ByteBuf records) {
            if (request.acks() < -1 || request.acks() > 1) {
                return ErrorCode.INVALID_REQUIRED_ACKS;
            }
            if (!RecordBatch.isWhole(records, records.readerIndex(), records.writerIndex())) {
                return ErrorCode.NONE;
            }
            RecordBatch batch = RecordBatch.wrap(records, records.readerIndex());
            if (batch.magic() != RecordBatch.MAGIC_V2) {
                return ErrorCode.NONE;
            }
            if (batch.isTransactional()) {
                return ErrorCode.INVALID_TXN_STATE;
            }
            return context.apiVersion() < ZSTD_FROM && isZstd(batch)
                    ? ErrorCode.UNSUPPORTED_COMPRESSION_TYPE
                    : ErrorCode.NONE;
        }

        private static boolean isZstd(RecordBatch batch) {
            try {
                return batch.compression() == Compression.ZSTD;
            } catch (CorruptBatchException e) {
                // An unknown codec: the validation that follows says so.
                return false;
            }
        }

        /** Each loop gets its parts in one task; the parts of the caller's own loop run at once. */
        private void run(Countdown countdown) {
            for (int i = 0; i < parts.size(); i++) {
                EventExecutor loop = parts.get(i).partition.loop();
                if (isFirstOf(loop, i)) {
                    int first = i;
                    ShardLoops.run(loop, () -> append(loop, first, countdown));
                }
            }
        }

        private boolean isFirstOf(EventExecutor loop, int index) {
            for (int i = 0; i < index; i++) {
                if (parts.get(i).partition.loop() == loop) {
                    return false;
                }
            }
            return true;
        }

        private void append(EventExecutor loop, int first, Countdown countdown) {
            for (int i = first; i < parts.size(); i++) {
                Part part = parts.get(i);
                if (part.partition.loop() == loop) {
                    try {
                        part.partition.onLoop().append(part.records, request.acks(), request.timeoutMs(), outcome -> {
                            fill(part.answer, outcome);
                            countdown.partDone();
                        });
                    } finally {
                        part.records.release();
                    }
                }
            }
        }

        private void answer() {
            ProduceResponse response = new ProduceResponse().responses(topics);
            if (request.acks() == 0) {
                ErrorCode error = firstError();
                if (error == ErrorCode.NONE) {
                    reply.noResponse();
                } else {
                    reply.close("a produce with acks=0 failed with " + error);
                }
                return;
            }
            if (context.apiVersion() >= CURRENT_LEADER_FROM) {
                tellLeaders(response);
            }
            reply.send(response);
        }

        private ErrorCode firstError() {
            for (TopicProduceResponse topic : topics) {
                for (PartitionProduceResponse partition : topic.partitionResponses()) {
                    if (partition.errorCode() != ErrorCode.NONE.code()) {
                        return ErrorCode.forCode(partition.errorCode());
                    }
                }
            }
            return ErrorCode.NONE;
        }

        private void tellLeaders(ProduceResponse response) {
            CurrentLeaders leaders = null;
            for (TopicProduceResponse topic : topics) {
                for (PartitionProduceResponse partition : topic.partitionResponses()) {
                    if (!CurrentLeaders.isWorthTelling(partition.errorCode())) {
                        continue;
                    }
                    if (leaders == null) {
                        leaders = lookup.currentLeaders(context.listenerName());
                    }
                    boolean byId = context.apiVersion() >= TOPIC_IDS_FROM;
                    KnownLeader known =
                            leaders.leaderOf(byId ? lookup.nameOf(topic.topicId()) : topic.name(), partition.index());
                    if (known != null) {
                        partition.currentLeader(
                                new LeaderIdAndEpoch().leaderId(known.leader()).leaderEpoch(known.leaderEpoch()));
                    }
                }
            }
            if (leaders != null) {
                response.nodeEndpoints(leaders.endpoints((id, host, port, rack) ->
                        new NodeEndpoint().nodeId(id).host(host).port(port).rack(rack)));
            }
        }

        private static void fill(PartitionProduceResponse answer, Produced outcome) {
            answer.errorCode(outcome.error().code())
                    .baseOffset(outcome.baseOffset())
                    .logAppendTimeMs(outcome.logAppendTimeMs())
                    .logStartOffset(outcome.logStartOffset())
                    .errorMessage(outcome.message());
            if (!outcome.recordErrors().isEmpty()) {
                List<BatchIndexAndErrorMessage> errors =
                        new ArrayList<>(outcome.recordErrors().size());
                for (RecordError error : outcome.recordErrors()) {
                    errors.add(new BatchIndexAndErrorMessage()
                            .batchIndex(error.batchIndex())
                            .batchIndexErrorMessage(error.message()));
                }
                answer.recordErrors(errors);
            }
        }

        private static boolean isTransactional(RecordBatch batch) {
            return batch.magic() == RecordBatch.MAGIC_V2 && batch.isTransactional();
        }

        private static @Nullable ByteBuf bytes(PartitionProduceData data) {
            return data.records() instanceof BufRecords records ? records.buffer() : null;
        }
    }

    /** One partition of a request. */
    private static final class Part {
        private final PartitionRef partition;
        private final ByteBuf records;
        private final PartitionProduceResponse answer;

        Part(PartitionRef partition, ByteBuf records, PartitionProduceResponse answer) {
            this.partition = partition;
            this.records = records;
            this.answer = answer;
        }
    }
}
