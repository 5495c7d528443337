/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.log.AbortedTransaction;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.PartitionLog;
import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.LegacyKafkaProcess;
import io.odradek.compat.process.ZooKeeperProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One log directory, used by Apache Kafka and by us in turn: each finds what the other left, also when the other was
 * killed, and Kafka has nothing to repair after a clean stop of ours.
 */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class SharedDirectoryTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String TOPIC = "shared";
    private static final LogConfig CONFIG = LogConfig.DEFAULTS.withSegmentBytes(1 << 20);

    /** What Kafka says of a log that it does not find as a clean stop leaves it. */
    private static final List<String> COMPLAINTS =
            List.of("rebuilding index", "orrupt", "Recovering unflushed", "could not find", "Could not find", "ERROR");

    @TempDir
    Path folder;

    @Test
    void theLastKafkaOnZooKeeperAndWeReadEachOthersDirectory() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(START);
            // This Kafka cannot start while the session of its killed predecessor lasts: make that short.
            Map<String, String> shortSession = new HashMap<>(setup().properties());
            shortSession.put("zookeeper.session.timeout.ms", "1500");
            BrokerSetup setup = setup().withProperties(shortSession);
            try (BrokerProcess kafka = new LegacyKafkaProcess(setup, zooKeeper.connectString())) {
                takeTurns(kafka);
            }
        }
    }

    @Test
    void theNewestKafkaAndWeReadEachOthersDirectory() throws Exception {
        try (BrokerProcess kafka = new KafkaProcess(setup())) {
            takeTurns(kafka);
        }
    }

    private BrokerSetup setup() {
        return BrokerSetup.in(folder.resolve("broker"))
                .withJvmFlags("-Xmx512m")
                .withProperties(Map.of(
                        "log.segment.bytes", "1048576",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "transaction.state.log.num.partitions", "1",
                        "log.initial.task.delay.ms", "500"));
    }

    private void takeTurns(BrokerProcess kafka) throws Exception {
        kafka.start(START);
        createTopic(kafka);
        List<String> texts = new ArrayList<>();
        produce(kafka, texts, 300);
        abortedTransaction(kafka);
        kafka.stop(START);

        try (OurLogs ours = new OurLogs(kafka.dataFolder(), CONFIG)) {
            PartitionLog log = ours.open(TOPIC, 0);
            assertThat(ours.texts(log)).isEqualTo(withAborted(texts));
            List<AbortedTransaction> aborted = ours.on(() -> log.abortedTransactions(0, Long.MAX_VALUE));
            assertThat(aborted).hasSize(1);
            assertThat(aborted.get(0).firstOffset()).isEqualTo(texts.size());
            List<String> more = texts("ours", 200);
            ours.appendTexts(log, more);
            texts.addAll(more);
        }

        long before = Files.size(kafka.outputFile());
        kafka.start(START);
        assertThat(consume(kafka)).isEqualTo(texts);
        assertThat(linesSince(kafka, before))
                .anyMatch(line -> line.contains("Skipping recovery of 2 logs"))
                .filteredOn(line -> line.contains(TOPIC + "-0"))
                .noneMatch(line -> COMPLAINTS.stream().anyMatch(line::contains));
        produce(kafka, texts, 100);
        kafka.kill();

        Path asKilled = folder.resolve("as-killed");
        try (OurLogs ours = new OurLogs(kafka.dataFolder(), CONFIG)) {
            PartitionLog log = ours.open(TOPIC, 0);
            assertThat(ours.texts(log)).hasSize(texts.size() + 1).contains("aborted");
            List<String> last = texts("unclean", 100);
            ours.appendTexts(log, last);
            texts.addAll(last);
            copy(kafka.dataFolder(), asKilled);
        }
        Files.move(kafka.dataFolder(), folder.resolve("stopped"));
        Files.move(asKilled, kafka.dataFolder());

        kafka.start(START);
        assertThat(consume(kafka)).isEqualTo(texts);
        kafka.stop(START);
    }

    private static List<String> withAborted(List<String> texts) {
        List<String> all = new ArrayList<>(texts);
        all.add("aborted");
        return all;
    }

    private static List<String> texts(String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(prefix + " " + i + " " + "x".repeat(5000));
        }
        return texts;
    }

    private static List<String> linesSince(BrokerProcess kafka, long position) throws IOException {
        byte[] all = Files.readAllBytes(kafka.outputFile());
        return new String(all, (int) position, all.length - (int) position, UTF_8)
                .lines()
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void createTopic(BrokerProcess kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<String, String> producer(BrokerProcess kafka, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("acks", "all");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static void produce(BrokerProcess kafka, List<String> texts, int count) throws Exception {
        List<String> more = texts("kafka", count);
        try (KafkaProducer<String, String> producer = producer(kafka, Map.of("enable.idempotence", "true"))) {
            for (String text : more) {
                var unused = producer.send(new ProducerRecord<>(TOPIC, 0, null, text));
            }
            producer.flush();
        }
        texts.addAll(more);
    }

    private static void abortedTransaction(BrokerProcess kafka) throws Exception {
        try (KafkaProducer<String, String> producer = producer(kafka, Map.of("transactional.id", "tx"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 0, null, "aborted")).get(30, TimeUnit.SECONDS);
            producer.abortTransaction();
        }
    }

    /** What a consumer gets that reads committed records only. */
    private static List<String> consume(BrokerProcess kafka) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    texts.add(record.value());
                }
            }
        }
        return texts;
    }
}
