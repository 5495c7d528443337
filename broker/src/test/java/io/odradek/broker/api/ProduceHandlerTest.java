/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static io.odradek.broker.api.DataPath.only;
import static io.odradek.broker.api.DataPath.produce;
import static io.odradek.broker.partition.PartitionFixture.START_MS;
import static io.odradek.broker.partition.PartitionFixture.batch;
import static io.odradek.broker.partition.PartitionFixture.leading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.partition.FetchAsk;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.Partition;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse.NodeEndpoint;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error codes and fields are those of Apache Kafka 4.3.1's answers to the same requests. */
@Timeout(30)
class ProduceHandlerTest {
    private final DataPath path = new DataPath();
    private final ProduceHandler handler = path.produceHandler();

    @ParameterizedTest
    @CsvSource({"3", "9", "12", "13"})
    void eachPartitionGetsItsBatchAndItsAnswer(int version) {
        var reply = path.ask(handler, version, produce(version, -1, 0, batch("a", "b"), 1, batch("c")));

        var topic = reply.answer().responses().get(0);
        assertThat(topic.topicId()).isEqualTo(version >= 13 ? DataPath.TOPIC_ID : Uuid.ZERO);
        assertThat(topic.name()).isEqualTo(version >= 13 ? "" : "orders");
        assertThat(topic.partitionResponses())
                .extracting("index", "errorCode", "baseOffset", "logAppendTimeMs", "logStartOffset", "errorMessage")
                .containsExactly(tuple(0, (short) 0, 0L, -1L, 0L, null), tuple(1, (short) 0, 0L, -1L, 0L, null));
        assertThat(reply.answer().nodeEndpoints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9", "13"})
    void aSmallBatchBelongsToTheLoopOfItsPartition(int version) {
        assertThat(handler.ownerOf(produce(version, -1, 1, batch("a"))))
                .isSameAs(path.partitions.turn().executor());
    }

    @Test
    void whatIsLargeOrForSeveralPartitionsOrForNoneHereBelongsToNoLoop() {
        String large = "a".repeat(ProduceHandler.SMALL_BYTES_MAX);

        assertThat(handler.ownerOf(produce(9, -1, 1, batch(large)))).isNull();
        assertThat(handler.ownerOf(produce(9, -1, 0, batch("a"), 1, batch("b"))))
                .isNull();
        assertThat(handler.ownerOf(produce(9, -1, 7, batch("a")))).isNull();
    }

    @Test
    void kafkasOwnTopicsAreNotForClients() {
        path.partitions.lead("__consumer_offsets", 0);
        ProduceRequest request = produce(9, -1, 0, batch("a"));
        request.topicData().get(0).name("__consumer_offsets");

        var reply = path.ask(handler, 9, request);

        assertThat(reply.answer().responses().get(0).partitionResponses())
                .extracting("errorCode", "baseOffset")
                .containsExactly(tuple(ErrorCode.INVALID_TOPIC_EXCEPTION.code(), -1L));
    }

    @Test
    void partitionsThatAreNotHereAreTold() {
        var reply = path.ask(handler, 9, produce(9, 1, 9, batch("a"), -1, batch("a"), 2, batch("a")));

        assertThat(reply.answer().responses().get(0).partitionResponses())
                .extracting("errorCode")
                .containsExactly(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                        ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
    }

    @Test
    void fromVersion10OnTheLeaderIsNamed() {
        var before = path.ask(handler, 9, produce(9, 1, 2, batch("a"))).answer();
        var after = path.ask(handler, 10, produce(10, 1, 2, batch("a"))).answer();

        assertThat(before.nodeEndpoints()).isEmpty();
        assertThat(only(after).currentLeader().leaderId()).isEqualTo(2);
        assertThat(only(after).currentLeader().leaderEpoch()).isEqualTo(4);
        assertThat(after.nodeEndpoints())
                .containsExactly(
                        new NodeEndpoint().nodeId(2).host("two").port(9092).rack("rack-2"));
    }

    @Test
    void anUnknownTopicIdIsTold() {
        ProduceRequest request = produce(13, 1, 0, batch("a"));
        request.topicData().get(0).topicId(DataPath.UNKNOWN_ID);

        assertThat(only(path.ask(handler, 13, request).answer()).errorCode())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
    }

    @ParameterizedTest
    @CsvSource({"2", "-2"})
    void acksThatMeanNothingAreRefused(int acks) {
        var reply = path.ask(handler, 9, produce(9, acks, 0, batch("a")));

        assertThat(only(reply.answer()).errorCode()).isEqualTo(ErrorCode.INVALID_REQUIRED_ACKS.code());
        assertThat(only(reply.answer()).logStartOffset()).isEqualTo(-1);
    }

    @Test
    void withAcks0ThereIsNoAnswer() {
        var reply = path.ask(handler, 9, produce(9, 0, 0, batch("a")));

        assertThat(reply.isSilent()).isTrue();
        assertThat(path.partitions.append(partition(), 1, "b").only().baseOffset())
                .isEqualTo(1);
    }

    @Test
    void withAcks0AnErrorClosesTheConnection() {
        var reply = path.ask(handler, 9, produce(9, 0, 9, batch("a")));

        assertThat(reply.closedBecause()).contains("UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void noRecordsAreInvalid() {
        ProduceRequest request = produce(9, 1, 0, Unpooled.EMPTY_BUFFER);
        request.topicData().get(0).partitionData().get(0).records(null);

        assertThat(only(path.ask(handler, 9, request).answer()).errorCode()).isEqualTo(ErrorCode.INVALID_RECORD.code());
    }

    @Test
    void zstdNeedsVersion7() {
        ByteBuf zstd = batch(b -> b.compression(Compression.ZSTD).append(START_MS, null, null));

        assertThat(only(path.ask(handler, 6, produce(6, 1, 0, zstd.copy())).answer())
                        .errorCode())
                .isEqualTo(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE.code());
        assertThat(only(path.ask(handler, 7, produce(7, 1, 0, zstd)).answer()).errorCode())
                .isEqualTo(ErrorCode.NONE.code());
    }

    @Test
    void aTransactionalBatchWithoutTransactionalIdIsNotAuthorized() {
        ByteBuf transactional =
                batch(b -> b.transactional().producer(900, (short) 0, 0).append(START_MS, null, null));

        var reply = path.ask(handler, 9, produce(9, -1, 0, transactional, 1, batch("a")));

        assertThat(reply.answer().responses().get(0).partitionResponses())
                .extracting("errorCode")
                .containsOnly(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
    }

    @Test
    void recordsThatAreWrongAreNamedOneByOne() {
        LogConfig defaults = LogConfig.DEFAULTS;
        path.partitions
                .config("keyed", defaults.withRetention(new LogConfig.Retention(false, true, -1, -1, 60_000)))
                .lead("keyed", 0);
        ProduceRequest request = produce(
                9, -1, 0, batch(b -> b.append(START_MS, new byte[1], null).append(START_MS, null, null)));
        request.topicData().get(0).name("keyed");

        var answer = only(path.ask(handler, 9, request).answer());

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.INVALID_RECORD.code());
        assertThat(answer.recordErrors()).extracting("batchIndex").containsExactly(1);
        assertThat(answer.errorMessage()).isNotEmpty();
        assertThat(answer.logStartOffset()).isZero();
    }

    @Test
    void aDamagedBatchTellsNoLogStart() {
        ByteBuf damaged = batch("a");
        damaged.setByte(damaged.readableBytes() - 1, damaged.getByte(damaged.readableBytes() - 1) + 1);

        var answer = only(path.ask(handler, 9, produce(9, -1, 0, damaged)).answer());

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.CORRUPT_MESSAGE.code());
        assertThat(answer.logStartOffset()).isEqualTo(-1);
    }

    @Test
    void aProducersSequenceIsHeldToItsOrder() {
        assertThat(sequenced(77, 0, 0, 3)).isEqualTo("NONE at 0");
        assertThat(sequenced(77, 0, 0, 3)).as("the same again").isEqualTo("NONE at 0");
        assertThat(sequenced(77, 0, 3, 3)).isEqualTo("NONE at 3");
        assertThat(sequenced(77, 0, 10, 3)).isEqualTo("OUT_OF_ORDER_SEQUENCE_NUMBER at -1");
        assertThat(sequenced(77, 0, 1, 2)).as("half of it again").isEqualTo("OUT_OF_ORDER_SEQUENCE_NUMBER at -1");
        assertThat(sequenced(77, 1, 5, 3))
                .as("a new epoch begins at 0")
                .isEqualTo("OUT_OF_ORDER_SEQUENCE_NUMBER at -1");
        assertThat(sequenced(77, 1, 0, 3)).isEqualTo("NONE at 6");
        assertThat(sequenced(77, 0, 6, 3)).isEqualTo("INVALID_PRODUCER_EPOCH at -1");
        assertThat(sequenced(88, 0, 5, 3)).as("a producer nobody knows").isEqualTo("NONE at 9");
    }

    @Test
    void aRepeatedBatchIsKnownHoweverManyCameInBetween() {
        for (int i = 0; i < 8; i++) {
            assertThat(sequenced(99, 0, i, 1)).isEqualTo("NONE at " + i);
        }
        assertThat(sequenced(99, 0, 3, 1)).as("among the last five").isEqualTo("NONE at 3");
        assertThat(sequenced(99, 0, 0, 1)).as("found in the log").isEqualTo("NONE at 0");
        assertThat(sequenced(99, 0, 0, 2)).as("no batch of those").isEqualTo("OUT_OF_ORDER_SEQUENCE_NUMBER at -1");
    }

    @Test
    void acksAllIsAnsweredOnceAFollowerHasTheBatch() {
        TopicPartition shared = new TopicPartition("shared", 0);
        path.partitions.assign(shared, leading(0, List.of(1, 2), List.of(1, 2)));
        ByteBuf records = batch("a");
        ProduceRequest request = produce(9, -1, 0, records);
        request.topicData().get(0).name("shared");
        var reply = path.ask(handler, 9, request);
        assertThat(reply.isDone()).isFalse();
        assertThat(records.refCnt()).as("let go as soon as they were appended").isZero();

        var ask = new FetchAsk(path.partitions.directory().find(shared), 1, -1, -1, 0, 1000);
        FetchCall.start(
                new FetchReader(new FetchOrigin.Replica(2, -1), 1, 1000, 0, false), List.of(ask), false, results -> {});

        assertThat(only(reply.answer()).errorCode()).isEqualTo(ErrorCode.NONE.code());
    }

    @Test
    void aTopicOfAppendTimesTellsTheTime() {
        LogConfig.Batches batches = LogConfig.DEFAULTS.batches();
        path.partitions
                .config(
                        "stamped",
                        LogConfig.DEFAULTS.withBatches(new LogConfig.Batches(
                                batches.messageBytesMax(),
                                true,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE,
                                batches.recompression())))
                .lead("stamped", 0);
        ProduceRequest request = produce(9, -1, 0, batch("a"));
        request.topicData().get(0).name("stamped");

        assertThat(only(path.ask(handler, 9, request).answer()).logAppendTimeMs())
                .isEqualTo(path.partitions.now().toEpochMilli());
    }

    private Partition partition() {
        return path.partitions.partition(new TopicPartition("orders", 0));
    }

    private String sequenced(long producerId, int epoch, int sequence, int count) {
        ByteBuf records = batch(b -> {
            b.producer(producerId, (short) epoch, sequence);
            for (int i = 0; i < count; i++) {
                b.append(START_MS, null, null);
            }
        });
        var answer = only(path.ask(handler, 9, produce(9, -1, 0, records)).answer());
        return ErrorCode.forCode(answer.errorCode()) + " at " + answer.baseOffset();
    }
}
