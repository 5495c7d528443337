/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.bytes;
import static io.odradek.compat.TestBroker.get;
import static io.odradek.compat.TestBroker.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reading, offsets by time, and deleting from the front, with stock clients and assigned partitions. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class FetchTest {

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

    @Test
    void aConsumerThatWaitsGetsARecordAsSoonAsItIsWritten() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);

        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("fetch.max.wait.ms", 5_000))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofMillis(300)).count()).isZero();
            broker.send(topic, "now");

            var records = consumer.poll(Duration.ofSeconds(10));

            assertThat(records)
                    .singleElement()
                    .satisfies(record -> assertThat(text(record.value())).isEqualTo("now"));
        }
    }

    @Test
    void aFetchWaitsForItsLeastBytesButNotLongerThanItsTime() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);
        broker.send(topic, "few bytes");

        try (KafkaConsumer<byte[], byte[]> consumer =
                broker.consumer(Map.of("fetch.min.bytes", 100_000, "fetch.max.wait.ms", 700))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.position(partition);
            long startNs = System.nanoTime();

            var records = consumer.poll(Duration.ofSeconds(10));

            assertThat(records.count()).isEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - startNs))
                    .isBetween(Duration.ofMillis(600), Duration.ofSeconds(5));
        }
    }

    @Test
    void aConsumerOfManyPartitionsReadsThemAllThroughOneSession() {
        String topic = broker.topic(50, Map.of());
        List<TopicPartition> partitions = IntStream.range(0, 50)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
        try (var producer = broker.producer(Map.of())) {
            for (int round = 0; round < 20; round++) {
                List<Future<RecordMetadata>> futures = partitions.stream()
                        .map(p -> producer.send(new ProducerRecord<>(topic, p.partition(), null, bytes("v"))))
                        .toList();
                futures.forEach(TestBroker::get);
            }
        }

        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("max.partition.fetch.bytes", 200))) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            int read = 0;
            while (read < 1000) {
                read += consumer.poll(Duration.ofSeconds(5)).count();
            }

            assertThat(consumer.poll(Duration.ofMillis(200)).count()).isZero();
        }
    }

    @Test
    void aFetchLimitSmallerThanABatchStillGivesTheBatch() {
        String topic = broker.topic();
        broker.send(topic, "x".repeat(10_000), "y".repeat(10_000));
        TopicPartition partition = new TopicPartition(topic, 0);

        try (KafkaConsumer<byte[], byte[]> consumer =
                broker.consumer(Map.of("fetch.max.bytes", 100, "max.partition.fetch.bytes", 100))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<Integer> lengths = new ArrayList<>();
            while (lengths.size() < 2) {
                consumer.poll(Duration.ofSeconds(5)).forEach(record -> lengths.add(record.value().length));
            }

            assertThat(lengths).containsExactly(10_000, 10_000);
        }
    }

    @Test
    void anOffsetBeyondTheEndIsOutOfRange() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);

        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("auto.offset.reset", "none"))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, 99);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 50; i++) {
                            consumer.poll(Duration.ofMillis(200));
                        }
                    })
                    .isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    @Test
    void offsetsAreFoundByEveryKindOfTimestamp() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var producer = broker.producer(Map.of())) {
            for (long timestamp : new long[] {1000, 3000, 2000}) {
                get(producer.send(new ProducerRecord<>(topic, 0, timestamp, null, bytes("v"))));
            }
        }

        assertThat(offset(partition, OffsetSpec.earliest())).isZero();
        assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(3);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(1);
        assertThat(offset(partition, OffsetSpec.earliestLocal())).isZero();
        assertThat(offset(partition, OffsetSpec.forTimestamp(1001))).isEqualTo(1);
        assertThat(offset(partition, OffsetSpec.forTimestamp(3001))).isEqualTo(-1);
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, 500L)).get(partition);
            assertThat(found.offset()).isZero();
            assertThat(found.timestamp()).isEqualTo(1000);
        }
    }

    @Test
    void offsetsByTimeAreFoundInALogOfManySegments() {
        String topic = broker.topic(1, Map.of("segment.bytes", "1048576"));
        TopicPartition partition = new TopicPartition(topic, 0);
        String padding = "p".repeat(10_000);
        try (var producer = broker.producer(Map.of())) {
            List<Future<RecordMetadata>> futures = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                futures.add(producer.send(new ProducerRecord<>(topic, 0, 1000L + 10L * i, null, bytes(padding))));
            }
            futures.forEach(TestBroker::get);
        }

        assertThat(offset(partition, OffsetSpec.forTimestamp(1000 + 10 * 137))).isEqualTo(137);
        assertThat(offset(partition, OffsetSpec.forTimestamp(1000 + 10 * 137 - 1)))
                .isEqualTo(137);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(399);
        assertThat(broker.readAll(topic, 0)).hasSize(400);
    }

    @Test
    void deletedRecordsAreNotReadAnyMore() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);
        broker.send(topic, "a", "b", "c", "d");

        long lowWatermark = get(broker.admin()
                        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2)))
                        .lowWatermarks()
                        .get(partition))
                .lowWatermark();

        assertThat(lowWatermark).isEqualTo(2);
        assertThat(broker.readTexts(topic)).containsExactly("c", "d");
        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(2);
    }

    @Test
    void recordsBeyondTheEndCannotBeDeleted() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);
        broker.send(topic, "a");

        assertThatThrownBy(() -> get(broker.admin()
                        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(5)))
                        .all()))
                .hasCauseInstanceOf(org.apache.kafka.common.errors.OffsetOutOfRangeException.class);
    }

    @Test
    void anUnknownTopicHasNoOffsets() {
        assertThatThrownBy(() -> get(broker.admin()
                        .listOffsets(
                                Map.of(new TopicPartition("unknown", 0), OffsetSpec.latest()),
                                new org.apache.kafka.clients.admin.ListOffsetsOptions().timeoutMs(2000))
                        .all()))
                .satisfies(failure -> assertThat(failure.getCause())
                        .isInstanceOfAny(
                                UnknownTopicOrPartitionException.class,
                                org.apache.kafka.common.errors.TimeoutException.class));
    }

    private static long offset(TopicPartition partition, OffsetSpec spec) {
        ListOffsetsResultInfo info =
                get(broker.admin().listOffsets(Map.of(partition, spec)).partitionResult(partition));
        return info.offset();
    }
}
