/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.StockTools;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.protocol.message.MetadataResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of Odradek and one of Kafka 3.9.2, both on ZooKeeper, that stock tools of both Kafka versions are run
 * against with the same arguments. What they print must be the same, but for ids, ports, times and the texts that brokers
 * give to errors.
 */
final class ToolSides implements AutoCloseable {
    private static final int METADATA_VERSION = 12;
    private static final Duration SETTLE_MAX = Duration.ofSeconds(40);

    private final Path folder;
    private final TestCluster ours;
    private final TestCluster theirs;
    private final List<StockTools> tools = List.of(new StockTools(KafkaJars.CURRENT), new StockTools(KafkaJars.LEGACY));

    private ToolSides(Path folder, TestCluster ours, TestCluster theirs) {
        this.folder = folder;
        this.ours = ours;
        this.theirs = theirs;
    }

    /** Both at once. */
    static ToolSides start(Path folder, int brokers) {
        CompletableFuture<TestCluster> theirs = CompletableFuture.supplyAsync(
                () -> TestCluster.start(setup(folder.resolve("theirs"), brokers, BrokerKind.LEGACY_KAFKA)));
        try {
            TestCluster ours = TestCluster.start(setup(folder.resolve("ours"), brokers, BrokerKind.ODRADEK));
            return new ToolSides(folder, ours, theirs.join());
        } catch (RuntimeException | Error e) {
            var unused = theirs.thenAccept(TestCluster::close);
            throw e;
        }
    }

    /** Leaders stay where the tools put them: the first look at imbalance comes soon after the start, at either side. */
    private static ClusterSetup setup(Path folder, int brokers, BrokerKind kind) {
        return ClusterSetup.of(folder, brokers, kind).withProperties(Map.of("auto.leader.rebalance.enable", "false"));
    }

    TestCluster ours() {
        return ours;
    }

    TestCluster theirs() {
        return theirs;
    }

    List<TestCluster> both() {
        return List.of(ours, theirs);
    }

    /** By the tools of each version: the same from both clusters. */
    void same(String tool, String... arguments) {
        for (StockTools each : tools) {
            same(each, tool, arguments);
        }
    }

    /** The same but for the replicas of plans, which are placed at random; what each tool printed of ours. */
    List<String> sameShape(String tool, String... arguments) {
        List<String> printed = new ArrayList<>();
        for (StockTools each : tools) {
            String fromOurs = run(each, ours, tool, arguments);
            assertThat(shape(fromOurs)).isEqualTo(shape(run(each, theirs, tool, arguments)));
            printed.add(fromOurs);
        }
        return printed;
    }

    private static String shape(String output) {
        return Stream.of(output.split("\n", -1))
                .map(line -> line.replaceAll("(\"replicas\":\\[)[0-9,]+", "$1N"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** By the newest tools only: for what can be asked once. */
    void sameOnce(String tool, String... arguments) {
        same(tools.get(0), tool, arguments);
    }

    /** By the newest tools, whatever they print. */
    void ofBoth(String tool, String... arguments) {
        both().forEach(cluster -> run(tools.get(0), cluster, tool, arguments));
    }

    /** By the older tools only. */
    void sameOnceByOldTools(String tool, String... arguments) {
        same(tools.get(1), tool, arguments);
    }

    /** What our cluster answers to the newest tools must come to hold this. */
    void sameInTheEnd(String expected, String tool, String... arguments) {
        for (TestCluster cluster : both()) {
            await().atMost(SETTLE_MAX)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(run(tools.get(0), cluster, tool, arguments))
                            .contains(expected));
        }
        same(tool, arguments);
    }

    /** A topic is known to the broker that was asked for it first, and to the others when the controller has told them. */
    void awaitTopic(String topic, int partitions) {
        for (TestCluster cluster : both()) {
            for (int id : cluster.processes().ids()) {
                await().atMost(SETTLE_MAX)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> partitionsKnown(cluster.broker(id), topic) == partitions);
            }
        }
    }

    private static int partitionsKnown(BrokerProcess broker, String topic) {
        MetadataRequest request = new MetadataRequest()
                .topics(List.of(new MetadataRequestTopic().name(topic)))
                .allowAutoTopicCreation(false);
        return WireCall.ask(broker, request, METADATA_VERSION, MetadataResponse::read)
                .topics()
                .get(0)
                .partitions()
                .size();
    }

    String file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void same(StockTools version, String tool, String... arguments) {
        String fromOurs = run(version, ours, tool, arguments);
        String fromTheirs = run(version, theirs, tool, arguments);

        assertThat(fromOurs).as(tool + " " + Arrays.toString(arguments)).isEqualTo(fromTheirs);
    }

    private static String run(StockTools version, TestCluster cluster, String tool, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--bootstrap-server", cluster.bootstrapServers()));
        // kafka-cluster.sh takes its command first.
        StockTools.Outcome outcome = version.run(tool, all.toArray(String[]::new));
        String text = "exit " + outcome.exitCode() + "\n" + outcome.output() + outcome.errors();
        return Stream.of(text.split("\n", -1))
                .filter(line ->
                        !line.matches("\\s+at .*|\\s*\\.\\.\\. \\d+ more|.* (ERROR|WARN|INFO) .*|(SLF4J|log4j):.*"))
                .map(line -> mask(line, cluster))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String mask(String line, TestCluster cluster) {
        String masked = line;
        for (String server : cluster.bootstrapServers().split(",", -1)) {
            masked = masked.replace(server, "SERVER").replace(server.substring(server.indexOf(':') + 1), "PORT");
        }
        return masked.replaceAll("/[^\"]*/(ours|theirs)/", "FOLDER/")
                // KRaft knows eligible leaders; so does the request that only Kafka 4 and Odradek serve.
                .replaceAll("\tElr: .*", "")
                .replaceAll("TopicId: \\S{22}", "TopicId: ID")
                .replaceAll("Cluster ID: \\S+", "Cluster ID: ID")
                .replaceAll("\\[[0-9-]+ [0-9:,]+\\]", "[TIME]")
                // What follows the name of an exception is the broker's text for it.
                .replaceAll("(\\w+Exception):.*", "$1")
                .replaceAll("(Error while [^:]*:).*", "$1");
    }

    @Override
    public void close() {
        tools.forEach(StockTools::close);
        both().forEach(TestCluster::close);
    }
}
