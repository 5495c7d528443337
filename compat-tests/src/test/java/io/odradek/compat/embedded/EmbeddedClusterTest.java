/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.embedded;

import static io.odradek.compat.embedded.Records.admin;
import static io.odradek.compat.embedded.Records.consume;
import static io.odradek.compat.embedded.Records.produce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.odradek.embedded.OdradekCluster;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers in this JVM, used by stock clients. */
@Timeout(120)
class EmbeddedClusterTest {
    private static final String FOLDERS =
            "odradek-cluster-" + ProcessHandle.current().pid() + "-";

    private static final Duration LAST_STEP_MAX = Duration.ofSeconds(2);

    @Test
    void aClusterInThisJvmGoesOnWhileOneOfItsBrokersIsStopped() throws Exception {
        try (OdradekCluster cluster =
                OdradekCluster.ofBrokers(3).with("min.insync.replicas", "2").start()) {
            try (Admin admin = admin(cluster)) {
                admin.createTopics(Set.of(new NewTopic("t", 1, (short) 3)))
                        .all()
                        .get();
            }
            produce(cluster, "t", "one");

            cluster.stop(0);

            assertThat(cluster.isRunning(0)).isFalse();
            produce(cluster, "t", "two");
            cluster.start(0);
            cluster.stop(1);
            produce(cluster, "t", "three");
            cluster.start(1);
            assertThat(consume(cluster, "t", 3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void aBrokerKeepsItsPortWhileItIsStopped() throws Exception {
        try (OdradekCluster cluster = OdradekCluster.ofBrokers(1).start()) {
            String address = cluster.address(0);
            produce(cluster, "t", "one");

            cluster.stop(0);

            int port = port(cluster, 0);
            try (ServerSocket other = new ServerSocket()) {
                other.setReuseAddress(false);
                assertThatThrownBy(() -> other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                        .as("a free port for somebody else")
                        .isInstanceOf(BindException.class);
            }
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .as("a client of a stopped broker")
                    .isInstanceOf(ConnectException.class);
            cluster.start(0);
            assertThat(cluster.address(0)).isEqualTo(address);
            assertThat(consume(cluster, "t", 1)).containsExactly("one");
        }
    }

    /** As behind a published port of a container: clients outside reach it there, the broker itself does not. */
    @Test
    void aBrokerIsReadyWhoseAdvertisedAddressLeadsNowhereFromWhereItRuns() throws Exception {
        try (OdradekCluster cluster = OdradekCluster.ofBrokers(1)
                .with("advertised.listeners", "PLAINTEXT://127.0.0.1:1")
                .start()) {
            assertThat(cluster.isRunning(0)).isTrue();
        }
    }

    private static int port(OdradekCluster cluster, int brokerId) {
        String address = cluster.address(brokerId);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Test
    void brokersListenWhereTheyAreTold() throws Exception {
        int first;
        int second;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            first = one.getLocalPort();
            second = two.getLocalPort();
        }

        try (OdradekCluster cluster =
                OdradekCluster.ofBrokers(2).ports(first, second).start()) {
            assertThat(cluster.bootstrapServers()).isEqualTo("127.0.0.1:" + first + ",127.0.0.1:" + second);
            produce(cluster, "t", "one");
            assertThat(consume(cluster, "t", 1)).containsExactly("one");
        }
    }

    @Test
    void aClusterOfWhichOneBrokerIsConfiguredWronglySaysWhyAndLeavesNothing() throws Exception {
        OdradekCluster.Builder impossible = OdradekCluster.ofBrokers(2).with(1, "log.segment.bytes", "-5");

        assertThatThrownBy(impossible::start).hasMessageContaining("log.segment.bytes");

        assertThat(folders()).isEmpty();
        // A thread that was waited for may have its last step still before it.
        await().atMost(LAST_STEP_MAX)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .as("threads of the broker whose configuration is right")
                        .noneMatch(thread -> thread.getName().startsWith("odradek-")));
    }

    private static Set<Path> folders() throws Exception {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith(FOLDERS))
                    .collect(Collectors.toSet());
        }
    }
}
