/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.bytes;
import static io.odradek.compat.TestBroker.get;
import static io.odradek.compat.TestBroker.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the stock producer can ask for, read back by the stock consumer. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class ProduceTest {

    @TempDir
    static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"none,all", "none,1", "none,0", "gzip,all", "snappy,all", "lz4,all", "zstd,all", "gzip,1", "zstd,0"})
    void everyCodecAndAcknowledgementKeepsRecordsAndTheirOrder(String codec, String acks) {
        String topic = broker.topic();
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "value " + i).toList();

        try (var producer = broker.producer(
                Map.of("compression.type", codec, "acks", acks, "enable.idempotence", false, "linger.ms", 5))) {
            List<Future<RecordMetadata>> futures = sent.stream()
                    .map(value -> producer.send(new ProducerRecord<>(topic, bytes(value))))
                    .toList();
            futures.forEach(TestBroker::get);
        }

        await().untilAsserted(() -> assertThat(broker.readTexts(topic)).isEqualTo(sent));
    }

    @Test
    void offsetsCountUpFromZero() {
        List<RecordMetadata> acknowledged = broker.send(broker.topic(), "a", "b", "c");

        assertThat(acknowledged).extracting(RecordMetadata::offset).containsExactly(0L, 1L, 2L);
    }

    @Test
    void keysValuesHeadersAndTimestampsComeBackAsTheyWere() {
        String topic = broker.topic();
        var headers = List.<org.apache.kafka.common.header.Header>of(
                new RecordHeader("h", bytes("v")), new RecordHeader("h", (byte[]) null));

        try (var producer = broker.producer(Map.of())) {
            get(producer.send(new ProducerRecord<>(topic, 0, 1_700_000_000_000L, bytes("k"), bytes("v"), headers)));
            get(producer.send(new ProducerRecord<>(topic, 0, 1_700_000_000_001L, (byte[]) null, bytes("no key"))));
            get(producer.send(new ProducerRecord<>(topic, 0, 1_700_000_000_002L, bytes("no value"), (byte[]) null)));
            get(producer.send(new ProducerRecord<>(topic, 0, 1_700_000_000_003L, new byte[0], new byte[0])));
        }

        List<ConsumerRecord<byte[], byte[]>> read = broker.readAll(topic, 0);
        assertThat(read)
                .extracting(ConsumerRecord::timestamp)
                .containsExactly(1_700_000_000_000L, 1_700_000_000_001L, 1_700_000_000_002L, 1_700_000_000_003L);
        assertThat(read.get(0).timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(text(read.get(0).key())).isEqualTo("k");
        assertThat(read.get(0).headers().toArray()).containsExactlyElementsOf(headers);
        assertThat(read.get(1).key()).isNull();
        assertThat(read.get(2).value()).isNull();
        assertThat(read.get(3).value()).isEmpty();
    }

    @Test
    void aProducerWithFiveRequestsInFlightKeepsItsOrderInEveryPartition() {
        String topic = broker.topic(4, Map.of());
        int count = 20_000;

        try (var producer = broker.producer(Map.of("batch.size", 500, "max.in.flight.requests.per.connection", 5))) {
            List<Future<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(producer.send(new ProducerRecord<>(topic, i % 4, null, bytes("" + i))));
            }
            futures.forEach(TestBroker::get);
        }

        for (int partition = 0; partition < 4; partition++) {
            int first = partition;
            assertThat(broker.readAll(topic, partition))
                    .extracting(record -> text(record.value()))
                    .containsExactlyElementsOf(IntStream.range(0, count / 4)
                            .mapToObj(i -> "" + (first + 4 * i))
                            .toList());
        }
    }

    @Test
    void anIdempotentProducerWritesEachRecordOnce() {
        String topic = broker.topic();

        List<RecordMetadata> acknowledged =
                broker.sendWith(Map.of("enable.idempotence", true, "acks", "all"), topic, "a", "b", "c");

        assertThat(acknowledged).extracting(RecordMetadata::offset).containsExactly(0L, 1L, 2L);
        assertThat(broker.readTexts(topic)).containsExactly("a", "b", "c");
    }

    /** Its client would wait for a coordinator for a minute, and then say that it timed out. */
    @Test
    @Timeout(10)
    void aTransactionalProducerIsToldAtOnceThatThereAreNoTransactions() {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of("transactional.id", "mine"))) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOf(KafkaException.class)
                    .hasStackTraceContaining("This broker does not serve transactions yet");
        }
    }

    @Test
    void aRecordOfAlmostAMegabyteComesBack() {
        String topic = broker.topic();
        byte[] value = new byte[1_000_000];
        new Random(7).nextBytes(value);

        try (var producer = broker.producer(Map.of())) {
            get(producer.send(new ProducerRecord<>(topic, value)));
        }

        assertThat(broker.readAll(topic, 0))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(value));
    }

    @Test
    void aBatchAboveTheTopicsLimitIsRefusedAndOneBelowARaisedLimitIsTaken() {
        String small = broker.topic();
        String large = broker.topic(1, Map.of("max.message.bytes", "6000000"));
        byte[] value = new byte[5_000_000];
        Arrays.fill(value, (byte) 'x');

        try (var producer = broker.producer(Map.of("max.request.size", 10_000_000, "buffer.memory", 50_000_000))) {
            assertThatThrownBy(() -> get(producer.send(new ProducerRecord<>(small, value))))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            get(producer.send(new ProducerRecord<>(large, value)));
        }

        assertThat(broker.readAll(large, 0)).hasSize(1);
        assertThat(broker.readAll(small, 0)).isEmpty();
    }

    @Test
    void aTopicsCompressionIsApplied() {
        String topic = broker.topic(1, Map.of("compression.type", "zstd"));

        broker.send(topic, "a", "b");

        assertThat(broker.readTexts(topic)).containsExactly("a", "b");
    }

    @Test
    void logAppendTimeReplacesTheClientsTimestamp() {
        String topic = broker.topic(1, Map.of("message.timestamp.type", "LogAppendTime"));

        RecordMetadata acknowledged;
        try (var producer = broker.producer(Map.of())) {
            acknowledged = get(producer.send(new ProducerRecord<>(topic, 0, 1000L, null, bytes("v"))));
        }

        ConsumerRecord<byte[], byte[]> record = broker.readAll(topic, 0).get(0);
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(record.timestamp()).isGreaterThan(1_600_000_000_000L).isEqualTo(acknowledged.timestamp());
    }

    @Test
    void aTimestampOutsideTheTopicsBoundsIsRefused() {
        String topic = broker.topic(1, Map.of("message.timestamp.before.max.ms", "1000"));

        try (var producer = broker.producer(Map.of())) {
            assertThatThrownBy(() -> get(producer.send(new ProducerRecord<>(topic, 0, 1000L, null, bytes("v")))))
                    .hasCauseInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void aCompactedTopicRefusesARecordWithoutAKey() {
        String topic = broker.topic(1, Map.of("cleanup.policy", "compact"));

        assertThatThrownBy(() -> broker.send(topic, "no key"))
                .hasCauseInstanceOf(org.apache.kafka.common.InvalidRecordException.class);
    }

    @Test
    void aTopicIsMadeByItsFirstRecord() {
        broker.send("made-by-a-record", "v");

        assertThat(broker.readTexts("made-by-a-record")).containsExactly("v");
    }

    @Test
    void manyProducersWriteAtTheSameTime() {
        String topic = broker.topic(4, Map.of());
        List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
        List<Future<RecordMetadata>> futures = new ArrayList<>();

        for (int i = 0; i < 50; i++) {
            KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of("buffer.memory", 100_000));
            producers.add(producer);
            for (int j = 0; j < 20; j++) {
                futures.add(producer.send(new ProducerRecord<>(topic, j % 4, null, bytes(i + "-" + j))));
            }
        }
        futures.forEach(TestBroker::get);
        producers.forEach(KafkaProducer::close);

        int read =
                IntStream.range(0, 4).map(p -> broker.readAll(topic, p).size()).sum();
        assertThat(read).isEqualTo(1000);
    }
}
