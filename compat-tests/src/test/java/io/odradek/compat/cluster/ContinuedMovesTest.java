/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.LegacyKafkaProcess;
import io.odradek.compat.process.OdradekProcess;
import io.odradek.compat.process.ZooKeeperProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log that was on its way to another directory when its broker was killed arrives there under the other kind of broker. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class ContinuedMovesTest {
    private static final int SESSION_MS = 10_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final TopicPartition MOVED = new TopicPartition("moved", 0);
    private static final String THROTTLE = "replica.alter.log.dirs.io.max.bytes.per.second";
    private static final int RECORDS = 800;

    @TempDir
    Path folder;

    private BrokerSetup setup;
    private Path first;
    private Path second;
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void directories() {
        first = folder.resolve("a");
        second = folder.resolve("b");
        // Waited for before Kafka is started.
        setup = BrokerSetup.in(folder.resolve("broker"))
                .withProperties(Map.of(
                        "broker.id", "0",
                        "log.dirs", first + "," + second,
                        // In a cluster with consumer groups of KIP-848, Kafka 3.9 does not start.
                        "group.coordinator.rebalance.protocols", "classic",
                        "zookeeper.session.timeout.ms", "1500"));
    }

    @Test
    void eitherKindGoesOnWithWhatTheOtherHadBegun() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(SOON);
            BrokerSetup onEnsemble = setup.withProperties(withEnsemble(zooKeeper));
            try (BrokerProcess ours = new OdradekProcess(onEnsemble);
                    BrokerProcess kafka =
                            new LegacyKafkaProcess(onEnsemble.withJvmFlags("-Xmx320m"), zooKeeper.connectString())) {
                ours.start(SOON);
                try (Admin admin = admin()) {
                    NewTopic topic =
                            new NewTopic(MOVED.topic(), 1, (short) 1).configs(Map.of("segment.bytes", "1048576"));
                    get(admin.createTopics(List.of(topic)).all());
                }
                produce(RECORDS);

                killInTheMiddle(ours);
                awaitEndOfSession(zooKeeper);
                continueWith(kafka);
                killInTheMiddle(kafka);
                continueWith(ours);
            }
        }
    }

    /** Kafka ends if it finds the registration of the broker that was killed. */
    private static void awaitEndOfSession(ZooKeeperProcess zooKeeper) throws Exception {
        try (ZooKeeper tree = new ZooKeeper(zooKeeper.connectString(), SESSION_MS, event -> {})) {
            await().atMost(SOON).ignoreExceptions().until(() -> tree.exists("/brokers/ids/0", false) == null);
        }
    }

    private Map<String, String> withEnsemble(ZooKeeperProcess zooKeeper) {
        return Stream.concat(
                        setup.properties().entrySet().stream(),
                        Map.of("zookeeper.connect", zooKeeper.connectString()).entrySet().stream())
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Admin admin() {
        return Admin.create(TestCluster.clientSettings("127.0.0.1:" + setup.port()));
    }

    private void killInTheMiddle(BrokerProcess broker) throws IOException {
        try (Admin admin = admin()) {
            throttle(admin, new AlterConfigOp(new ConfigEntry(THROTTLE, "200000"), AlterConfigOp.OpType.SET));
            Path target = where(admin, false).equals(first) ? second : first;
            get(admin.alterReplicaLogDirs(Map.of(new TopicPartitionReplica(MOVED.topic(), 0, 0), target.toString()))
                    .all());
            await().atMost(SOON).ignoreExceptions().until(() -> {
                ReplicaInfo future = replica(admin, true).getValue();
                return future.size() > 0 && future.offsetLag() > 0;
            });
            broker.kill();
            try (Stream<Path> folders = Files.list(target)) {
                assertThat(folders.map(each -> each.getFileName().toString()))
                        .as("it is on its way")
                        .anyMatch(name -> name.startsWith(MOVED + ".") && name.endsWith("-future"))
                        .doesNotContain(MOVED.toString());
            }
        }
    }

    private void continueWith(BrokerProcess broker) throws IOException {
        Path target = Files.isDirectory(first.resolve(MOVED.toString())) ? second : first;
        broker.start(SOON);
        try (Admin admin = admin()) {
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> replica(admin, true).getValue().isFuture());
            throttle(admin, new AlterConfigOp(new ConfigEntry(THROTTLE, ""), AlterConfigOp.OpType.DELETE));
            produce(10);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> where(admin, false).equals(target));
        }
        assertThat(consume()).containsExactlyElementsOf(written);
    }

    private static void throttle(Admin admin, AlterConfigOp change) {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "0");
        get(admin.incrementalAlterConfigs(Map.of(broker, List.of(change))).all());
    }

    private static Path where(Admin admin, boolean future) {
        return Path.of(replica(admin, future).getKey());
    }

    /** The directory of the present log, or of the one to come, and what is told of it. */
    private static Map.Entry<String, ReplicaInfo> replica(Admin admin, boolean future) {
        Map<String, LogDirDescription> all =
                get(admin.describeLogDirs(List.of(0)).allDescriptions()).get(0);
        return all.entrySet().stream()
                .filter(entry -> entry.getValue().replicaInfos().containsKey(MOVED))
                .map(entry -> Map.entry(
                        entry.getKey(), entry.getValue().replicaInfos().get(MOVED)))
                .filter(entry -> entry.getValue().isFuture() == future)
                .findFirst()
                .orElseThrow();
    }

    private void produce(int records) {
        Map<String, Object> settings = TestCluster.clientSettings("127.0.0.1:" + setup.port());
        settings.put("delivery.timeout.ms", 60_000);
        List<String> failures = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                String value = written.size() + " " + "x".repeat(5_000);
                written.add(value);
                var unused = producer.send(new ProducerRecord<>(MOVED.topic(), 0, null, value), (metadata, failure) -> {
                    if (failure != null) {
                        failures.add(failure.toString());
                    }
                });
            }
            producer.flush();
        }
        assertThat(failures).isEmpty();
    }

    private List<String> consume() {
        Map<String, Object> settings = TestCluster.clientSettings("127.0.0.1:" + setup.port());
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(MOVED));
            consumer.seekToBeginning(List.of(MOVED));
            long end = consumer.endOffsets(List.of(MOVED)).get(MOVED);
            while (consumer.position(MOVED) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
