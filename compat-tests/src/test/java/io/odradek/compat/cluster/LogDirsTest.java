/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.KafkaJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.apache.kafka.common.errors.LogDirNotFoundException;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Brokers with two log directories each: replicas moved between them by stock tools. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class LogDirsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LOG_DIRS = "org.apache.kafka.tools.LogDirsCommand";
    private static final String REASSIGN = "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";
    private static final String VERIFY_REPLICAS = "org.apache.kafka.tools.ReplicaVerificationTool";

    @TempDir
    static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        ClusterSetup setup = ClusterSetup.of(folder, 3, BrokerKind.ODRADEK);
        for (int id = 1; id <= 3; id++) {
            setup = setup.withBrokerProperties(id, Map.of("log.dirs", directory(id, "a") + "," + directory(id, "b")));
        }
        cluster = TestCluster.start(setup);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Path directory(int broker, String name) {
        return folder.resolve("broker-" + broker).resolve("data-" + name);
    }

    private static void produce(String topic, int partition, int records) {
        Map<String, Object> settings = TestCluster.clientSettings(cluster.bootstrapServers());
        settings.put("acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, partition, null, new byte[1000]));
            }
            producer.flush();
        }
    }

    /** Where the replicas of a partition on one broker are: the present one, and one on its way. */
    private static Map<String, ReplicaInfo> where(int broker, TopicPartition partition, boolean future) {
        Map<String, LogDirDescription> all = get(cluster.admin()
                        .describeLogDirs(List.of(broker))
                        .allDescriptions())
                .get(broker);
        Map<String, ReplicaInfo> found = new TreeMap<>();
        all.forEach((directory, description) -> {
            ReplicaInfo replica = description.replicaInfos().get(partition);
            if (replica != null && replica.isFuture() == future) {
                found.put(directory, replica);
            }
        });
        return found;
    }

    private static Path current(int broker, TopicPartition partition) {
        return Path.of(where(broker, partition, false).keySet().iterator().next());
    }

    private static Path other(int broker, TopicPartition partition) {
        Path first = directory(broker, "a");
        return current(broker, partition).equals(first) ? directory(broker, "b") : first;
    }

    @Test
    void stockToolsMoveReplicasAndTellWhereTheyAre() throws Exception {
        for (KafkaJars jars : List.of(KafkaJars.CURRENT, KafkaJars.LEGACY)) {
            String topic = "moved-by-" + jars.name().toLowerCase(Locale.ROOT);
            cluster.createTopic(topic, 1, 3, Map.of("segment.bytes", "1048576"));
            TopicPartition partition = new TopicPartition(topic, 0);
            produce(topic, 0, 5_000);
            List<Path> targets =
                    Stream.of(1, 2, 3).map(id -> other(id, partition)).toList();
            Path json = Files.writeString(folder.resolve(topic + ".json"), """
                    {"version":1,"partitions":[{"topic":"%s","partition":0,"replicas":[1,2,3],
                     "log_dirs":["%s","%s","%s"]}]}
                    """.formatted(
                            topic, targets.get(0), targets.get(1), targets.get(2)));
            try (StockTools tools = new StockTools(jars)) {
                StockTools.Outcome executed = tools.run(
                        REASSIGN,
                        "--bootstrap-server",
                        cluster.bootstrapServers(),
                        "--reassignment-json-file",
                        json.toString(),
                        "--execute",
                        "--replica-alter-log-dirs-throttle",
                        "50000000");
                assertThat(executed.exitCode()).as(executed.toString()).isZero();
                assertThat(executed.output())
                        .contains("Successfully started moving log directory to " + targets.get(0) + " for replica "
                                + topic + "-0");
                produce(topic, 0, 500);
                await().atMost(SOON).untilAsserted(() -> {
                    StockTools.Outcome verified = tools.run(
                            REASSIGN,
                            "--bootstrap-server",
                            cluster.bootstrapServers(),
                            "--reassignment-json-file",
                            json.toString(),
                            "--verify");
                    for (int id = 1; id <= 3; id++) {
                        assertThat(verified.output())
                                .contains("Reassignment of replica " + topic + "-0-" + id + " completed successfully.");
                    }
                });
                StockTools.Outcome described = tools.run(
                        LOG_DIRS,
                        "--bootstrap-server",
                        cluster.bootstrapServers(),
                        "--describe",
                        "--topic-list",
                        topic);
                assertThat(described.output())
                        .contains("\"partition\":\"" + topic + "-0\"")
                        .contains("\"isFuture\":false")
                        .doesNotContain("\"isFuture\":true")
                        .contains(targets.get(0).toString());
            }
            for (int id = 1; id <= 3; id++) {
                assertThat(current(id, partition)).isEqualTo(targets.get(id - 1));
            }
        }
    }

    @Test
    void whatCannotBeMovedIsRefusedAsByKafka() {
        cluster.createTopic("refused", 1, 1, Map.of());
        int broker = cluster.leader(new TopicPartition("refused", 0)).orElseThrow();
        int other = broker % 3 + 1;

        assertThat(alter(new TopicPartitionReplica("refused", 0, broker), "/no/such/dir"))
                .isInstanceOf(LogDirNotFoundException.class);
        assertThat(alter(new TopicPartitionReplica("refused", 0, other), aDirectory(other)))
                .isInstanceOf(ReplicaNotAvailableException.class);
        assertThat(alter(new TopicPartitionReplica("unknown", 0, broker), aDirectory(broker)))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    private static String aDirectory(int broker) {
        return directory(broker, "a").toString();
    }

    private static Throwable alter(TopicPartitionReplica replica, String directory) {
        try {
            cluster.admin()
                    .alterReplicaLogDirs(Map.of(replica, directory))
                    .values()
                    .get(replica)
                    .get();
            return new AssertionError("it was accepted");
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    @Test
    void theOldReplicaVerificationToolFindsReplicasTheSame() throws Exception {
        cluster.createTopic("verified", 2, 3, Map.of());
        produce("verified", 0, 100);
        produce("verified", 1, 100);
        Path output = folder.resolve("verification.log");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        KafkaJars.LEGACY.files().stream()
                                .map(Path::toString)
                                .reduce((a, b) -> a + ":" + b)
                                .orElseThrow(),
                        VERIFY_REPLICAS,
                        "--broker-list",
                        cluster.bootstrapServers(),
                        "--topics-include",
                        "verified",
                        "--report-interval-ms",
                        "500")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(Files.readString(output)).contains("max lag is 0 for partition verified-"));
            assertThat(Files.readString(output)).doesNotContain("partition verified-0 at offset");
        } finally {
            tool.destroyForcibly().waitFor();
        }
    }
}
