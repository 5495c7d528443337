/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The compose file with three brokers, while one of them dies and another is cut off. */
@Timeout(300)
class ComposeClusterTest {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final Path FILES =
            Path.of(System.getProperty("odradek.root")).resolve("docker").normalize();

    private final String project = "odradek" + ProcessHandle.current().pid();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<Integer, String> containers = new HashMap<>();
    private String servers = "";

    @BeforeEach
    void choosePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int broker = 1; broker <= 3; broker++) {
            ServerSocket socket = new ServerSocket(0);
            sockets.add(socket);
            environment.put("KAFKA_PORT_" + broker, Integer.toString(socket.getLocalPort()));
            addresses.add("localhost:" + socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        environment.put("ODRADEK_IMAGE", Docker.IMAGE);
        servers = String.join(",", addresses);
    }

    @AfterEach
    void down() throws Exception {
        var unused = compose("down", "-v", "-t", "1");
    }

    private String compose(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(composeCommand());
        command.addAll(List.of(
                "-p", project, "-f", FILES.resolve("compose-cluster.yml").toString()));
        command.addAll(List.of(arguments));
        return Docker.runIn(environment, command);
    }

    /** A plugin of the command line, or the program that came before it. */
    private static List<String> composeCommand() throws Exception {
        try {
            var unused = Docker.run("docker", "compose", "version");
            return List.of("docker", "compose");
        } catch (AssertionError absent) {
            return List.of("docker-compose");
        }
    }

    private void up() throws Exception {
        var unused = compose("up", "-d");
        for (int broker = 1; broker <= 3; broker++) {
            containers.put(broker, compose("ps", "-q", "broker" + broker));
        }
    }

    private static int inSync(Admin admin) throws Exception {
        return admin.describeTopics(Set.of("t")).allTopicNames().get().get("t").partitions().stream()
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElse(0);
    }

    private void awaitInSync(int replicas) {
        try (Admin admin = Clients.admin(servers)) {
            await().atMost(WAIT_MAX).ignoreExceptions().until(() -> inSync(admin) == replicas);
        }
    }

    @Test
    void aKilledAndACutOffContainerCostNothingThatWasAcknowledged() throws Exception {
        up();
        try (Admin admin = Clients.admin(servers)) {
            await().atMost(WAIT_MAX)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().size() == 3);
            admin.createTopics(Set.of(new NewTopic("t", 3, (short) 3))).all().get();
        }
        Clients.produce(servers, "t", "one");

        var unused = Docker.run("docker", "kill", containers.get(1));
        Clients.produce(servers, "t", "two");
        unused = Docker.run("docker", "start", containers.get(1));
        awaitInSync(3);

        String network = project + "_default";
        String cutOff = containers.get(2);
        unused = Docker.run("docker", "network", "disconnect", network, cutOff);
        Clients.produce(servers, "t", "three");
        unused = Docker.run("docker", "network", "connect", "--alias", "broker2", network, cutOff);
        awaitInSync(3);

        assertThat(Clients.consume(servers, "t", 3)).containsExactlyInAnyOrder("one", "two", "three");
        await().atMost(WAIT_MAX).untilAsserted(() -> {
            for (String container : containers.values()) {
                assertThat(Docker.inspect(container, "{{.State.Health.Status}}"))
                        .isEqualTo("healthy");
            }
        });
    }
}
