/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.ChildProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Streams application, at least once, with RocksDB behind its store, that is stopped, killed, and robbed of its disk. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class StreamsRestart {
    private static final Duration DONE_MAX = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;
    private static final int WORDS = 50;
    private static final String APPLICATION = "word-count";
    private static final String CHANGELOG = APPLICATION + "-" + WordCount.STORE + "-changelog";
    private static final String REPARTITION = APPLICATION + "-by-word-repartition";

    private static final Map<String, String> SETTINGS = Map.of("group.initial.rebalance.delay.ms", "0");

    @TempDir
    Path folder;

    private final Findings findings = new Findings("Streams");
    private final Map<String, Long> written = new HashMap<>();

    @Test
    void countsAreCompleteAfterAKillAndExactAfterAStop() throws IOException {
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), SETTINGS)) {
            TestBroker.get(broker.admin()
                    .createTopics(List.of(
                            new NewTopic(WordCount.INPUT, PARTITIONS, (short) 1),
                            new NewTopic(WordCount.OUTPUT, PARTITIONS, (short) 1)))
                    .all());
            broker.awaitLeaders(WordCount.INPUT, PARTITIONS);
            broker.awaitLeaders(WordCount.OUTPUT, PARTITIONS);
            countsAndStops(broker);
            startsWithoutItsDisk(broker);
            isKilled(broker);
        }
        findings.write();
    }

    private void countsAndStops(TestBroker broker) {
        try (ChildProcess application = application(broker)) {
            write(broker, 2_000);
            await("the counts")
                    .atMost(DONE_MAX)
                    .untilAsserted(
                            () -> assertThat(last(broker, WordCount.OUTPUT)).isEqualTo(written));
            application.terminate(Duration.ofSeconds(30));
            assertThat(application.outputText()).contains("closed: true");
        }
        assertThat(ends(broker, REPARTITION)).isEqualTo(total());
        assertThat(config(broker, CHANGELOG, "cleanup.policy")).isEqualTo("compact");
        assertThat(config(broker, REPARTITION, "cleanup.policy")).isEqualTo("delete");
        findings.holds("counts by way of a repartition topic and a changelog, which it creates, are exact");
    }

    private void startsWithoutItsDisk(TestBroker broker) throws IOException {
        assertThat(last(broker, CHANGELOG)).isEqualTo(written);
        delete(folder.resolve("state"));
        try (ChildProcess application = application(broker)) {
            write(broker, 500);
            await("the counts")
                    .atMost(DONE_MAX)
                    .untilAsserted(
                            () -> assertThat(last(broker, WordCount.OUTPUT)).isEqualTo(written));
            application.terminate(Duration.ofSeconds(30));
        }
        assertThat(last(broker, WordCount.OUTPUT)).isEqualTo(written);
        findings.holds(
                "stopped and started without its disk: the store comes back from the changelog, counts are exact");
    }

    private void isKilled(TestBroker broker) {
        long before = ends(broker, WordCount.OUTPUT);
        write(broker, 20_000);
        try (ChildProcess application = application(broker)) {
            await("some of it is counted")
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(DONE_MAX)
                    .until(() -> ends(broker, WordCount.OUTPUT) > before + 500);
            application.kill();
        }
        assertThat(ends(broker, WordCount.OUTPUT))
                .as("put out when it was killed")
                .isLessThan(total());
        write(broker, 1_000);
        try (ChildProcess application = application(broker)) {
            await("nothing is missing")
                    .atMost(DONE_MAX)
                    .untilAsserted(() -> assertThat(last(broker, WordCount.OUTPUT))
                            .hasSize(WORDS)
                            .allSatisfy((word, count) -> assertThat(count).isGreaterThanOrEqualTo(written.get(word))));
            application.terminate(Duration.ofSeconds(30));
        }
        Map<String, Long> counted = last(broker, WordCount.OUTPUT);
        assertThat(last(broker, CHANGELOG)).isEqualTo(counted);
        findings.holds(
                "killed (SIGKILL) while it counts and started again: nothing is missing, as at_least_once promises,"
                        + " and the changelog holds what was put out");
    }

    private ChildProcess application(TestBroker broker) {
        Map<String, String> settings = Map.of(
                "bootstrap.servers", broker.process().bootstrapServers(),
                "application.id", APPLICATION,
                "state.dir", folder.resolve("state").toString(),
                "processing.guarantee", "at_least_once",
                "group.protocol", "classic",
                "num.stream.threads", "2",
                "commit.interval.ms", "500",
                "statestore.cache.max.bytes", "0",
                "default.key.serde", "org.apache.kafka.common.serialization.Serdes$StringSerde",
                // How long the group waits for one that was killed; the least that brokers allow by default.
                "consumer.session.timeout.ms", "6000");
        Path file = StockJars.settings(folder.resolve("application.properties"), settings);
        return StockJars.startApplication("application", folder, WordCount.class, file);
    }

    /** Lines of two words, each word as often as the others but for the rest. */
    private void write(TestBroker broker, int lines) {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of("linger.ms", 5))) {
            IntStream.range(0, lines)
                    .mapToObj(i -> {
                        String one = word(i);
                        String other = word(i * 7 + 3);
                        return producer.send(new ProducerRecord<>(
                                WordCount.INPUT, i % PARTITIONS, null, TestBroker.bytes(one + " " + other)));
                    })
                    .toList()
                    .forEach(TestBroker::get);
        }
    }

    private String word(int i) {
        String word = "word-" + i % WORDS;
        written.merge(word, 1L, Long::sum);
        return word;
    }

    private long total() {
        return written.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many records were ever appended. */
    private static long ends(TestBroker broker, String topic) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        IntStream.range(0, PARTITIONS).forEach(p -> wanted.put(new TopicPartition(topic, p), OffsetSpec.latest()));
        return TestBroker.get(broker.admin().listOffsets(wanted).all()).values().stream()
                .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                .sum();
    }

    /** What each word's last record says. */
    private static Map<String, Long> last(TestBroker broker, String topic) {
        Map<String, Long> last = new HashMap<>();
        records(broker, topic)
                .forEach(record -> last.put(
                        TestBroker.text(record.key()),
                        ByteBuffer.wrap(record.value()).getLong(record.value().length - 8)));
        return last;
    }

    private static Stream<ConsumerRecord<byte[], byte[]>> records(TestBroker broker, String topic) {
        return IntStream.range(0, PARTITIONS).boxed().flatMap(partition -> broker.readAll(topic, partition).stream());
    }

    private static String config(TestBroker broker, String topic, String key) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry entry = TestBroker.get(
                        broker.admin().describeConfigs(List.of(resource)).all())
                .get(resource)
                .get(key);
        return entry.value();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
