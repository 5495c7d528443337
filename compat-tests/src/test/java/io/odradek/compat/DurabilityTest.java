/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.START_MAX;
import static io.odradek.compat.TestBroker.bytes;
import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after a restart, however the process ended. */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class DurabilityTest {

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
    void everythingIsThereAfterACleanRestart() {
        String topic = broker.topic(3, Map.of("retention.ms", "999999999"));
        broker.send(topic, "a", "b");
        var before = get(broker.admin().describeTopics(List.of(topic)).allTopicNames());

        broker.process().stop(START_MAX);
        broker.process().start(START_MAX);

        broker.awaitLeaders(topic, 3);
        assertThat(broker.readTexts(topic)).containsExactly("a", "b");
        assertThat(get(broker.admin().describeTopics(List.of(topic)).allTopicNames()))
                .isEqualTo(before);
        assertThat(broker.send(topic, "c")).extracting(RecordMetadata::offset).containsExactly(2L);
    }

    @Test
    void aStopSignalEndsTheProcessWithKafkasExitCode() {
        broker.process().process().terminate(START_MAX);

        // 128 + SIGTERM, as a JVM does it.
        assertThat(broker.process().process().exitCode()).isEqualTo(143);
        broker.process().start(START_MAX);
    }

    @Test
    void everyAcknowledgedRecordIsThereAfterKill9() {
        String topic = broker.topic();
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "v" + i).toList();
        broker.send(topic, sent.toArray(String[]::new));

        broker.process().kill();
        broker.process().start(START_MAX);

        broker.awaitLeaders(topic, 1);
        assertThat(broker.readTexts(topic)).isEqualTo(sent);
        assertThat(broker.send(topic, "next"))
                .extracting(RecordMetadata::offset)
                .containsExactly(200L);
    }

    @Test
    void anIdempotentProducerGoesOnAcrossKill9WithoutLossOrDouble() {
        String topic = broker.topic();
        List<Future<RecordMetadata>> futures = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                broker.producer(Map.of("delivery.timeout.ms", 60_000, "retry.backoff.max.ms", 100))) {
            for (int i = 0; i < 3000; i++) {
                sent.add("v" + i);
                futures.add(producer.send(new ProducerRecord<>(topic, 0, null, bytes("v" + i))));
                if (i == 1500) {
                    get(futures.get(100));
                    broker.process().kill();
                    broker.process().start(START_MAX);
                }
            }
            producer.flush();
        }

        assertThat(futures)
                .allSatisfy(future -> assertThat(get(future).hasOffset()).isTrue());
        assertThat(broker.readTexts(topic)).isEqualTo(sent);
    }

    @Test
    void theStartOfALogStaysWhereItWasMovedTo() {
        String topic = broker.topic();
        TopicPartition partition = new TopicPartition(topic, 0);
        broker.send(topic, "a", "b", "c");
        get(broker.admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2)))
                .all());

        broker.process().stop(START_MAX);
        broker.process().start(START_MAX);

        broker.awaitLeaders(topic, 1);
        assertThat(broker.readTexts(topic)).containsExactly("c");
    }

    @Test
    void aDeletedTopicStaysDeleted() {
        String topic = broker.topic();
        broker.send(topic, "a");
        get(broker.admin().deleteTopics(List.of(topic)).all());

        broker.process().kill();
        broker.process().start(START_MAX);

        assertThat(get(broker.admin().listTopics().names())).doesNotContain(topic);
    }
}
