/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.StockTools.Outcome;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code group.version} in a cluster that we made and Kafka 3.9 joins: {@code kafka-features.sh} lets it in and out. */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class FeaturesTest {
    private static final String FEATURES = "org.apache.kafka.tools.FeatureCommand";
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void kafka39JoinsWhenTheFeatureIsTakenBackAndKeepsItFromComingAgain() {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(TestBroker.START_MAX);
            try (BrokerCluster brokers = BrokerCluster.prepared(
                            ClusterSetup.of(folder, List.of(BrokerKind.ODRADEK, BrokerKind.LEGACY_KAFKA))
                                    .withProperties(Map.of("zookeeper.connect", zooKeeper.connectString())));
                    StockTools newest = new StockTools(KafkaJars.CURRENT);
                    StockTools last = new StockTools(KafkaJars.LEGACY)) {
                BrokerProcess ours = brokers.broker(1);
                BrokerProcess kafka = brokers.broker(2);
                ours.start(TestBroker.START_MAX);
                assertThat(describe(newest, ours)).isEqualTo("group.version 0 1 1 0");
                assertThat(describe(last, ours)).isEqualTo("group.version 0 1 1 0");

                assertThat(exitOf(kafka)).isEqualTo(1);
                assertThat(run(last, ours, "downgrade", "--feature", "group.version=0"))
                        .contains("group.version was downgraded to 0.");
                assertThat(describe(newest, ours)).isEqualTo("group.version 0 1 0 1");
                kafka.start(TestBroker.START_MAX);

                assertThat(run(newest, ours, "upgrade", "--feature", "group.version=1"))
                        .contains("Could not upgrade group.version to 1.", "incompatible versions");
                hearsOfConfigurationsBehindThatOfAGroup(kafka, ours);
                kafka.stop(SOON);
                assertThat(run(newest, ours, "upgrade", "--feature", "group.version=1", "--dry-run"))
                        .contains("group.version can be upgraded to 1.");
                assertThat(run(newest, ours, "upgrade", "--feature", "group.version=1"))
                        .contains("group.version was upgraded to 1.");
                assertThat(describe(last, ours)).isEqualTo("group.version 0 1 1 2");
            }
        }
    }

    /** It does not know what a group's configuration is, and goes on with the next notification. */
    private static void hearsOfConfigurationsBehindThatOfAGroup(BrokerProcess kafka, BrokerProcess ours) {
        ConfigResource all = new ConfigResource(ConfigResource.Type.BROKER, "");
        ConfigResource second = new ConfigResource(ConfigResource.Type.BROKER, "2");
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "g");
        // A client stays with the broker that it took; another may take the one that knows what this is.
        await().atMost(SOON).ignoreExceptions().until(() -> alter(ours, group, "consumer.session.timeout.ms", "46000"));
        alter(ours, all, "log.retention.ms", "777000");
        try (Admin atKafka = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            await().atMost(SOON)
                    .until(() -> TestBroker.get(
                                    atKafka.describeConfigs(List.of(second)).all())
                            .get(second)
                            .get("log.retention.ms")
                            .value()
                            .equals("777000"));
        }
    }

    private static boolean alter(BrokerProcess broker, ConfigResource resource, String key, String value) {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TestBroker.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set)))
                    .all());
        }
        return true;
    }

    private static int exitOf(BrokerProcess broker) {
        ChildProcess process = broker.launch();
        assertThat(process.waitFor(SOON)).as(process.describe()).isTrue();
        return process.exitCode();
    }

    /** Name, least and most supported level, finalized level, epoch. */
    private static String describe(StockTools tools, BrokerProcess broker) {
        return run(tools, broker, "describe")
                .lines()
                .filter(line -> line.startsWith("Feature: "))
                .map(line -> line.replaceAll("\\s*\\w+: *", " ").trim())
                .reduce("", (first, second) -> first + second);
    }

    private static String run(StockTools tools, BrokerProcess broker, String... arguments) {
        Outcome outcome = tools.run(
                FEATURES,
                Stream.concat(Stream.of("--bootstrap-server", broker.bootstrapServers()), Stream.of(arguments))
                        .toArray(String[]::new));
        return outcome.output() + outcome.errors();
    }
}
