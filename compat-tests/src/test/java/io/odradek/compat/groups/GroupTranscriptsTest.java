/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.Checkout;
import io.odradek.protocol.message.DescribeGroupsResponse;
import io.odradek.protocol.message.FindCoordinatorResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each script, played against the broker, gives the transcript that Apache Kafka 4.3.1 gave, field by field. The
 * transcripts are files beside the scripts; {@code -Dcompat.broker=kafka -Dtranscripts.write=true} records them.
 */
@Timeout(120)
@ExtendWith(DumpOnFailure.class)
class GroupTranscriptsTest {
    private static final Path FOLDER = Checkout.root().resolve("compat-tests/src/test/resources/transcripts");
    /** Names enough that each partition has some. */
    private static final int PROBES = 50;

    private static final Duration READY_MAX = Duration.ofSeconds(40);

    /** Short times, so that a script that waits for one to be over is short as well. */
    private static final Map<String, String> SETTINGS = Map.of(
            "group.initial.rebalance.delay.ms", "500",
            "group.min.session.timeout.ms", "500",
            "group.max.session.timeout.ms", "60000",
            "group.max.size", "4",
            "offsets.topic.num.partitions", "3");

    @TempDir
    static Path folder;

    private static TestBroker broker;
    private static ExecutorService players;
    private static final Map<String, Future<List<String>>> played = new TreeMap<>();

    /**
     * First one that does not count, as a process that answers for the first time may let a later request overtake. Then
     * all at once, as most of their time is waiting: each has groups of its own.
     */
    @BeforeAll
    static void play() {
        broker = TestBroker.start(folder, SETTINGS);
        awaitCoordinator();
        play("handshake", "warm-up");
        players = Executors.newCachedThreadPool();
        scripts().forEach(script -> played.put(script, players.submit(() -> play(script, script))));
    }

    @AfterAll
    static void stop() {
        if (players != null) {
            players.shutdownNow();
        }
        if (broker != null) {
            broker.close();
        }
    }

    static Stream<String> scripts() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".script"))
                    .map(name -> name.replace(".script", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyAnswerIsWhatKafkaAnswered(String script) {
        List<String> transcript = TestBroker.get(played.get(script));

        if (Boolean.getBoolean("transcripts.write")) {
            write(script, transcript);
        }
        assertThat(transcript).containsExactlyElementsOf(read(script + ".txt"));
    }

    private static List<String> play(String script, String groups) {
        try (ScriptRun run = new ScriptRun(groups, broker.process().port())) {
            return run.play(read(script + ".script").stream()
                    .map(line -> line.replace("groupId=" + script, "groupId=" + groups))
                    .toList());
        }
    }

    /** The topic is made when it is first asked for; then its partitions need their leaders, and these their groups. */
    private static void awaitCoordinator() {
        try (RawClient client = new RawClient("first", broker.process().port())) {
            Awaitility.await().atMost(READY_MAX).until(() -> isReady(client));
        }
    }

    private static boolean isReady(RawClient client) {
        String names = IntStream.range(0, PROBES).mapToObj(i -> "probe-" + i).collect(Collectors.joining(" "));
        client.send(MessageText.request("FindCoordinator", "coordinatorKeys=[" + names + "]"), (short) 4);
        client.send(MessageText.request("DescribeGroups", "groups=[" + names + "]"), (short) 5);
        FindCoordinatorResponse found =
                (FindCoordinatorResponse) client.answer(READY_MAX.toMillis()).orElseThrow();
        DescribeGroupsResponse described =
                (DescribeGroupsResponse) client.answer(READY_MAX.toMillis()).orElseThrow();
        return found.coordinators().stream().allMatch(each -> each.errorCode() == 0)
                && described.groups().stream().allMatch(each -> each.errorCode() == 0);
    }

    private static List<String> read(String name) {
        try {
            return Files.readAllLines(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String script, List<String> transcript) {
        try {
            Files.write(FOLDER.resolve(script + ".txt"), transcript);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
