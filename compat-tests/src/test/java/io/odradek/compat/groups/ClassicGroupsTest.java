/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.KafkaJars;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock consumers in classic groups, and the stock tool that looks at them. */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class ClassicGroupsTest {
    private static final Duration SETTLED_MAX = Duration.ofSeconds(20);
    private static final int PARTITIONS = 4;
    private static final String GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";

    @TempDir
    static Path folder;

    private static TestBroker broker;
    private static StockTools tools;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(
                folder, Map.of("group.initial.rebalance.delay.ms", "100", "group.min.session.timeout.ms", "1000"));
        tools = new StockTools(KafkaJars.CURRENT);
    }

    @AfterAll
    static void stop() {
        if (tools != null) {
            tools.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static StockMember member(String group, String topic, String assignor) {
        return new StockMember(
                broker.consumer(Map.of(
                        "group.id",
                        group,
                        "client.id",
                        "member",
                        "group.protocol",
                        "classic",
                        "session.timeout.ms",
                        1500,
                        "heartbeat.interval.ms",
                        200,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "partition.assignment.strategy",
                        "org.apache.kafka.clients.consumer." + assignor)),
                topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RangeAssignor", "CooperativeStickyAssignor"})
    void twoMembersShareThePartitionsAndOneTakesOverFromOneThatVanishes(String assignor) {
        String topic = broker.topic(PARTITIONS, Map.of());
        String group = "share-" + assignor;
        try (StockMember first = member(group, topic, assignor);
                StockMember second = member(group, topic, assignor)) {
            await().atMost(SETTLED_MAX)
                    .until(() -> first.owned().size() == 2 && second.owned().size() == 2);
            assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
            broker.sendNumbered(topic, PARTITIONS, 0, 40);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(first, second).size() == 40);

            first.vanish();

            await().atMost(SETTLED_MAX).until(() -> second.owned().size() == PARTITIONS);
            broker.sendNumbered(topic, PARTITIONS, 40, 80);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(first, second).size() == 80);
            await().atMost(SETTLED_MAX).until(() -> broker.committed(group) == 80);
        }
    }

    @Test
    void theStockToolDescribesListsAndDeletesGroups() {
        String topic = broker.topic(PARTITIONS, Map.of());
        broker.sendNumbered(topic, PARTITIONS, 0, 20);
        try (StockMember member = member("tool", topic, "RangeAssignor")) {
            await().atMost(SETTLED_MAX)
                    .until(() -> member.owned().size() == PARTITIONS && broker.committed("tool") == 20);

            assertThat(groups("--describe", "--group", "tool", "--state"))
                    .containsPattern("tool +127.0.0.1:\\d+ +\\(\\d+\\) +range +Stable +1");
            assertThat(groups("--describe", "--group", "tool", "--members", "--verbose"))
                    .containsPattern("tool +member-\\S+ +/127.0.0.1 +member +4 +- +" + topic + ":0,1,2,3");
            assertThat(groups("--describe", "--group", "tool"))
                    .containsPattern("tool +" + topic + " +0 +5 +5 +0 +member-");
            assertThat(groups("--list", "--state", "stable", "--type", "classic"))
                    .contains("tool");
            assertThat(groups("--list", "--state", "empty")).doesNotContain("tool");
            assertThat(groups("--delete", "--group", "tool")).contains("GroupNotEmptyException");
        }
        assertThat(groups("--describe", "--group", "tool", "--state")).contains("Empty");
        assertThat(groups("--delete", "--group", "tool")).contains("was successful");
        assertThat(groups("--describe", "--group", "tool", "--state")).contains("Group tool not found");
    }

    private static String groups(String... arguments) {
        String[] all = Stream.concat(
                        Stream.of("--bootstrap-server", broker.process().bootstrapServers()), Stream.of(arguments))
                .toArray(String[]::new);
        StockTools.Outcome outcome = tools.run(GROUPS, all);
        return outcome.output() + outcome.errors();
    }
}
