/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import static java.util.Objects.requireNonNull;
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

/** What a compose file of ours with three brokers describes, with free ports of this machine; gone when it is closed. */
final class Compose implements AutoCloseable {
    private static final int BROKERS = 3;
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private final String project;
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> containers = new HashMap<>();
    private final String servers;

    /** Nothing is started. */
    Compose(String file) throws Exception {
        project = "odradek" + ProcessHandle.current().pid();
        Path folder = Path.of(System.getProperty("odradek.root"), "docker").normalize();
        command = new ArrayList<>(program());
        command.addAll(List.of("-p", project, "-f", folder.resolve(file).toString()));
        environment.put("ODRADEK_IMAGE", Docker.IMAGE);
        List<String> addresses = new ArrayList<>();
        for (int port : freePorts()) {
            addresses.add("localhost:" + port);
            environment.put("KAFKA_PORT_" + addresses.size(), Integer.toString(port));
        }
        servers = String.join(",", addresses);
    }

    /** A plugin of the command line, or the program that came before it. */
    private static List<String> program() throws Exception {
        try {
            var unused = Docker.run("docker", "compose", "version");
            return List.of("docker", "compose");
        } catch (AssertionError absent) {
            return List.of("docker-compose");
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int broker = 0; broker < BROKERS; broker++) {
            sockets.add(new ServerSocket(0));
        }
        List<Integer> ports = new ArrayList<>();
        for (ServerSocket socket : sockets) {
            ports.add(socket.getLocalPort());
            socket.close();
        }
        return ports;
    }

    private String run(String... arguments) throws Exception {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        return Docker.runIn(environment, whole);
    }

    /** Returns when the brokers are one cluster. */
    void up() throws Exception {
        var unused = run("up", "-d");
        findContainers();
        try (Admin admin = Clients.admin(servers)) {
            await().atMost(WAIT_MAX)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().size() == BROKERS);
        }
    }

    private void findContainers() throws Exception {
        String label = "com.docker.compose.";
        String format = "{{.Label \"" + label + "service\"}} {{.ID}}";
        Docker.run("docker", "ps", "--filter", "label=" + label + "project=" + project, "--format", format)
                .lines()
                .map(line -> line.split(" "))
                .forEach(words -> containers.put(words[0], words[1]));
    }

    String servers() {
        return servers;
    }

    String container(String service) {
        return requireNonNull(containers.get(service), service);
    }

    void kill(String service) throws Exception {
        var unused = Docker.run("docker", "kill", container(service));
    }

    void start(String service) throws Exception {
        var unused = Docker.run("docker", "start", container(service));
    }

    void disconnect(String service) throws Exception {
        var unused = Docker.run("docker", "network", "disconnect", network(), container(service));
    }

    void connect(String service) throws Exception {
        var unused = Docker.run("docker", "network", "connect", "--alias", service, network(), container(service));
    }

    private String network() {
        return project + "_default";
    }

    /** With a replica on each broker. In time for an election among ZooKeeper's servers. */
    void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(Set.of(new NewTopic(topic, BROKERS, (short) BROKERS)))
                    .all()
                    .get();
        }
    }

    /** Until each broker has all of the topic. */
    void awaitInSync(String topic) {
        try (Admin admin = Clients.admin(servers)) {
            await().atMost(WAIT_MAX).ignoreExceptions().until(() -> inSync(admin, topic) == BROKERS);
        }
    }

    private static int inSync(Admin admin, String topic) throws Exception {
        return admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                .mapToInt(partition -> partition.isr().size())
                .min()
                .orElse(0);
    }

    /** Until the health check says so of each container. */
    void awaitHealthy() {
        await().atMost(WAIT_MAX).untilAsserted(() -> {
            for (String container : containers.values()) {
                assertThat(Docker.inspect(container, "{{.Name}} {{.State.Health.Status}}"))
                        .endsWith(" healthy");
            }
        });
    }

    @Override
    public void close() throws Exception {
        var unused = run("down", "-v", "-t", "1");
    }
}
