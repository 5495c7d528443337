/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.embedded.OdradekCluster;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a suite of tests asks for that gives each test a cluster of its own. */
@Tag("alone")
@Timeout(120)
class FiftyClustersTest {
    private static final String FOLDERS =
            "odradek-cluster-" + ProcessHandle.current().pid() + "-";
    private static final int CLUSTERS = 50;
    private static final Duration TIME_MAX = Duration.ofSeconds(10);
    private static final Duration THREADS_END_MAX = Duration.ofSeconds(2);

    @Test
    void fiftyClustersAreStartedUsedAndStoppedInTenSecondsAndLeaveNothing() throws Exception {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Set<String> descriptors = Set.of();
        List<Integer> ports = new ArrayList<>();

        long begun = System.nanoTime();
        for (int i = 0; i < CLUSTERS; i++) {
            ports.add(useOne("record " + i));
            if (i == 0) {
                // The JDK keeps one socket for ever, with which it closes others.
                descriptors = descriptors();
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println("FIGURE: " + CLUSTERS + " embedded clusters in " + took.toMillis() + " ms");

        assertThat(took).isLessThanOrEqualTo(TIME_MAX);
        await().pollInSameThread()
                .atMost(THREADS_END_MAX)
                .untilAsserted(() -> assertThat(leftThreads(threads)).isEmpty());
        assertThat(folders()).isEmpty();
        assertThat(descriptors()).isSubsetOf(descriptors);
        assertThat(ports).noneMatch(FiftyClustersTest::isOpen);
    }

    /**
     * Tells its port. The topic is made before it is written to: of one that is made by the first question after it, the
     * client is told, as by Kafka, that it is not there, and asks again after its retry.backoff.ms of 100.
     */
    private static int useOne(String value) throws Exception {
        try (OdradekCluster cluster = OdradekCluster.ofBrokers(1).start()) {
            try (Admin admin = Records.admin(cluster)) {
                admin.createTopics(Set.of(new NewTopic("t", 1, (short) 1)))
                        .all()
                        .get();
            }
            Records.produce(cluster, "t", value);
            assertThat(Records.read(cluster, "t", 1)).containsExactly(value);
            return port(cluster);
        }
    }

    private static int port(OdradekCluster cluster) {
        String address = cluster.address(0);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Netty's thread for the whole JVM ends by itself after a second of rest. */
    private static List<String> leftThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.startsWith("globalEventExecutor"))
                .toList();
    }

    private static Set<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith(FOLDERS))
                    .collect(Collectors.toSet());
        }
    }

    /** Sockets, files below a cluster's folder and loops' own: what a broker opens; not jars, which are read late. */
    private static Set<String> descriptors() {
        File[] all = new File("/proc/self/fd").listFiles();
        return Stream.of(all == null ? new File[0] : all)
                .map(FiftyClustersTest::target)
                .filter(target -> target.startsWith("socket:") || target.contains(FOLDERS) || target.contains("[event"))
                .collect(Collectors.toSet());
    }

    private static String target(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString();
        } catch (IOException e) {
            return "closed";
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
