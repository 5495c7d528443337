/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Connect in distributed mode takes a file through a topic into another file, while its workers come and go. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class ConnectRestart {
    private static final Duration DONE_MAX = Duration.ofSeconds(60);
    private static final int LINES = 20_000;
    /** Never full: what Kafka's source has read beyond a full batch stays with it until the file grows. */
    private static final int BATCH_LINES = 1_000_000;

    private static final String TOPIC = "through";
    /** As Connect creates the topic. */
    private static final int OFFSET_PARTITIONS = 25;

    private static final Pattern WORKER = Pattern.compile("\"worker_id\":\"[^\"]+\"");

    private static final Map<String, String> SETTINGS = Map.of("group.initial.rebalance.delay.ms", "0");

    @TempDir
    Path folder;

    private final Findings findings = new Findings("Connect");
    private final List<String> written = new ArrayList<>();
    private int committed;

    @Test
    void theSinkHasEveryLineOfTheSource() throws IOException {
        Files.createFile(source());
        try (TestBroker broker = TestBroker.start(folder.resolve("broker"), SETTINGS)) {
            String servers = broker.process().bootstrapServers();
            try (ConnectWorker first = new ConnectWorker("worker-1", folder, servers)) {
                startConnectors(first);
                write();
                await("the lines")
                        .atMost(DONE_MAX)
                        .untilAsserted(
                                () -> assertThat(Files.readAllLines(sink())).isEqualTo(written));
                checkTopics(broker);
                awaitCommitted(broker);
                killOnTheWay(first);
            }
            try (ConnectWorker second = new ConnectWorker("worker-2", folder, servers)) {
                awaitLines(broker);
                awaitRunning(second);
                findings.holds(
                        "the only worker killed (SIGKILL) and started again: connectors and offsets are read back,"
                                + " the sink has every record of the topic, and none again that was committed");
                takeOver(second, broker);
            }
        }
        findings.write();
    }

    private void startConnectors(ConnectWorker worker) {
        await("REST").ignoreExceptions().atMost(DONE_MAX).until(() -> worker.get("/connectors"), "[]"::equals);
        worker.put("/connectors/source/config", """
                {"connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector", "tasks.max": "1",
                 "file": "%s", "topic": "%s", "batch.size": "%d"}""".formatted(source(), TOPIC, BATCH_LINES));
        worker.put("/connectors/sink/config", """
                {"connector.class": "org.apache.kafka.connect.file.FileStreamSinkConnector", "tasks.max": "1",
                 "file": "%s", "topics": "%s"}""".formatted(sink(), TOPIC));
        awaitRunning(worker);
        findings.holds("a worker takes a file source and a file sink by REST and runs them");
    }

    /** Where the source is in its file, and the sink in the topic: behind what was written so far. */
    private void awaitCommitted(TestBroker broker) {
        committed = written.size();
        await("the sink's offset").atMost(DONE_MAX).until(() -> broker.committed("connect-sink") == committed);
        String position = "{\"position\":" + source().toFile().length() + "}";
        await("the source's offset")
                .atMost(DONE_MAX)
                .until(() -> IntStream.range(0, OFFSET_PARTITIONS)
                        .mapToObj(partition -> broker.readAll("connect-offsets", partition))
                        .flatMap(List::stream)
                        .anyMatch(record -> TestBroker.text(record.value()).equals(position)));
    }

    /** The first of new lines have come out, others are in between, or not read yet. */
    private void killOnTheWay(ConnectWorker worker) throws IOException {
        long before = Files.size(sink());
        write();
        await("the first lines")
                .pollInterval(Duration.ofMillis(5))
                .atMost(DONE_MAX)
                .until(() -> Files.size(sink()) > before);
        write();
        worker.process().kill();
        assertThat(Files.size(sink())).as("bytes that came out").isLessThan(Files.size(source()));
    }

    private void checkTopics(TestBroker broker) {
        for (String topic : List.of("connect-offsets", "connect-configs", "connect-statuss")) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            Config config = TestBroker.get(
                            broker.admin().describeConfigs(List.of(resource)).all())
                    .get(resource);
            assertThat(config.get("cleanup.policy").value()).as(topic).isEqualTo("compact");
        }
        assertThat(broker.readTexts(TOPIC)).isEqualTo(written);
        findings.holds("topic and sink file are the source file, line by line; its own topics are compacted");
    }

    /** A second worker shares the work; one is killed, and the other has it all. */
    private void takeOver(ConnectWorker second, TestBroker broker) throws IOException {
        String servers = broker.process().bootstrapServers();
        try (ConnectWorker third = new ConnectWorker("worker-3", folder, servers)) {
            await("the work is shared").ignoreExceptions().atMost(DONE_MAX).until(() -> workers(third) == 2);
            write();
            second.process().kill();
            awaitLines(broker);
            await("one has it all").atMost(DONE_MAX).until(() -> workers(third) == 1);
            awaitRunning(third);
        }
        findings.holds(
                "two workers share connectors and tasks; one killed, the other takes over, the sink has every record of"
                        + " the topic, and none again that was committed");
    }

    private static long workers(ConnectWorker worker) {
        String status = worker.get("/connectors/source/status") + worker.get("/connectors/sink/status");
        return WORKER.matcher(status)
                .results()
                .map(MatchResult::group)
                .distinct()
                .count();
    }

    private static void awaitRunning(ConnectWorker worker) {
        for (String connector : List.of("source", "sink")) {
            await(connector)
                    .ignoreExceptions()
                    .atMost(DONE_MAX)
                    .untilAsserted(() -> assertThat(worker.get("/connectors/" + connector + "/status"))
                            .contains("\"tasks\":[{")
                            .contains("\"state\":\"RUNNING\"")
                            .doesNotContain("UNASSIGNED", "FAILED"));
        }
    }

    /**
     * At least once: what was not committed may be in the topic twice, and come out of it twice again. A line that is there
     * twice comes out twice at least: else the sink has left out offsets, and what the source brought again hides it.
     */
    private void awaitLines(TestBroker broker) {
        await("every line").atMost(DONE_MAX).untilAsserted(() -> {
            Map<String, Long> sent = counts(broker.readTexts(TOPIC).stream());
            assertNone("did not get into the topic", written.stream().filter(line -> !sent.containsKey(line)));
            Map<String, Long> out = sinkCounts();
            assertNone(
                    "did not come out of the topic, or not as often as they are in it",
                    written.stream().filter(line -> out.getOrDefault(line, 0L) < sent.get(line)));
        });
        Map<String, Long> sent = counts(broker.readTexts(TOPIC).stream());
        Map<String, Long> out = sinkCounts();
        assertNone(
                "were committed and came again",
                written.subList(0, committed).stream().filter(line -> sent.get(line) > 1 || out.get(line) > 1));
    }

    private static void assertNone(String what, Stream<String> lines) {
        List<String> all = lines.toList();
        assertThat(all.stream().limit(3).toList())
                .as("some of %d lines that %s", all.size(), what)
                .isEmpty();
    }

    private Map<String, Long> sinkCounts() {
        try (Stream<String> lines = Files.lines(sink())) {
            return counts(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Long> counts(Stream<String> lines) {
        return lines.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private void write() throws IOException {
        List<String> lines = IntStream.range(written.size(), written.size() + LINES)
                .mapToObj(i -> "line " + i)
                .toList();
        Files.write(source(), lines, StandardOpenOption.APPEND);
        written.addAll(lines);
    }

    private Path source() {
        return folder.resolve("source.txt");
    }

    private Path sink() {
        return folder.resolve("sink.txt");
    }
}
