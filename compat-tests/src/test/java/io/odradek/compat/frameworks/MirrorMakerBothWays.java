/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** MirrorMaker 2, a process of its own, between our broker and Apache Kafka, from each into the other at a time. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class MirrorMakerBothWays {
    private static final Duration DONE_MAX = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 500;
    private static final String TOPIC = "orders";
    private static final String GROUP = "billing";
    private static final Map<String, String> CONFIG =
            Map.of("retention.ms", "9000000000000", "max.message.bytes", "654321");
    private static final String CHANGED = "8000000000000";
    /** A reader that asks for a mirrored topic before it is there would create it. */
    private static final Map<String, String> SETTINGS =
            Map.of("group.initial.rebalance.delay.ms", "0", "auto.create.topics.enable", "false");

    @TempDir
    Path folder;

    private final Findings findings = new Findings("MirrorMaker 2");

    @Test
    void eachSideHasWhatTheOtherHas() {
        BrokerSetup other =
                BrokerSetup.in(folder.resolve("kafka")).withProperties(SETTINGS).withJvmFlags("-Xmx512m");
        try (TestBroker odradek = TestBroker.start(folder.resolve("odradek"), SETTINGS);
                TestBroker kafka = TestBroker.startKafka(other)) {
            prepare(odradek);
            prepare(kafka);
            try (ChildProcess mirrorMaker = mirrorMaker(odradek, kafka)) {
                isMirrored("odradek", odradek, kafka);
                isMirrored("kafka", kafka, odradek);
                mirrorMaker.kill();
            }
            changeAndWrite(odradek);
            changeAndWrite(kafka);
            try (ChildProcess mirrorMaker = mirrorMaker(odradek, kafka)) {
                goesOn("odradek", odradek, kafka);
                goesOn("kafka", kafka, odradek);
                mirrorMaker.terminate(Duration.ofSeconds(30));
            }
        }
        findings.write();
    }

    private static void prepare(TestBroker broker) {
        TestBroker.get(broker.admin()
                .createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1).configs(CONFIG)))
                .all());
        broker.awaitLeaders(TOPIC, PARTITIONS);
        write(broker, 0);
        process(broker, RECORDS);
    }

    private static void changeAndWrite(TestBroker broker) {
        write(broker, RECORDS);
        process(broker, 2 * RECORDS);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry("retention.ms", CHANGED), AlterConfigOp.OpType.SET);
        TestBroker.get(broker.admin()
                .incrementalAlterConfigs(Map.of(resource(TOPIC), List.of(change)))
                .all());
    }

    private void isMirrored(String name, TestBroker from, TestBroker to) {
        String mirrored = name + "." + TOPIC;
        await("records")
                .ignoreExceptions()
                .atMost(DONE_MAX)
                .untilAsserted(() -> assertThat(texts(to, mirrored)).hasSize(RECORDS));
        assertThat(texts(to, mirrored)).isEqualTo(texts(from, TOPIC));
        findings.holds("from " + name + ": records with keys, headers, times and partitions");
        Config config = config(to, mirrored);
        CONFIG.forEach((key, value) -> assertThat(config.get(key).value()).isEqualTo(value));
        assertThat(TestBroker.get(to.admin().describeTopics(List.of(mirrored)).allTopicNames())
                        .get(mirrored)
                        .partitions())
                .hasSize(PARTITIONS);
        findings.holds("from " + name + ": the topic's partitions and its configuration");
        await("offsets")
                .ignoreExceptions()
                .atMost(DONE_MAX)
                .untilAsserted(() -> assertThat(committed(to, mirrored)).isEqualTo(committed(from, TOPIC)));
        findings.holds("from " + name + ": a group's offsets, translated and committed for the mirrored topic");
        Set<String> topics = TestBroker.get(to.admin().listTopics().names());
        assertThat(topics).contains("heartbeats", name + ".checkpoints.internal");
        await("heartbeats")
                .atMost(DONE_MAX)
                .ignoreExceptions()
                .until(() -> !to.readAll(name + ".heartbeats", 0).isEmpty());
        findings.holds("from " + name + ": heartbeats and checkpoints");
    }

    /** Killed between two commits of its offsets it may bring records twice, at least once. */
    private void goesOn(String name, TestBroker from, TestBroker to) {
        String mirrored = name + "." + TOPIC;
        await("records")
                .ignoreExceptions()
                .atMost(DONE_MAX)
                .untilAsserted(
                        () -> assertThat(Set.copyOf(texts(to, mirrored))).isEqualTo(Set.copyOf(texts(from, TOPIC))));
        await("offsets")
                .ignoreExceptions()
                .atMost(DONE_MAX)
                .untilAsserted(() -> assertThat(committed(to, mirrored)).isEqualTo(ends(to, mirrored)));
        await("configuration")
                .ignoreExceptions()
                .atMost(DONE_MAX)
                .until(() -> config(to, mirrored).get("retention.ms").value(), CHANGED::equals);
        findings.holds("from " + name + ": killed (SIGKILL) and started again, it goes on: no record is missing, the"
                + " group's new offsets and a change of the topic's configuration follow");
    }

    private ChildProcess mirrorMaker(TestBroker odradek, TestBroker kafka) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "clusters", "odradek, kafka",
                "odradek.bootstrap.servers", odradek.process().bootstrapServers(),
                "kafka.bootstrap.servers", kafka.process().bootstrapServers(),
                "odradek->kafka.enabled", "true",
                "kafka->odradek.enabled", "true",
                "topics", TOPIC,
                "groups", GROUP,
                "sync.group.offsets.enabled", "true",
                "offset.lag.max", "0"));
        for (String interval : List.of(
                "emit.heartbeats",
                "emit.checkpoints",
                "sync.group.offsets",
                "refresh.topics",
                "refresh.groups",
                "sync.topic.configs")) {
            settings.put(interval + ".interval.seconds", "1");
        }
        for (String topic : List.of(
                "checkpoints.topic",
                "heartbeats.topic",
                "offset-syncs.topic",
                "offset.storage",
                "status.storage",
                "config.storage")) {
            settings.put(topic + ".replication.factor", "1");
        }
        settings.put("replication.factor", "1");
        // Its own, and one of each of its two workers, which have no others but those of their cluster.
        for (String worker : List.of("", "odradek.", "kafka.")) {
            // It would look at every class of its class path.
            settings.put(worker + "plugin.discovery", "service_load");
            settings.put(worker + "offset.flush.interval.ms", "500");
            // How long the workers' groups wait for one that was killed, and for it to come back.
            settings.put(worker + "session.timeout.ms", "6000");
            settings.put(worker + "heartbeat.interval.ms", "1000");
            settings.put(worker + "scheduled.rebalance.max.delay.ms", "0");
        }
        return StockJars.start(
                "mirror-maker",
                folder,
                "org.apache.kafka.connect.mirror.MirrorMaker",
                StockJars.settings(folder.resolve("mirror-maker.properties"), settings));
    }

    private static void write(TestBroker broker, int first) {
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of("linger.ms", 5))) {
            IntStream.range(first, first + RECORDS)
                    .mapToObj(i -> producer.send(new ProducerRecord<>(
                            TOPIC,
                            i % PARTITIONS,
                            1_700_000_000_000L + i,
                            TestBroker.bytes("key-" + i),
                            TestBroker.bytes("value-" + i),
                            new RecordHeaders().add("number", TestBroker.bytes("" + i)))))
                    .toList()
                    .forEach(TestBroker::get);
        }
    }

    /** The group has so many of the records behind it. */
    private static void process(TestBroker broker, int records) {
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("group.id", GROUP))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            IntStream.range(0, PARTITIONS)
                    .forEach(p ->
                            offsets.put(new TopicPartition(TOPIC, p), new OffsetAndMetadata(records / PARTITIONS)));
            consumer.commitSync(offsets);
        }
    }

    private static Map<Integer, Long> ends(TestBroker broker, String topic) {
        Map<Integer, Long> ends = new HashMap<>();
        IntStream.range(0, PARTITIONS)
                .forEach(partition ->
                        broker.readAll(topic, partition).forEach(record -> ends.put(partition, record.offset() + 1)));
        return ends;
    }

    private static Map<Integer, Long> committed(TestBroker broker, String topic) {
        Map<Integer, Long> offsets = new HashMap<>();
        TestBroker.get(broker.admin().listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic)) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    private static List<String> texts(TestBroker broker, String topic) {
        return IntStream.range(0, PARTITIONS)
                .boxed()
                .flatMap(partition -> broker.readAll(topic, partition).stream())
                .map(MirrorMakerBothWays::text)
                .toList();
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + " " + record.timestamp() + " " + TestBroker.text(record.key()) + "="
                + TestBroker.text(record.value()) + " "
                + TestBroker.text(record.headers().lastHeader("number").value());
    }

    private static Config config(TestBroker broker, String topic) {
        return TestBroker.get(
                        broker.admin().describeConfigs(List.of(resource(topic))).all())
                .get(resource(topic));
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
