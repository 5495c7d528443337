/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.StockTools.Outcome;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.Checkout;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.KafkaProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock tools, run with the same arguments against Odradek and against Apache Kafka: the same exit code, and the same
 * text once ids, ports, times and paths are masked.
 */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class ToolsTest {

    private static final String TOPICS = "org.apache.kafka.tools.TopicCommand";
    private static final String CONFIGS = "kafka.admin.ConfigCommand";
    private static final String OFFSETS = "org.apache.kafka.tools.GetOffsetShell";
    private static final String PRODUCER = "org.apache.kafka.tools.ProducerPerformance";
    private static final String DUMP = "org.apache.kafka.tools.DumpLogSegments";

    @TempDir
    static Path folder;

    private static TestBroker ours;
    private static BrokerProcess theirs;
    private static StockTools tools;

    @BeforeAll
    static void start() {
        ours = TestBroker.start(folder.resolve("ours"));
        theirs = new KafkaProcess(BrokerSetup.in(folder.resolve("theirs")).withJvmFlags("-Xmx512m"));
        theirs.start(TestBroker.START_MAX);
        tools = new StockTools(KafkaJars.CURRENT);
    }

    @AfterAll
    static void stop() {
        if (tools != null) {
            tools.close();
            theirs.close();
            ours.close();
        }
    }

    @Test
    void topicsAreCreatedDescribedChangedAndDeleted() {
        same(TOPICS, "--create", "--topic", "a", "--partitions", "3", "--config", "retention.ms=5000");
        same(TOPICS, "--describe", "--topic", "a");
        same(TOPICS, "--alter", "--topic", "a", "--partitions", "5");
        same(TOPICS, "--describe", "--topic", "a");
        same(TOPICS, "--describe", "--topic", "a", "--topics-with-overrides");
        same(TOPICS, "--describe", "--under-replicated-partitions");
        same(TOPICS, "--describe", "--unavailable-partitions");
        same(TOPICS, "--delete", "--topic", "a");
        same(TOPICS, "--describe", "--topic", "a");
    }

    @Test
    void whatTheTopicToolCannotDoFailsInTheSameWay() {
        same(TOPICS, "--create", "--topic", "b");
        same(TOPICS, "--create", "--topic", "b");
        same(TOPICS, "--create", "--topic", "b", "--if-not-exists");
        sameFailure(TOPICS, "--create", "--topic", "c", "--replication-factor", "2");
        sameFailure(TOPICS, "--create", "--topic", "c", "--config", "no.such=1");
        sameFailure(TOPICS, "--create", "--topic", "c", "--config", "retention.ms=soon");
        sameFailure(TOPICS, "--create", "--topic", "not a name");
        sameFailure(TOPICS, "--alter", "--topic", "b", "--partitions", "1");
        same(TOPICS, "--delete", "--topic", "unknown");
        same(TOPICS, "--delete", "--topic", "b");
    }

    @Test
    void configurationIsChangedAndDescribed() {
        same(TOPICS, "--create", "--topic", "d");
        same(CONFIGS, "--alter", "--entity-type", "topics", "--entity-name", "d", "--add-config", "retention.ms=1000");
        same(CONFIGS, "--describe", "--entity-type", "topics", "--entity-name", "d");
        same(CONFIGS, "--alter", "--entity-type", "topics", "--entity-name", "d", "--delete-config", "retention.ms");
        same(CONFIGS, "--describe", "--entity-type", "topics", "--entity-name", "d");
        same(CONFIGS, "--alter", "--entity-type", "topics", "--entity-name", "d", "--add-config", "no.such=1");
        same(
                CONFIGS,
                "--alter",
                "--entity-type",
                "brokers",
                "--entity-default",
                "--add-config",
                "log.cleaner.threads=2");
        same(CONFIGS, "--describe", "--entity-type", "brokers", "--entity-default");
        same(
                CONFIGS,
                "--alter",
                "--entity-type",
                "brokers",
                "--entity-default",
                "--delete-config",
                "log.cleaner.threads");
    }

    @Test
    void configurationOfGroupsIsChangedAndDescribed() {
        String[] group = {"--entity-type", "groups", "--entity-name", "g/1"};
        same(CONFIGS, with(group, "--describe"));
        same(CONFIGS, with(group, "--alter", "--add-config", "consumer.session.timeout.ms=46000"));
        same(CONFIGS, with(group, "--alter", "--add-config", "consumer.heartbeat.interval.ms=6000"));
        same(CONFIGS, with(group, "--describe"));
        same(CONFIGS, with(group, "--describe", "--all"));
        same(CONFIGS, "--describe", "--entity-type", "groups");
        same(CONFIGS, "--describe", "--group", "g/1");
        same(CONFIGS, with(group, "--alter", "--add-config", "consumer.session.timeout.ms=1000"));
        same(CONFIGS, with(group, "--alter", "--add-config", "streams.num.standby.replicas=3"));
        same(CONFIGS, with(group, "--alter", "--add-config", "no.such=1"));
        same(CONFIGS, with(group, "--alter", "--delete-config", "consumer.session.timeout.ms"));
        same(CONFIGS, with(group, "--alter", "--delete-config", "consumer.heartbeat.interval.ms"));
        same(CONFIGS, "--describe", "--entity-type", "groups");
        same(CONFIGS, with(group, "--describe"));
    }

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void allTopicSettingsHaveKafkasNamesDefaultsAndSynonyms() {
        same(TOPICS, "--create", "--topic", "e");
        same(CONFIGS, "--describe", "--all", "--entity-type", "topics", "--entity-name", "e");
    }

    @Test
    void recordsAreProducedTheirOffsetsListedAndDeleted() throws Exception {
        same(TOPICS, "--create", "--topic", "f", "--partitions", "2");
        for (Side side : sides()) {
            Outcome produced = tools.run(
                    PRODUCER,
                    "--topic",
                    "f",
                    "--num-records",
                    "1000",
                    "--record-size",
                    "100",
                    "--throughput",
                    "-1",
                    "--bootstrap-server",
                    side.server());
            assertThat(produced.exitCode()).as(produced.toString()).isZero();
            assertThat(produced.output()).contains("1000 records sent");
            Outcome offsets = tools.run(OFFSETS, "--bootstrap-server", side.server(), "--topic", "f");
            assertThat(offsets.output().lines().mapToLong(ToolsTest::offset).sum())
                    .isEqualTo(1000);
        }
        same(OFFSETS, "--topic", "f", "--time", "earliest");
        same(OFFSETS, "--topic", "f", "--time", "-4");
        same(OFFSETS, "--topic", "f", "--time", "9999999999999");
        same(OFFSETS, "--topic", "unknown");
        Path request = Files.writeString(
                folder.resolve("delete.json"),
                "{\"partitions\":[{\"topic\":\"f\",\"partition\":0,\"offset\":0}],\"version\":1}");
        same("org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", request.toString());
    }

    @Test
    void logDirectoriesAreDescribed() {
        same(TOPICS, "--create", "--topic", "g");
        same("org.apache.kafka.tools.LogDirsCommand", "--describe", "--topic-list", "g");
    }

    @Test
    void theVersionToolReadsOurVersions() {
        Outcome outcome = tools.run(
                "org.apache.kafka.tools.BrokerApiVersionsCommand",
                "--bootstrap-server",
                ours.process().bootstrapServers());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output())
                .contains("Produce(0): ", "Fetch(1): 4 to 18", "Metadata(3): 0 to 13", "DescribeTopicPartitions(75): 0")
                .doesNotContain("ERROR");
    }

    @Test
    void theDumpToolReadsOurSegments() throws Exception {
        String topic = ours.topic();
        ours.send(topic, "a", "b", "c");
        Path segment = ours.process().dataFolder().resolve(topic + "-0").resolve("00000000000000000000.log");

        Outcome outcome = tools.run(DUMP, "--deep-iteration", "--print-data-log", "--files", segment.toString());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.output()).contains("payload: a", "payload: c").contains("isvalid: true");
        assertThat(outcome.output() + outcome.errors()).doesNotContain("Mismatch", "Found ");
    }

    @Test
    void theLaunchersInBinRunTheSameTools() throws Exception {
        Process process = new ProcessBuilder(
                        Checkout.root().resolve("bin/kafka-topics.sh").toString(),
                        "--bootstrap-server",
                        ours.process().bootstrapServers(),
                        "--create",
                        "--topic",
                        "from-bin")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("Created topic from-bin.");
    }

    private record Side(String server, String folder) {}

    private static List<Side> sides() {
        return List.of(
                new Side(
                        ours.process().bootstrapServers(),
                        ours.process().dataFolder().toString()),
                new Side(theirs.bootstrapServers(), theirs.dataFolder().toString()));
    }

    private static void same(String tool, String... arguments) {
        List<String> seen =
                sides().stream().map(side -> run(side, tool, arguments)).toList();

        assertThat(seen.get(0)).as(tool + " " + Arrays.toString(arguments)).isEqualTo(seen.get(1));
    }

    /** As {@link #same}, but what stands after the tool's own words is the broker's, and Odradek's are its own. */
    private static void sameFailure(String tool, String... arguments) {
        List<String> seen = sides().stream()
                .map(side -> run(side, tool, arguments).replaceAll("(Error while [^:]*:).*", "$1"))
                .toList();

        assertThat(seen.get(0)).as(tool + " " + Arrays.toString(arguments)).isEqualTo(seen.get(1));
    }

    /** Exit code and masked text. */
    private static String run(Side side, String tool, String... arguments) {
        String[] all = Stream.concat(Stream.of("--bootstrap-server", side.server()), Arrays.stream(arguments))
                .toArray(String[]::new);
        Outcome outcome = tools.run(tool, all);
        String text = "exit " + outcome.exitCode() + "\n" + outcome.output() + outcome.errors();
        return text.lines()
                .filter(line -> !line.matches("\\s+at .*|.* ERROR .*|SLF4J.*|\\s+min.insync.replicas=1 .*"))
                .map(line -> mask(side, line))
                .sorted()
                .reduce("", (first, second) -> first + second + "\n");
    }

    private static String mask(Side side, String line) {
        return line.replace(side.server(), "SERVER")
                .replace(side.folder(), "FOLDER")
                .replaceAll("TopicId: \\S{22}", "TopicId: ID")
                .replaceAll("(Leader|Replicas|Isr): \\d+", "$1: N")
                .replaceAll("\"broker\":\\d+", "\"broker\":N")
                .replaceAll("brokers? \\d+", "broker N")
                // KRaft keeps this one as a dynamic default of the cluster; ZooKeeper mode never did.
                .replaceAll("min.insync.replicas=1,?", "")
                .replaceAll("\\[[0-9-]+ [0-9:,]+\\]", "[TIME]");
    }

    private static long offset(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(':') + 1));
    }
}
