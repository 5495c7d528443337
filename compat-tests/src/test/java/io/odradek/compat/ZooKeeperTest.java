/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.START_MAX;
import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker on a ZooKeeper ensemble that somebody else runs, below a chroot. */
@Timeout(120)
@ExtendWith(DumpOnFailure.class)
class ZooKeeperTest {

    @TempDir
    static Path folder;

    private static ZooKeeperProcess zooKeeper;
    private static TestBroker broker;

    @BeforeAll
    static void start() {
        Assumptions.assumeFalse(TestBroker.againstKafka(), "Kafka 4 has no ZooKeeper mode");
        zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"));
        zooKeeper.start(START_MAX);
        // A session long enough that no restart here can wait for its end.
        broker = TestBroker.start(
                folder.resolve("broker"),
                Map.of(
                        "zookeeper.connect",
                        zooKeeper.connectString() + "/some/where",
                        "zookeeper.session.timeout.ms",
                        "60000"));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }

    @Test
    void aRestartWithinTheOldSessionStartsAtOnce() {
        String topic = broker.topic();
        broker.send(topic, "before");

        broker.process().kill();
        broker.process().start(Duration.ofSeconds(20));

        broker.awaitLeaders(topic, 1);
        assertThat(broker.readTexts(topic)).containsExactly("before");
        assertThat(broker.send(topic, "after")).hasSize(1);
        assertThat(broker.topic()).isNotEmpty();
    }

    @Test
    void aCleanRestartFindsItsTopicsAgain() {
        String topic = broker.topic(2, Map.of("retention.ms", "123456789"));

        broker.process().stop(START_MAX);
        broker.process().start(START_MAX);

        broker.awaitLeaders(topic, 2);
        assertThat(get(broker.admin().describeTopics(List.of(topic)).allTopicNames())
                        .get(topic)
                        .partitions())
                .hasSize(2);
    }

    @Test
    void whileZooKeeperIsAwayRecordsStillFlowAndTopicsCanBeMadeWhenItIsBack() {
        String topic = broker.topic();
        // Also takes the first block of producer ids, which comes from ZooKeeper.
        broker.send(topic, "before");

        zooKeeper.close();
        try {
            assertThat(broker.send(topic, "without")).hasSize(1);
            assertThat(broker.readTexts(topic)).containsExactly("before", "without");
        } finally {
            zooKeeper.start(START_MAX);
        }

        assertThat(broker.topic()).isNotEmpty();
        assertThat(broker.send(topic, "with")).hasSize(1);
    }
}
