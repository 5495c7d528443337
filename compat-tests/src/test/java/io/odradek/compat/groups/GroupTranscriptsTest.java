/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.protocol.message.DescribeGroupsResponse;
import io.odradek.protocol.message.FindCoordinatorResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each script, played against the broker, gives the transcript that Apache Kafka 4.3.1 gave, field by field, but for what
 * {@code differences.txt} justifies. The transcripts are files beside the scripts; {@code -Dcompat.broker=kafka
 * -Dtranscripts.write=true} records them, {@code -Dtranscripts=consumer-.*} plays some of them only.
 */
@Tag("alone")
@Timeout(150)
@ExtendWith(DumpOnFailure.class)
class GroupTranscriptsTest {
    private static final Predicate<String> CHOSEN =
            Pattern.compile(System.getProperty("transcripts", ".*")).asMatchPredicate();
    /** Names enough that each partition has some. */
    private static final int PROBES = 50;

    /** Scripts at a time: a broker that answers for the first time must not be late for what they wait for. */
    private static final int PLAYERS = 10;

    private static final Duration READY_MAX = Duration.ofSeconds(40);

    /** Short times, so that a script that waits for one to be over is short as well. */
    private static final Map<String, String> SETTINGS = Map.of(
            "group.initial.rebalance.delay.ms", "500",
            "group.min.session.timeout.ms", "500",
            "group.max.session.timeout.ms", "60000",
            "group.max.size", "4",
            "group.consumer.max.size", "4",
            "group.consumer.min.session.timeout.ms", "500",
            "group.consumer.min.heartbeat.interval.ms", "100",
            "group.consumer.assignment.interval.ms", "0",
            "offsets.topic.num.partitions", "3");

    @TempDir
    static Path folder;

    private static final Map<Map<String, String>, TestBroker> brokers = new LinkedHashMap<>();
    private static ExecutorService players;
    private static final Map<String, Future<List<String>>> played = new TreeMap<>();

    /**
     * A broker for each setting that scripts need. First a script that does not count, as a process that answers for the
     * first time may let a later request overtake. Then many at once, as most of their time is waiting: each has groups
     * of its own.
     */
    @BeforeAll
    static void play() {
        List<Script> scripts = scripts().map(Script::of).toList();
        scripts.forEach(script -> brokers.computeIfAbsent(script.settings(), GroupTranscriptsTest::started));
        players = Executors.newFixedThreadPool(PLAYERS);
        List<Future<?>> ready = new ArrayList<>();
        brokers.values().forEach(broker -> ready.add(players.submit(() -> warmUp(broker))));
        ready.forEach(TestBroker::get);
        scripts.forEach(script ->
                played.put(script.name(), players.submit(() -> play(script, brokers.get(script.settings())))));
    }

    @AfterAll
    static void stop() {
        if (players != null) {
            players.shutdownNow();
        }
        brokers.values().forEach(TestBroker::close);
    }

    static Stream<String> scripts() {
        List<String> notYet = Script.read("not-yet.txt");
        return Script.all().stream()
                .map(Script::name)
                .filter(CHOSEN)
                .filter(name -> System.getProperty("transcripts") != null || !notYet.contains(name));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyAnswerIsWhatKafkaAnswered(String name) {
        List<String> transcript = TestBroker.get(played.get(name));

        Script script = Script.of(name);
        if (Boolean.getBoolean("transcripts.write")) {
            script.record(transcript);
        }
        List<String> expected = TestBroker.againstKafka() ? script.recorded() : Differences.applied(script);
        assertThat(transcript).containsExactlyElementsOf(expected);
    }

    private static TestBroker started(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        return TestBroker.start(folder.resolve("broker-" + brokers.size()), all);
    }

    private static void warmUp(TestBroker broker) {
        awaitCoordinator(broker);
        play(Script.of("handshake").withGroups("warm-up"), broker);
    }

    private static List<String> play(Script script, TestBroker broker) {
        try (ScriptRun run = new ScriptRun(script.name(), broker.process().port())) {
            return run.play(script.lines());
        }
    }

    /** The topic is made when it is first asked for; then its partitions need their leaders, and these their groups. */
    private static void awaitCoordinator(TestBroker broker) {
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
}
