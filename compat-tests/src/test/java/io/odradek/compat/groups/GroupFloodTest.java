/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.SyncGroupResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that ask for more than anybody needs: what it costs the broker, what it says to its operator, and what a member
 * of another group on the same loop notices of it.
 */
@Tag("alone")
@Timeout(150)
@ExtendWith(DumpOnFailure.class)
class GroupFloodTest {
    private static final int FLOOD = 30_000;
    private static final int ON_THE_WAY_MAX = 500;
    private static final long ANSWER_MS_MAX = 20_000;
    private static final int KILOBYTES_MAX = 100_000;
    private static final Duration WAIT_MAX = Duration.ofSeconds(2);
    private static final String ASK =
            " sessionTimeoutMs=60000 rebalanceTimeoutMs=60000 protocolType=consumer protocols=[name=range metadata=m]";

    @TempDir
    static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(
                folder, Map.of("offsets.topic.num.partitions", "1", "group.initial.rebalance.delay.ms", "0"));
        try (RawClient first = client("first")) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
                ask(first, "FindCoordinator", 4, "coordinatorKeys=[warm-up]");
                return joined(ask(first, "JoinGroup", 3, "groupId=warm-up" + ASK)) == ErrorCode.NONE;
            });
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aFloodOfGroupIdsFillsNeitherTheMemoryNorTheTimeOfOthers() throws IOException {
        flood("quiet-1", i -> "groupId=made-up-" + i + ASK);

        assertThat(Files.readString(broker.process().outputFile()))
                .containsOnlyOnce("groups have been asked for and never joined");
    }

    @Test
    void aFloodOfJoinsOfOneGroupDoesNeither() throws IOException {
        flood("quiet-2", i -> "groupId=crowded" + ASK);
    }

    private static void flood(String quietGroup, IntFunction<String> join) throws IOException {
        try (RawClient flooding = client("flood");
                RawClient quiet = client("quiet")) {
            String member = "groupId=" + quietGroup + " generationId=1 memberId=" + stable(quiet, quietGroup);
            flood(flooding, quiet, member, 0, FLOOD / 3, join);
            long kilobytes = residentKilobytes();

            long longestNs = flood(flooding, quiet, member, FLOOD / 3, FLOOD, join);

            long grown = residentKilobytes() - kilobytes;
            System.err.println("flood beside " + quietGroup + ": a heartbeat beside it took " + longestNs / 1_000_000
                    + " ms at the most, the broker has grown by " + grown + " kB");
            assertThat(grown).isLessThan(KILOBYTES_MAX);
            assertThat(Duration.ofNanos(longestNs)).isLessThan(WAIT_MAX);
        }
    }

    /** The longest that a heartbeat of the quiet member took meanwhile. */
    private static long flood(
            RawClient flooding, RawClient quiet, String member, int from, int to, IntFunction<String> join) {
        long longestNs = 0;
        for (int i = from; i < to; i++) {
            flooding.send(MessageText.request("JoinGroup", join.apply(i)), (short) 9);
            if (i - from >= ON_THE_WAY_MAX) {
                assertThat(joined(flooding.answer(ANSWER_MS_MAX).orElseThrow()))
                        .isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
            }
            if (i % 50 == 0) {
                long beforeNs = System.nanoTime();
                ApiMessage beat = ask(quiet, "Heartbeat", 4, member);
                longestNs = Math.max(longestNs, System.nanoTime() - beforeNs);
                assertThat(ErrorCode.forCode(((HeartbeatResponse) beat).errorCode()))
                        .isEqualTo(ErrorCode.NONE);
            }
        }
        for (int i = 0; i < Math.min(ON_THE_WAY_MAX, to - from); i++) {
            assertThat(joined(flooding.answer(ANSWER_MS_MAX).orElseThrow())).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        }
        return longestNs;
    }

    private static RawClient client(String name) {
        return new RawClient(name, broker.process().port());
    }

    private static ApiMessage ask(RawClient client, String api, int version, String fields) {
        client.send(MessageText.request(api, fields), (short) version);
        return client.answer(ANSWER_MS_MAX).orElseThrow();
    }

    private static ErrorCode joined(ApiMessage answer) {
        return ErrorCode.forCode(((JoinGroupResponse) answer).errorCode());
    }

    /** A group of one; returns the id of its member. */
    private static String stable(RawClient client, String group) {
        JoinGroupResponse joined = (JoinGroupResponse) ask(client, "JoinGroup", 3, "groupId=" + group + ASK);
        SyncGroupResponse synced = (SyncGroupResponse) ask(
                client,
                "SyncGroup",
                3,
                "groupId=" + group + " generationId=1 memberId=" + joined.memberId() + " assignments=[memberId="
                        + joined.memberId() + " assignment=p]");
        assertThat(ErrorCode.forCode(synced.errorCode())).isEqualTo(ErrorCode.NONE);
        return joined.memberId();
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", Long.toString(broker.process().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
