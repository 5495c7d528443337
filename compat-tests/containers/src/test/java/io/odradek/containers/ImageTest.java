/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One container, as {@code docker run} starts it. */
@Timeout(180)
class ImageTest {
    private static final String READY = "Transitioning from RECOVERY to RUNNING";
    private static final int STARTS = 5;
    private static final Duration READY_MAX = Duration.ofSeconds(1);
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private final int port = freePort();
    private final List<String> containers = new ArrayList<>();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no free port", e);
        }
    }

    @AfterEach
    void remove() throws Exception {
        for (String container : containers) {
            Docker.remove(container);
        }
    }

    private String servers() {
        return "localhost:" + port;
    }

    private String create(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "-e",
                "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://" + servers(),
                "-e",
                "KAFKA_LISTENERS=PLAINTEXT://:9092",
                "-e",
                "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1"));
        all.addAll(List.of(options));
        String container = Docker.create(port, all.toArray(String[]::new));
        containers.add(container);
        return container;
    }

    private String start(String... options) throws Exception {
        String container = create(options);
        var unused = Docker.run("docker", "start", container);
        awaitReady(container);
        return container;
    }

    private static void awaitReady(String container) {
        await().atMost(WAIT_MAX)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> Docker.logs(container).contains(READY));
    }

    private Map<String, String> configOfBroker(int id) throws Exception {
        try (Admin admin = Clients.admin(servers())) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
            Config config = admin.describeConfigs(Set.of(broker)).all().get().get(broker);
            Map<String, String> values = new HashMap<>();
            config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
            return values;
        }
    }

    /** From the command that starts it to the line that is printed once clients are answered. */
    @Test
    void aContainerIsReadyWithinASecond() throws Exception {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            String container = create();
            Instant begun = Instant.now();
            Docker.startUntil(container, READY);
            took.add(Duration.between(begun, Instant.now()));
            Docker.remove(container);
            containers.remove(container);
        }
        took.sort(Duration::compareTo);

        String size = Docker.run("docker", "image", "inspect", "--format", "{{.Size}}", Docker.IMAGE);
        System.out.println("FIGURE: container start to ready, of " + STARTS + ": "
                + took.stream().map(Duration::toMillis).toList() + " ms; image " + Long.parseLong(size) / 1_000_000
                + " MB");
        assertThat(took.get(STARTS / 2)).as("the median").isLessThanOrEqualTo(READY_MAX);
    }

    @Test
    void theBrokerIsNotRootAndStopsCleanlyOnSigterm() throws Exception {
        String container = start();
        Clients.produce(servers(), "t", "one");

        assertThat(Docker.run("docker", "exec", container, "id", "-u")).isEqualTo("1000");
        var unused = Docker.run("docker", "stop", container);

        assertThat(Docker.logs(container)).contains("Stopped");
        assertThat(Docker.inspect(container, "{{.State.ExitCode}}")).isEqualTo("143");
        unused = Docker.run("docker", "start", container);
        assertThat(Clients.consume(servers(), "t", 1)).containsExactly("one");
    }

    @Test
    void variablesAndAMountedFileAreItsConfiguration(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("server.properties");
        Files.writeString(file, "broker.id = 7\nnum.partitions=3\nlog.retention.hours=\\\n  5\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        String container = start(
                "-v",
                folder + ":/mnt/shared/config",
                "-e",
                "KAFKA_NUM_PARTITIONS=4",
                "-e",
                "KAFKA_LOG_SEGMENT_BYTES=1048576",
                "-e",
                "KAFKA_LOG4J_LOGGERS=org.apache.zookeeper.ClientCnxn=INFO");

        assertThat(configOfBroker(7))
                .containsEntry("num.partitions", "4")
                .containsEntry("log.segment.bytes", "1048576")
                .containsEntry("log.retention.hours", "5");
        assertThat(Docker.logs(container)).contains("org.apache.zookeeper.ClientCnxn");
    }

    @Test
    void aComposeFileForKraftWorksAsItIs() throws Exception {
        var unused = start(
                "-e", "KAFKA_NODE_ID=4",
                "-e", "KAFKA_PROCESS_ROLES=broker,controller",
                "-e", "KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093",
                "-e", "KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER",
                "-e", "KAFKA_CONTROLLER_QUORUM_VOTERS=4@localhost:9093",
                "-e", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                "-e", "KAFKA_LOG_DIRS=/var/lib/kafka/data");

        assertThat(configOfBroker(4)).containsEntry("listeners", "PLAINTEXT://:9092");
    }

    @Test
    void aVolumeKeepsWhatTheContainerLeaves() throws Exception {
        String volume = "odradek-test-" + ProcessHandle.current().pid();
        try {
            String first = start("-v", volume + ":/var/lib/kafka/data", "-e", "KAFKA_LOG_DIRS=/var/lib/kafka/data");
            Clients.produce(servers(), "t", "one");
            Docker.remove(first);
            containers.remove(first);

            var unused = start("-v", volume + ":/var/lib/kafka/data", "-e", "KAFKA_LOG_DIRS=/var/lib/kafka/data");

            assertThat(Clients.consume(servers(), "t", 1)).containsExactly("one");
        } finally {
            remove();
            containers.clear();
            var unused = Docker.run("docker", "volume", "rm", "-f", volume);
        }
    }

    @Test
    void theHealthCheckSaysWhetherItAnswers() throws Exception {
        String container = start("--health-interval=1s", "--health-retries=1");
        await().atMost(WAIT_MAX)
                .until(() ->
                        Docker.inspect(container, "{{.State.Health.Status}}").equals("healthy"));

        // A broker that is there and does not answer: by SIGSTOP from outside, as its container's first process ignores
        // it.
        String pid = Docker.inspect(container, "{{.State.Pid}}");
        var unused = Docker.run("kill", "-STOP", pid);

        await().atMost(WAIT_MAX)
                .until(() ->
                        Docker.inspect(container, "{{.State.Health.Status}}").equals("unhealthy"));
        unused = Docker.run("kill", "-CONT", pid);
        await().atMost(WAIT_MAX)
                .until(() ->
                        Docker.inspect(container, "{{.State.Health.Status}}").equals("healthy"));
    }

    @Test
    void aRoleThatItDoesNotHaveIsRefusedInOneLine() throws Exception {
        String container = create("-e", "KAFKA_PROCESS_ROLES=controller");
        var unused = Docker.run("docker", "start", container);

        assertThat(Docker.run("docker", "wait", container)).isEqualTo("1");
        assertThat(Docker.logs(container).lines()).singleElement().asString().contains("KAFKA_PROCESS_ROLES");
    }
}
