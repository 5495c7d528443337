/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static io.odradek.compat.cluster.TestCluster.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.KafkaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
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
 * The directories of a cluster of ours, every replica's, as they are after a kill and a clean stop: Kafka's dump tool reads
 * them, and a broker of the last Kafka with a ZooKeeper mode takes its place in the running cluster on each, following the
 * rest of ours first and leading itself in the end. The newest Kafka serves what they hold.
 */
@Timeout(300)
@ExtendWith(DumpOnFailure.class)
class ReplicaDirectoriesTest {
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";
    private static final String TOPIC = "taken-over";
    private static final int PARTITIONS = 3;

    /** What Kafka says of a log that it does not find as a clean stop leaves it. */
    private static final List<String> COMPLAINTS =
            List.of("rebuilding index", "orrupt", "Recovering unflushed", "could not find", "Could not find");

    /**
     * Nothing moves leaders but the test, whoever the controller is: a leader of Kafka 3.9 takes any sequence number for
     * the first of a producer that it does not know, so that a producer whose first batches were refused by the leader
     * before it is refused for ever.
     */
    private static final Map<String, String> LEADERS_STAY = Map.of("auto.leader.rebalance.enable", "false");

    @TempDir
    Path folder;

    @Test
    void everyReplicasDirectoryIsTakenOverByTheLastKafkaWithZooKeeperAndReadByTheNewest() throws Exception {
        List<String> written = new ArrayList<>();
        Map<Integer, List<String>> stoppedWith = new TreeMap<>();
        try (TestCluster ours = TestCluster.start(
                        ClusterSetup.of(folder, 3, BrokerKind.ODRADEK).withProperties(LEADERS_STAY));
                BrokerCluster kafka = kafkaOnTheSameEnsemble(ours)) {
            ours.createTopic(TOPIC, PARTITIONS, 3, Map.of("segment.bytes", "1048576"));
            produce(ours.bootstrapServers(), written, 300);
            int killed = ours.leader(new TopicPartition(TOPIC, 0)).orElseThrow();
            ours.broker(killed).kill();
            produce(ours.bootstrapServers(), written, 300);
            ours.broker(killed).start(START_MAX);
            ours.awaitInSync(List.of(TOPIC), START_MAX);
            produce(ours.bootstrapServers(), written, 300);

            // Kafka 3.9 does not start in a cluster with a feature that it does not know.
            get(ours.admin()
                    .updateFeatures(
                            Map.of(
                                    "group.version",
                                    new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
                            new UpdateFeaturesOptions())
                    .all());
            String everywhere = ours.bootstrapServers() + "," + kafka.bootstrapServers();
            ours.askAt(everywhere);
            for (int id : kafka.ids()) {
                ours.broker(id).stop(STOP);
                stoppedWith.put(id, List.copyOf(written));
                dump(ours.broker(id).dataFolder());
                copyPartitions(ours.broker(id).dataFolder(), "replica-" + id);
                kafka.broker(id).start(START_MAX);
                ours.awaitInSync(List.of(TOPIC), START_MAX);
                produce(everywhere, written, 60);
            }

            assertThat(consume(kafka.bootstrapServers(), TOPIC)).containsExactlyInAnyOrderElementsOf(written);
            for (int id : kafka.ids()) {
                assertNoComplaint(kafka.broker(id), TOPIC + "-");
            }
        }
        theNewestReads(stoppedWith);
    }

    /** The same brokers by number and folder, of the other kind; not started. */
    private BrokerCluster kafkaOnTheSameEnsemble(TestCluster ours) {
        String ensemble = ours.processes().zooKeeper().orElseThrow().connectString();
        Map<String, String> properties = new HashMap<>(LEADERS_STAY);
        properties.put("zookeeper.connect", ensemble);
        return BrokerCluster.prepared(
                ClusterSetup.of(folder, 3, BrokerKind.LEGACY_KAFKA).withProperties(properties));
    }

    private static void assertNoComplaint(BrokerProcess kafka, String about) throws IOException {
        assertThat(Files.readAllLines(kafka.outputFile()))
                .filteredOn(line -> line.contains(about))
                .noneMatch(line -> COMPLAINTS.stream().anyMatch(line::contains));
    }

    private void copyPartitions(Path data, String topic) throws IOException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Path from = data.resolve(TOPIC + "-" + partition);
            Path to = Files.createDirectories(folder.resolve("copies").resolve(topic + "-" + partition));
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    /** In KRaft topics get their ids from the cluster: the copies are taken for its own with those, all else as it is. */
    private void theNewestReads(Map<Integer, List<String>> stoppedWith) throws IOException {
        BrokerSetup setup = BrokerSetup.in(folder.resolve("newest")).withJvmFlags("-Xmx512m");
        try (BrokerProcess newest = new KafkaProcess(setup)) {
            newest.start(START_MAX);
            try (Admin admin = Admin.create(TestCluster.clientSettings(newest.bootstrapServers()))) {
                List<NewTopic> topics = stoppedWith.keySet().stream()
                        .map(id -> new NewTopic("replica-" + id, PARTITIONS, (short) 1)
                                .configs(Map.of("segment.bytes", "1048576")))
                        .toList();
                get(admin.createTopics(topics).all());
            }
            newest.stop(STOP);
            for (int id : stoppedWith.keySet()) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    replace(newest.dataFolder().resolve("replica-" + id + "-" + partition));
                }
            }
            newest.start(START_MAX);
            for (Map.Entry<Integer, List<String>> each : stoppedWith.entrySet()) {
                assertThat(consume(newest.bootstrapServers(), "replica-" + each.getKey()))
                        .as("of broker " + each.getKey())
                        .containsExactlyInAnyOrderElementsOf(each.getValue());
            }
            assertNoComplaint(newest, "replica-");
        }
    }

    private void replace(Path partition) throws IOException {
        String metadata = "partition.metadata";
        byte[] itsOwn = Files.readAllBytes(partition.resolve(metadata));
        try (Stream<Path> files = Files.list(partition)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("copies").resolve(partition.getFileName()))) {
            for (Path file : files.toList()) {
                Files.copy(file, partition.resolve(file.getFileName()));
            }
        }
        Files.write(partition.resolve(metadata), itsOwn);
    }

    private static void dump(Path directory) throws IOException {
        try (StockTools tools = new StockTools(KafkaJars.CURRENT)) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                List<Path> files;
                try (Stream<Path> all = Files.list(directory.resolve(TOPIC + "-" + partition))) {
                    files = all.filter(file -> file.toString().matches(".*\\.(log|index|timeindex|snapshot)"))
                            .toList();
                }
                assertThat(files).isNotEmpty();
                for (Path file : files) {
                    StockTools.Outcome dumped =
                            tools.run(DUMP, "--files", file.toString(), "--deep-iteration", "--print-data-log");
                    assertThat(dumped.exitCode()).as(dumped.errors()).isZero();
                    // The tool takes the first offset of a segment that is not the first for one after a gap.
                    assertThat(dumped.errors().lines())
                            .filteredOn(line -> !line.contains("-1 is followed by"))
                            .allMatch(line -> line.startsWith("Non-consecutive offsets in"));
                    assertThat(dumped.output()).doesNotContain("isvalid: false", "Found", "Could not");
                }
            }
        }
    }

    private static void produce(String bootstrapServers, List<String> written, int count) {
        Map<String, Object> settings = TestCluster.clientSettings(bootstrapServers);
        settings.put("acks", "all");
        settings.put("delivery.timeout.ms", 60_000);
        settings.put("linger.ms", 0);
        List<String> more = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                String value = "value " + (written.size() + i) + " " + "x".repeat(5_000);
                more.add(value);
                var unused =
                        producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, value), (metadata, failure) -> {
                            if (failure != null) {
                                failures.add(failure.toString());
                            }
                        });
            }
            producer.flush();
        }
        assertThat(failures).isEmpty();
        written.addAll(more);
    }

    private static List<String> consume(String bootstrapServers, String topic) {
        Map<String, Object> settings = TestCluster.clientSettings(bootstrapServers);
        settings.put("auto.offset.reset", "earliest");
        List<TopicPartition> partitions = Stream.iterate(0, i -> i + 1)
                .limit(PARTITIONS)
                .map(number -> new TopicPartition(topic, number))
                .toList();
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < Objects.requireNonNull(ends.get(each)))) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
