/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.cluster.TestCluster.START_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers can be started, asked, ended and started again. */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class TestClusterTest {

    @TempDir
    static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder, 3);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aPartitionOfThreeReplicasIsLedByOneOfThemAndByAnotherWhenThatOneIsKilled() {
        TopicPartition partition = new TopicPartition("replicated", 0);
        cluster.createTopic("replicated", 3, 3, Map.of("min.insync.replicas", "2"));
        assertThat(cluster.processes().ids()).contains(cluster.controller());
        int leader = cluster.leader(partition).orElseThrow();

        cluster.broker(leader).kill();

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() ->
                        cluster.leader(partition).filter(now -> now != leader).isPresent());
        cluster.broker(leader).start(START_MAX);
        cluster.awaitBrokers(3, START_MAX);
    }
}
