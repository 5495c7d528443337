/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.OdradekProcess;
import io.odradek.protocol.message.DescribeConfigsRequest;
import io.odradek.protocol.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.odradek.protocol.message.DescribeConfigsResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The stock tools for clusters, of Kafka 4.3.1 and 3.9.2, see the same from three brokers as from Kafka's own three. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class ClusterToolsTest {
    private static final String TOPICS = "org.apache.kafka.tools.TopicCommand";
    private static final String ELECTION = "org.apache.kafka.tools.LeaderElectionCommand";
    private static final String REASSIGN = "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";
    private static final String CONFIGS = "kafka.admin.ConfigCommand";
    private static final String CLUSTER = "org.apache.kafka.tools.ClusterTool";

    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static ToolSides sides;

    @BeforeAll
    static void start() {
        sides = ToolSides.start(folder, 3);
    }

    @AfterAll
    static void stop() {
        if (sides != null) {
            sides.close();
        }
    }

    private static void create(String topic, String assignment) {
        sides.sameOnce(TOPICS, "--create", "--topic", topic, "--replica-assignment", assignment);
        sides.awaitTopic(topic, assignment.split(",", -1).length);
    }

    private static String moves(String topic, int partition, String replicas) {
        return "{\"version\":1,\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":" + partition
                + ",\"replicas\":[" + replicas + "]}]}";
    }

    @Test
    void topicsOfThreeReplicas() {
        create("t", "1:2:3,2:3:1,3:1:2");
        sides.same(TOPICS, "--describe", "--topic", "t");
        sides.sameOnce(
                TOPICS,
                "--alter",
                "--topic",
                "t",
                "--partitions",
                "5",
                "--replica-assignment",
                "1:2:3,2:3:1,3:1:2,3:2:1,1:3:2");
        sides.awaitTopic("t", 5);
        sides.same(TOPICS, "--describe", "--topic", "t");
        sides.same(TOPICS, "--describe", "--under-replicated-partitions", "--topic", "t");
        sides.same(TOPICS, "--describe", "--at-min-isr-partitions", "--topic", "t");
        sides.same(TOPICS, "--create", "--topic", "wide", "--partitions", "1", "--replication-factor", "4");
        sides.same(TOPICS, "--create", "--topic", "twice", "--replica-assignment", "1:1");
        sides.same(TOPICS, "--create", "--topic", "uneven", "--replica-assignment", "1:2,3");
        sameWithSix("1:2:3,2:3:1,3:1:2,3:2:1,1:3:2,1:2:9");
        sameWithSix("1:2:3,2:3:1,3:1:2,3:2:1,1:3:2,1:1:2");
        sameWithSix("1:2:3,2:3:1,3:1:2,3:2:1,1:3:2,1:2");
        sides.same(TOPICS, "--alter", "--topic", "t", "--partitions", "2");
    }

    /** Six partitions in place of five. */
    private static void sameWithSix(String assignment) {
        sides.same(TOPICS, "--alter", "--topic", "t", "--partitions", "6", "--replica-assignment", assignment);
    }

    @Test
    void leadersAreElectedOnDemand() throws Exception {
        create("e", "1:2,2:1");
        for (TestCluster cluster : sides.both()) {
            // The order of the replicas changes, the leader stays: partition 0 is not led by its preferred one then.
            cluster.admin()
                    .alterPartitionReassignments(Map.of(
                            new TopicPartition("e", 0), Optional.of(new NewPartitionReassignment(List.of(2, 1)))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        sides.sameInTheEnd("Leader: 1\tReplicas: 2,1", TOPICS, "--describe", "--topic", "e");
        sides.same(ELECTION, "--election-type", "preferred", "--topic", "e", "--partition", "1");
        sides.sameOnce(ELECTION, "--election-type", "preferred", "--topic", "e", "--partition", "0");
        sides.same(TOPICS, "--describe", "--topic", "e");
        sides.same(ELECTION, "--election-type", "unclean", "--topic", "e", "--partition", "0");
        sides.same(ELECTION, "--election-type", "preferred", "--topic", "none", "--partition", "0");
        sides.same(ELECTION, "--election-type", "unclean", "--all-topic-partitions");
        sides.same(
                ELECTION,
                "--election-type",
                "preferred",
                "--path-to-json-file",
                sides.file(
                        "elect.json",
                        "{\"partitions\":[{\"topic\":\"e\",\"partition\":0},{\"topic\":\"e\",\"partition\":9}]}"));
    }

    @Test
    void requestsOutOfTheirTimeAreRefusedAsByKafkaAndChangeNothing() throws Exception {
        create("fenced", "1:2:3");
        for (TestCluster cluster : sides.both()) {
            cluster.awaitInSync(List.of("fenced"), TestCluster.START_MAX);
            get(cluster.admin()
                    .alterPartitionReassignments(Map.of(
                            new TopicPartition("fenced", 0),
                            Optional.of(new NewPartitionReassignment(List.of(2, 3, 1)))))
                    .all());
        }
        sides.sameInTheEnd("Replicas: 2,3,1", TOPICS, "--describe", "--topic", "fenced");
        sides.sameOnce(ELECTION, "--election-type", "preferred", "--topic", "fenced", "--partition", "0");
        sides.sameInTheEnd("Leader: 2\tReplicas: 2,3,1", TOPICS, "--describe", "--topic", "fenced");
        FencedRequests requests = new FencedRequests(sides.ours(), "fenced");
        assertThat(requests.leaderEpoch()).isPositive();

        // A follower may have heard of the election before its leader did, and have asked too early itself.
        Map<String, Integer> before = FencedRequests.LINES.stream()
                .collect(Collectors.toMap(line -> line, line -> ourLines(line).size()));

        Map<String, String> answers = requests.answers();

        assertThat(answers).containsExactlyEntriesOf(new FencedRequests(sides.theirs(), "fenced").answers());
        // Kafka compares epochs of followers since it has KRaft only, and answers -1 for a broker it does not know.
        assertThat(requests.fetchOfAnEarlierLife()).isEqualTo("0, 6, high watermark -1");
        assertThat(requests.shutdownOfNobody()).contains("errorCode=8");
        for (String line : FencedRequests.LINES) {
            assertThat(ourLines(line)).as(line).hasSize(before.get(line) + 1);
        }
        sides.same(TOPICS, "--describe", "--topic", "fenced");
        sides.same(ELECTION, "--election-type", "preferred", "--topic", "fenced", "--partition", "0");
    }

    /** What our brokers have logged so far with these words, broker by broker. */
    private List<String> ourLines(String words) {
        return sides.ours().processes().ids().stream()
                .flatMap(id -> sides.ours().broker(id).process().outputText().lines())
                .filter(line -> line.contains(words))
                .toList();
    }

    @Test
    void leadersThatAreAwayAreNotElected() {
        create("away", "3:1,2:1");
        create("alone", "3");
        create("gone", "2:3");
        sides.both().forEach(cluster -> cluster.broker(3).stop(STOP_MAX));
        sides.sameInTheEnd("Leader: none", TOPICS, "--describe", "--topic", "alone");
        sides.sameInTheEnd("Leader: 1\tReplicas: 3,1\tIsr: 1", TOPICS, "--describe", "--topic", "away");
        sides.same(TOPICS, "--describe", "--unavailable-partitions", "--topic", "alone");
        sides.same(TOPICS, "--describe", "--under-replicated-partitions", "--topic", "away");
        for (String type : List.of("preferred", "unclean")) {
            sides.same(ELECTION, "--election-type", type, "--topic", "away", "--partition", "0");
            sides.same(ELECTION, "--election-type", type, "--topic", "alone", "--partition", "0");
        }
        sides.sameOnce(TOPICS, "--delete", "--topic", "gone");
        String away = sides.file("away.json", moves("away", 1, "1,3"));
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", away);
        sides.both().forEach(cluster -> {
            cluster.broker(3).start(TestCluster.START_MAX);
            cluster.awaitInSync(List.of("away", "alone"), TestCluster.START_MAX);
        });
        sides.sameInTheEnd("Leader: 1\tReplicas: 3,1", TOPICS, "--describe", "--topic", "away");
        sides.both()
                .forEach(cluster -> await().atMost(STOP_MAX)
                        .until(() ->
                                Files.notExists(cluster.broker(3).dataFolder().resolve("gone-0"))));
        sides.ofBoth(ELECTION, "--election-type", "preferred", "--all-topic-partitions");
        sides.sameInTheEnd("Leader: 3\tReplicas: 3,1", TOPICS, "--describe", "--topic", "away");
        sides.same(ELECTION, "--election-type", "preferred", "--all-topic-partitions");
    }

    @Test
    void plansAreMadeForTopicsThatThereAre() {
        create("planned", "1:2,2:3");
        String topics = sides.file("planned.json", "{\"version\":1,\"topics\":[{\"topic\":\"planned\"}]}");

        List<String> printed =
                sides.sameShape(REASSIGN, "--generate", "--topics-to-move-json-file", topics, "--broker-list", "1,2,3");

        assertThat(printed)
                .allSatisfy(output -> assertThat(output)
                        .contains("{\"topic\":\"planned\",\"partition\":0,\"replicas\":[1,2],\"log_dirs\":")
                        .contains("{\"topic\":\"planned\",\"partition\":1,\"replicas\":[2,3],\"log_dirs\":"));
        sides.same(REASSIGN, "--generate", "--topics-to-move-json-file", topics, "--broker-list", "1");
        sides.same(REASSIGN, "--generate", "--topics-to-move-json-file", topics, "--broker-list", "1,1");
    }

    @Test
    void aBrokerThatDoesNotBelongToTheClusterEndsWithOneLine() throws Exception {
        Path stranger = folder.resolve("stranger");
        Files.createDirectories(stranger.resolve("data"));
        Files.writeString(
                stranger.resolve("data").resolve("meta.properties"),
                "version=0\nbroker.id=9\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\n");

        assertRefused(stranger, "9", "belongs to cluster AAAAAAAAAAAAAAAAAAAAAA");
        assertRefused(folder.resolve("double"), "1", "broker.id=1 is in use by a broker at");

        assertThat(get(sides.ours().admin().describeCluster().nodes())).hasSize(3);
    }

    /** Ends with 1 like Kafka, and says why. */
    private static void assertRefused(Path home, String id, String why) {
        String ensemble = sides.ours().processes().zooKeeper().orElseThrow().connectString();
        try (BrokerProcess broker = new OdradekProcess(
                BrokerSetup.in(home).withProperties(Map.of("broker.id", id, "zookeeper.connect", ensemble)))) {
            Files.createDirectories(home);
            ChildProcess process = broker.launch();
            assertThat(process.waitFor(STOP_MAX)).as(process.describe()).isTrue();
            assertThat(process.exitCode()).as(process.describe()).isEqualTo(1);
            assertThat(process.outputText().lines().filter(line -> line.contains(" ERROR ")))
                    .as(process.describe())
                    .singleElement()
                    .asString()
                    .contains("Cannot start: ", why);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void movesThatCannotBeAreRefused() {
        create("r", "1:2");
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", sides.file("r9.json", moves("r", 0, "1,9")));
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", sides.file("r11.json", moves("r", 0, "1,1")));
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", sides.file("r0.json", moves("r", 0, "")));
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", sides.file("none.json", moves("none", 0, "1")));
        sides.same(REASSIGN, "--execute", "--reassignment-json-file", sides.file("rp9.json", moves("r", 9, "1")));
        sides.same(REASSIGN, "--cancel", "--reassignment-json-file", sides.file("r.json", moves("r", 0, "1,2")));
        sides.same(REASSIGN, "--verify", "--reassignment-json-file", sides.file("r.json", moves("r", 0, "1,2")));
        sides.same(REASSIGN, "--list");
    }

    @Test
    void moves() {
        create("m", "1:2");
        String to3 = sides.file("to3.json", moves("m", 0, "3,2"));
        sides.sameOnce(
                REASSIGN,
                "--generate",
                "--topics-to-move-json-file",
                sides.file("topics.json", "{\"version\":1,\"topics\":[{\"topic\":\"none\"}]}"),
                "--broker-list",
                "1,2");
        sides.sameOnce(REASSIGN, "--execute", "--throttle", "100000000", "--reassignment-json-file", to3);
        sides.sameInTheEnd(
                "Reassignment of partition m-0 is completed.",
                REASSIGN,
                "--verify",
                "--preserve-throttles",
                "--reassignment-json-file",
                to3);
        sides.same(TOPICS, "--describe", "--topic", "m");
        sides.same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "3");
        sides.sameOnce(REASSIGN, "--verify", "--reassignment-json-file", to3);
        sides.same(TOPICS, "--describe", "--topic", "m");
        sides.same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "3");
        String to1 = sides.file("to1.json", moves("m", 0, "1"));
        sides.sameOnceByOldTools(REASSIGN, "--execute", "--reassignment-json-file", to1);
        sides.sameInTheEnd(
                "Reassignment of partition m-0 is completed.", REASSIGN, "--verify", "--reassignment-json-file", to1);
        sides.same(TOPICS, "--describe", "--topic", "m");
    }

    @Test
    void throttlesOfLogDirectoriesAreTakenAndTakenAway() {
        create("d", "1:2");
        String same = sides.file("d.json", moves("d", 0, "1,2"));
        sides.sameOnce(
                REASSIGN,
                "--execute",
                "--additional",
                "--throttle",
                "1000000",
                "--replica-alter-log-dirs-throttle",
                "2000000",
                "--reassignment-json-file",
                same);
        sides.sameInTheEnd("is completed", REASSIGN, "--verify", "--reassignment-json-file", same);
        sides.same(CONFIGS, "--describe", "--entity-type", "topics", "--entity-name", "d");
        sides.same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "1");
    }

    @Test
    void everyBrokerKnowsTheConfigurationThatATopicIsCreatedWith() {
        sides.sameOnce(
                TOPICS,
                "--create",
                "--topic",
                "configured",
                "--replica-assignment",
                "1,2",
                "--config",
                "min.insync.replicas=2",
                "--config",
                "max.message.bytes=2000");
        sides.awaitTopic("configured", 2);
        sides.same(TOPICS, "--describe", "--topic", "configured");
        for (int id = 1; id <= 3; id++) {
            assertThat(overrides("configured", id))
                    .as("by broker " + id)
                    .containsEntry("min.insync.replicas", "2")
                    .containsEntry("max.message.bytes", "2000");
        }
        for (int partition = 0; partition < 2; partition++) {
            assertThat(failureOfARecord("configured", partition, 3000)).isInstanceOf(RecordTooLargeException.class);
        }
    }

    /** What a topic is configured with, as this broker says. */
    private static Map<String, String> overrides(String topic, int broker) {
        DescribeConfigsResource resource =
                new DescribeConfigsResource().resourceType((byte) 2).resourceName(topic);
        DescribeConfigsResponse answer = WireCall.ask(
                sides.ours().broker(broker),
                new DescribeConfigsRequest().resources(List.of(resource)),
                4,
                DescribeConfigsResponse::read);
        return answer.results().get(0).configs().stream()
                .collect(Collectors.toMap(config -> config.name(), config -> String.valueOf(config.value())));
    }

    private static Throwable failureOfARecord(String topic, int partition, int bytes) {
        Map<String, Object> settings = TestCluster.clientSettings(sides.ours().bootstrapServers());
        settings.put("delivery.timeout.ms", 20_000);
        settings.put("linger.ms", 0);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return catchThrowable(
                            () -> get(producer.send(new ProducerRecord<>(topic, partition, null, new byte[bytes]))))
                    .getCause();
        }
    }

    @Test
    void configurationOfTopicsAndBrokers() {
        create("c", "1:2:3");
        sameAlter(
                "topics", "c", "--add-config", "leader.replication.throttled.replicas=[0:1,0:2],min.insync.replicas=2");
        sides.same(CONFIGS, "--describe", "--entity-type", "topics", "--entity-name", "c");
        sameAlter("topics", "c", "--delete-config", "leader.replication.throttled.replicas");
        sameAlter("topics", "c", "--add-config", "follower.replication.throttled.replicas=0-1");
        sameAlter(
                "brokers",
                "2",
                "--add-config",
                "leader.replication.throttled.rate=1000,follower.replication.throttled.rate=2000");
        sides.same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "2");
        sameAlter(
                "brokers",
                "2",
                "--delete-config",
                "leader.replication.throttled.rate,follower.replication.throttled.rate");
        sides.same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-name", "2");
        sameAlter("brokers", "2", "--add-config", "leader.replication.throttled.rate=fast");
    }

    private static void sameAlter(String type, String name, String how, String what) {
        sides.same(CONFIGS, "--alter", "--entity-type", type, "--entity-name", name, how, what);
    }

    @Test
    void theClusterTool() {
        sides.same(CLUSTER, "cluster-id");
        sides.sameOnce(CLUSTER, "list-endpoints");
        sides.same(CLUSTER, "unregister", "--id", "3");
        assertThat(sides.ours().processes().ids()).hasSize(3);
    }
}
