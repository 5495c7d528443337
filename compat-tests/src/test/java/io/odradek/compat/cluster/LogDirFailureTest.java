/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static io.odradek.compat.cluster.TestCluster.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.ClusterSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A log directory that is taken away from under a broker, while the other one stays. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class LogDirFailureTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BROKER = 3;

    @TempDir
    Path folder;

    private Path directory(int broker, String name) {
        return folder.resolve("broker-" + broker).resolve("data-" + name);
    }

    private static void produce(TestCluster cluster, int partition) {
        Map<String, Object> settings = TestCluster.clientSettings(cluster.bootstrapServers());
        settings.put("acks", "all");
        settings.put("delivery.timeout.ms", 30_000);
        settings.put("linger.ms", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThat(get(producer.send(new ProducerRecord<>("split", partition, null, new byte[1000])))
                            .hasOffset())
                    .isTrue();
        }
    }

    @Test
    void aDirectoryThatIsGoneTakesOnlyItsPartitions() throws Exception {
        ClusterSetup setup = ClusterSetup.of(folder, 3, BrokerKind.ODRADEK);
        for (int id = 1; id <= 3; id++) {
            setup = setup.withBrokerProperties(id, Map.of("log.dirs", directory(id, "a") + "," + directory(id, "b")));
        }
        try (TestCluster cluster = TestCluster.start(setup)) {
            cluster.createTopic("split", 6, 2, Map.of());
            for (int partition = 0; partition < 6; partition++) {
                produce(cluster, partition);
            }
            Path gone = directory(BROKER, "b");
            Files.move(gone, gone.resolveSibling("taken-away"));

            // The next checkpoint finds it gone.
            for (int partition = 0; partition < 6; partition++) {
                produce(cluster, partition);
            }
            await().atMost(SOON).untilAsserted(() -> {
                Map<String, LogDirDescription> all = get(cluster.admin()
                                .describeLogDirs(List.of(BROKER))
                                .allDescriptions())
                        .get(BROKER);
                assertThat(all.get(gone.toString()).error()).isInstanceOf(KafkaStorageException.class);
                assertThat(all.get(directory(BROKER, "a").toString()).error()).isNull();
            });
            for (int partition = 0; partition < 6; partition++) {
                produce(cluster, partition);
            }
            assertThat(cluster.broker(BROKER).process().isAlive()).isTrue();

            cluster.broker(BROKER).stop(SOON);
            Files.move(gone.resolveSibling("taken-away"), gone);
            cluster.broker(BROKER).start(START_MAX);
            cluster.awaitInSync(List.of("split"), START_MAX);

            theLastDirectoryEndsTheBroker(cluster);
        }
    }

    private void theLastDirectoryEndsTheBroker(TestCluster cluster) throws Exception {
        ChildProcess broker = cluster.broker(BROKER).process();
        int linesBefore = (int) broker.outputText().lines().count();
        for (String name : List.of("a", "b")) {
            Path gone = directory(BROKER, name);
            Files.move(gone, gone.resolveSibling("taken-away-" + name));
        }

        for (int partition = 0; partition < 6; partition++) {
            produce(cluster, partition);
        }

        assertThat(broker.waitFor(SOON)).as("it ends: " + broker.describe()).isTrue();
        assertThat(broker.exitCode()).as(broker.describe()).isEqualTo(1);
        assertThat(broker.outputText().lines().skip(linesBefore))
                .as(broker.describe())
                .noneMatch(line -> line.startsWith("\tat "))
                .filteredOn(line -> line.contains(" ERROR The broker exits: every log directory has failed"))
                .hasSize(1);
        cluster.awaitPartitions(
                List.of("split"),
                SOON,
                partition -> partition.leader() != null
                        && !partition.leader().isEmpty()
                        && partition.leader().id() != BROKER);
        for (int partition = 0; partition < 6; partition++) {
            produce(cluster, partition);
        }
        broker.close();
        for (String name : List.of("a", "b")) {
            Path gone = directory(BROKER, name);
            Files.move(gone.resolveSibling("taken-away-" + name), gone);
        }
        cluster.broker(BROKER).start(START_MAX);
        cluster.awaitInSync(List.of("split"), START_MAX);
    }
}
