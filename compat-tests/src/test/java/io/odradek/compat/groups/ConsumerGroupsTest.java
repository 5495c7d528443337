/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Stock consumers with {@code group.protocol=consumer} (KIP-848). */
@Timeout(90)
@ExtendWith(DumpOnFailure.class)
class ConsumerGroupsTest {
    private static final Duration SETTLED_MAX = Duration.ofSeconds(20);
    private static final int PARTITIONS = 4;

    @TempDir
    static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(
                folder,
                Map.of(
                        "group.consumer.min.session.timeout.ms", "1000",
                        "group.consumer.session.timeout.ms", "1500",
                        "group.consumer.min.heartbeat.interval.ms", "100",
                        "group.consumer.heartbeat.interval.ms", "200",
                        "group.consumer.assignment.interval.ms", "100"));
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static Map<String, Object> settings(String group) {
        return new HashMap<>(Map.of(
                "group.id",
                group,
                "client.id",
                "member",
                "group.protocol",
                "consumer",
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                500,
                "enable.auto.commit",
                false));
    }

    private static StockMember member(String group, String topic) {
        return new StockMember(broker.consumer(settings(group)), topic);
    }

    private static StockMember classicMember(String group, String topic) {
        Map<String, Object> settings = settings(group);
        settings.putAll(Map.of("group.protocol", "classic", "heartbeat.interval.ms", 200, "session.timeout.ms", 6000));
        return new StockMember(broker.consumer(settings), topic);
    }

    private static StockMember matching(String group, String expression) {
        return new StockMember(broker.consumer(settings(group)), new SubscriptionPattern(expression));
    }

    @Test
    void twoMembersShareThePartitionsAndOneTakesOverFromOneThatVanishes() {
        String topic = broker.topic(PARTITIONS, Map.of());
        try (StockMember first = member("share", topic);
                StockMember second = member("share", topic)) {
            await().atMost(SETTLED_MAX)
                    .until(() -> first.owned().size() == 2 && second.owned().size() == 2);
            assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
            broker.sendNumbered(topic, PARTITIONS, 0, 40);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(first, second).size() == 40);
            ConsumerGroupDescription description = description("share");
            assertThat(description.type()).isEqualTo(GroupType.CONSUMER);
            assertThat(description.groupState()).isEqualTo(GroupState.STABLE);
            assertThat(description.members()).hasSize(2);

            first.vanish();

            await().atMost(SETTLED_MAX).until(() -> second.owned().size() == PARTITIONS);
            broker.sendNumbered(topic, PARTITIONS, 40, 80);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(first, second).size() == 80);
            await().atMost(SETTLED_MAX).until(() -> broker.committed("share") == 80);
        }
    }

    @Test
    void aGroupGoesOverToTheOtherProtocolAndBackWhileItIsRead() {
        String topic = broker.topic(PARTITIONS, Map.of());
        try (StockMember classic = classicMember("over", topic);
                StockMember consumer = joinedBy("over", topic, classic)) {
            await().atMost(SETTLED_MAX)
                    .until(() -> classic.owned().size() == 2 && consumer.owned().size() == 2);
            assertThat(description("over").type()).isEqualTo(GroupType.CONSUMER);
            assertThat(classic.owned()).doesNotContainAnyElementsOf(consumer.owned());
            broker.sendNumbered(topic, PARTITIONS, 40, 80);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(classic, consumer).size() == 80);

            consumer.close();

            await().atMost(SETTLED_MAX).until(() -> classic.owned().size() == PARTITIONS);
            assertThat(description("over").type()).isEqualTo(GroupType.CLASSIC);
            broker.sendNumbered(topic, PARTITIONS, 80, 120);
            await().atMost(SETTLED_MAX)
                    .until(() -> StockMember.readByAll(classic, consumer).size() == 120);
            await().atMost(SETTLED_MAX).until(() -> broker.committed("over") == 120);
        }
    }

    /** When the classic member has all there is. */
    private static StockMember joinedBy(String group, String topic, StockMember classic) {
        await().atMost(SETTLED_MAX).until(() -> classic.owned().size() == PARTITIONS);
        assertThat(description(group).type()).isEqualTo(GroupType.CLASSIC);
        broker.sendNumbered(topic, PARTITIONS, 0, 40);
        await().atMost(SETTLED_MAX).until(() -> classic.read().size() == 40);
        return member(group, topic);
    }

    @Test
    void anExpressionFindsTopicsThatComeLater() {
        TestBroker.get(broker.admin()
                .createTopics(List.of(new NewTopic("found-1", 2, (short) 1)))
                .all());
        try (StockMember member = matching("expression", "found-.*")) {
            await().atMost(SETTLED_MAX).until(() -> member.owned().size() == 2);

            TestBroker.get(broker.admin()
                    .createTopics(List.of(new NewTopic("found-2", 3, (short) 1)))
                    .all());

            await().atMost(SETTLED_MAX).until(() -> member.owned().size() == 3);
        }
    }

    private static ConsumerGroupDescription description(String group) {
        return TestBroker.get(broker.admin()
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group));
    }
}
