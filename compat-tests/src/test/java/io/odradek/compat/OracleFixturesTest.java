/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.LegacyKafkaProcess;
import io.odradek.compat.process.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The two Kafkas that the other tests compare with do start, answer stock tools, and stop. */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class OracleFixturesTest {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theNewestKafkaServesItsOwnTools() {
        try (BrokerProcess kafka = new KafkaProcess(BrokerSetup.in(folder).withJvmFlags("-Xmx512m"));
                StockTools tools = new StockTools(KafkaJars.CURRENT)) {
            kafka.start(START);

            assertThatATopicCanBeCreatedAndListed(tools, kafka);

            kafka.stop(START);
        }
    }

    @Test
    void theLastKafkaOnZooKeeperServesItsOwnTools() {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"));
                StockTools tools = new StockTools(KafkaJars.LEGACY)) {
            zooKeeper.start(START);
            BrokerSetup setup = BrokerSetup.in(folder.resolve("broker")).withJvmFlags("-Xmx512m");
            try (BrokerProcess kafka = new LegacyKafkaProcess(setup, zooKeeper.connectString())) {
                kafka.start(START);

                assertThatATopicCanBeCreatedAndListed(tools, kafka);

                kafka.stop(START);
            }
        }
    }

    private static void assertThatATopicCanBeCreatedAndListed(StockTools tools, BrokerProcess kafka) {
        String main = "org.apache.kafka.tools.TopicCommand";
        String server = kafka.bootstrapServers();
        StockTools.Outcome created = tools.run(main, "--bootstrap-server", server, "--create", "--topic", "t");
        StockTools.Outcome listed = tools.run(main, "--bootstrap-server", server, "--list");

        assertThat(created.exitCode()).as(created.toString()).isZero();
        assertThat(created.output()).isEqualTo("Created topic t.\n");
        assertThat(listed.output()).isEqualTo("t\n");
    }
}
