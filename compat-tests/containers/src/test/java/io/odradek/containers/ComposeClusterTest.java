/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The compose files with three brokers, while containers die and others are cut off. */
@Timeout(300)
class ComposeClusterTest {
    private static final String TOPIC = "t";
    private static final Duration ELECTION_MAX = Duration.ofSeconds(30);
    private static final List<String> ZOOKEEPERS = List.of("zookeeper1", "zookeeper2", "zookeeper3");

    @Test
    void aKilledAndACutOffContainerCostNothingThatWasAcknowledged() throws Exception {
        try (Compose compose = new Compose("compose-cluster.yml")) {
            compose.up();
            compose.createTopic(TOPIC);
            Clients.produce(compose.servers(), TOPIC, "one");

            compose.kill("broker1");
            Clients.produce(compose.servers(), TOPIC, "two");
            compose.start("broker1");
            compose.awaitInSync(TOPIC);

            compose.disconnect("broker2");
            Clients.produce(compose.servers(), TOPIC, "three");
            compose.connect("broker2");
            compose.awaitInSync(TOPIC);

            assertThat(Clients.consume(compose.servers(), TOPIC, 3)).containsExactlyInAnyOrder("one", "two", "three");
            compose.awaitHealthy();
        }
    }

    /** The server of ZooKeeper that leads, and a broker with it; then the next that leads. */
    @Test
    void serversOfZooKeeperInContainersOfTheirOwnMayBeKilledAndCutOffToo() throws Exception {
        try (Compose compose = new Compose("compose-zookeeper.yml")) {
            compose.up();
            compose.createTopic(TOPIC);
            Clients.produce(compose.servers(), TOPIC, "one");

            String first = leadingServer(compose);
            compose.kill(first);
            compose.kill("broker1");
            Clients.produce(compose.servers(), TOPIC, "two");
            compose.start(first);
            compose.start("broker1");
            compose.awaitInSync(TOPIC);
            compose.awaitHealthy();

            String second = leadingServer(compose);
            compose.disconnect(second);
            compose.createTopic("made-without-it");
            compose.connect(second);

            assertThat(Clients.read(compose.servers(), TOPIC, 2)).containsExactlyInAnyOrder("one", "two");
            compose.awaitHealthy();
        }
    }

    private static String leadingServer(Compose compose) {
        return await().atMost(ELECTION_MAX).until(() -> leader(compose), leader -> !leader.isEmpty());
    }

    /** Which says so when it is asked for its health; empty if none does. */
    private static String leader(Compose compose) throws Exception {
        for (String server : ZOOKEEPERS) {
            if (health(compose.container(server)).equals("Mode: leader")) {
                return server;
            }
        }
        return "";
    }

    private static String health(String container) throws Exception {
        try {
            return Docker.run("docker", "exec", container, "/etc/kafka/docker/healthcheck");
        } catch (AssertionError unhealthy) {
            return "";
        }
    }
}
