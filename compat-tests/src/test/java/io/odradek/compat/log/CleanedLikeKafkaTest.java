/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.PartitionLog;
import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.LegacyKafkaProcess;
import io.odradek.compat.process.ZooKeeperProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One log, written through Apache Kafka and cleaned twice, by Kafka and by us, each on a copy of its own: kafka-dump-log.sh
 * shows the same segments with the same batches and records in both, and each of the two goes on with what the other made.
 */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class CleanedLikeKafkaTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String TOPIC = "compacted";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final LogConfig CONFIG = LogConfig.DEFAULTS
            .withSegmentBytes(1 << 20)
            .withRetention(new LogConfig.Retention(false, true, -1, -1, 60_000))
            .withCleaning(new LogConfig.Cleaning(0.01, 0, Long.MAX_VALUE, 86_400_000));

    @TempDir
    Path folder;

    private final Map<String, String> expected = new TreeMap<>();

    @Test
    void weCleanAsTheNewestKafkaDoes() throws Exception {
        try (BrokerProcess kafka = new KafkaProcess(setup())) {
            cleanBoth(kafka, KafkaJars.CURRENT);
        }
    }

    /** The same code cleans in both of them: asked for by {@code -Dcleaner.legacy=true}. */
    @Test
    @EnabledIfSystemProperty(named = "cleaner.legacy", matches = "true")
    void weCleanAsTheLastKafkaOnZooKeeperDoes() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(START);
            try (BrokerProcess kafka = new LegacyKafkaProcess(setup(), zooKeeper.connectString())) {
                cleanBoth(kafka, KafkaJars.CURRENT);
            }
        }
    }

    private BrokerSetup setup() {
        return BrokerSetup.in(folder.resolve("broker"))
                .withJvmFlags("-Xmx512m")
                .withProperties(Map.of(
                        "log.cleaner.backoff.ms", "100",
                        "log.cleaner.dedupe.buffer.size", "10485760",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "transaction.state.log.num.partitions", "1",
                        "log.initial.task.delay.ms", "500"));
    }

    private void cleanBoth(BrokerProcess kafka, KafkaJars jars) throws Exception {
        kafka.start(START);
        createTopic(kafka);
        write(kafka);
        kafka.stop(START);
        Path ours = folder.resolve("ours");
        copy(kafka.dataFolder(), ours);

        List<String> asWeCleanIt = cleanOurs(ours);
        kafka.start(START);
        cleanKafkas(kafka);
        kafka.stop(START);

        try (StockTools tools = new StockTools(jars)) {
            List<String> theirs = dump(tools, kafka.dataFolder());
            assertThat(theirs).anyMatch(line -> line.contains("deleteHorizonMs: set"));
            assertThat(theirs).anyMatch(line -> line.contains("count: 0"));
            assertThat(dump(tools, ours)).isEqualTo(theirs);
        }
        assertThat(checkpoint(ours)).isEqualTo(checkpoint(kafka.dataFolder()));
        try (OurLogs logs = new OurLogs(kafka.dataFolder(), CONFIG)) {
            assertThat(logs.texts(logs.open(TOPIC, 0))).isEqualTo(asWeCleanIt);
        }
        Files.move(kafka.dataFolder(), folder.resolve("kafkas"));
        Files.move(ours, kafka.dataFolder());
        kafka.start(START);
        assertThat(consume(kafka)).isEqualTo(expected);
        kafka.stop(START);
    }

    private static List<String> cleanOurs(Path data) {
        try (OurLogs logs = new OurLogs(data, CONFIG)) {
            PartitionLog log = logs.open(TOPIC, 0);
            int before = logs.texts(log).size();
            await().atMost(START).until(() -> checkpoint(data) > 0);
            List<String> texts = logs.texts(log);
            assertThat(texts).hasSizeLessThan(before / 2);
            return texts;
        }
    }

    private static void cleanKafkas(BrokerProcess kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            AlterConfigOp change =
                    new AlterConfigOp(new ConfigEntry("min.compaction.lag.ms", "0"), AlterConfigOp.OpType.SET);
            Map<ConfigResource, Collection<AlterConfigOp>> changes =
                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), List.of(change));
            // Kafka on ZooKeeper answers before it knows its topics.
            await().atMost(START)
                    .ignoreExceptions()
                    .until(() -> admin.incrementalAlterConfigs(changes).all().get(30, TimeUnit.SECONDS) == null);
        }
        await().atMost(START).until(() -> checkpoint(kafka.dataFolder()) > 0);
    }

    /** Up to where the log is cleaned by the file that says so; 0 while it says nothing. */
    private static long checkpoint(Path data) throws IOException {
        Path file = data.resolve("cleaner-offset-checkpoint");
        if (!Files.exists(file)) {
            return 0;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(TOPIC + " 0 "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findAny()
                .orElse(0);
    }

    private static List<String> dump(StockTools tools, Path data) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve(TOPIC + "-0"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(log|txnindex)"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) == 0) {
                    // An empty transaction index stands for none.
                    continue;
                }
                StockTools.Outcome outcome =
                        tools.run(DUMP, "--files", file.toString(), "--deep-iteration", "--print-data-log");
                assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
                lines.add(file.getFileName().toString());
                outcome.output()
                        .lines()
                        .filter(line -> !line.contains(file.toString()))
                        .map(CleanedLikeKafkaTest::withoutClock)
                        .forEach(lines::add);
            }
        }
        return lines;
    }

    /** The horizon is the time of the cleaning, and stands in the numbers that depend on it. */
    private static String withoutClock(String line) {
        return line.replaceAll("deleteHorizonMs: OptionalLong\\[\\d+]", "deleteHorizonMs: set")
                .replaceAll(" (position|size|crc): \\d+", "")
                .replaceAll("payload: (value \\d+) x+", "payload: $1");
    }

    private static void createTopic(BrokerProcess kafka) throws Exception {
        NewTopic topic = new NewTopic(TOPIC, 1, (short) 1)
                .configs(Map.of(
                        "cleanup.policy", "compact",
                        "segment.bytes", "1048576",
                        "min.cleanable.dirty.ratio", "0.01",
                        "min.compaction.lag.ms", "604800000"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** Keys written again and again, deleted, in batches and transactions, over some segments. */
    private void write(BrokerProcess kafka) throws Exception {
        try (KafkaProducer<String, String> plain = producer(kafka, Map.of("linger.ms", "5"));
                KafkaProducer<String, String> lz4 = producer(kafka, Map.of("compression.type", "lz4"));
                KafkaProducer<String, String> transactional =
                        producer(kafka, Map.of("transactional.id", "tx", "linger.ms", "5"))) {
            transactional.initTransactions();
            // Its last sequence number has to be known when its only record is gone.
            try (KafkaProducer<String, String> once = producer(kafka, Map.of())) {
                send(once, "lz4 0", value(0, 0));
            }
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 20; i++) {
                    send(plain, "plain " + (i * 7 + round) % 30, (i + round) % 9 == 0 ? null : value(round, i));
                }
                plain.flush();
                send(lz4, "lz4 " + round % 4, value(round, 0));
                lz4.flush();
                boolean commit = round % 3 > 0;
                transactional.beginTransaction();
                for (int i = 0; i < 4; i++) {
                    String key = "plain " + (i + round) % 30;
                    String text = value(round, i);
                    var unused = transactional.send(new ProducerRecord<>(TOPIC, 0, key, text));
                    if (commit) {
                        expected.put(key, text);
                    }
                }
                transactional.flush();
                if (commit) {
                    transactional.commitTransaction();
                } else {
                    transactional.abortTransaction();
                }
            }
        }
    }

    private static String value(int round, int number) {
        return "value " + (round * 100 + number) + " " + "x".repeat(8000);
    }

    private void send(KafkaProducer<String, String> producer, String key, String value) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, 0, key, value));
        if (value == null) {
            expected.remove(key);
        } else {
            expected.put(key, value);
        }
    }

    private static KafkaProducer<String, String> producer(BrokerProcess kafka, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        properties.put("acks", "all");
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }

    private static Map<String, String> consume(BrokerProcess kafka) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        Map<String, String> found = new HashMap<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    if (record.value() == null) {
                        found.remove(record.key());
                    } else {
                        found.put(record.key(), record.value());
                    }
                }
            }
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
