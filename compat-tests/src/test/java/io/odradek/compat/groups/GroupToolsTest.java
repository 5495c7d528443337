/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.KafkaJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stock tools for groups print of our broker what they print of Kafka 4.3.1. */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class GroupToolsTest {
    private static final Duration SETTLED_MAX = Duration.ofSeconds(20);
    private static final String CONSUMER_GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
    private static final String GROUPS = "org.apache.kafka.tools.GroupsCommand";

    @TempDir
    static Path folder;

    private static GroupToolSides sides;

    @BeforeAll
    static void start() {
        sides = GroupToolSides.start(folder);
    }

    @AfterAll
    static void stop() {
        if (sides != null) {
            sides.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"classic, CURRENT", "consumer, LEGACY"})
    void aGroupWithAMemberIsDescribedListedAndLeftAlone(String protocol, KafkaJars deleting) {
        String group = protocol + "-members";
        String topic = protocol + "-read";
        sides.topic(topic, 3);
        List<StockMember> members = new ArrayList<>();
        try {
            sides.both(broker -> members.add(member(broker, protocol, group, topic)));
            await().atMost(SETTLED_MAX)
                    .until(() -> members.stream()
                            .allMatch(member ->
                                    member.owned().size() == 3 && member.read().size() == 30));
            sides.both(broker -> await().atMost(SETTLED_MAX).until(() -> broker.committed(group) == 30));

            sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
            sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--offsets", "--verbose");
            sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--members");
            sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--members", "--verbose");
            sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--state");
            sides.sameByNewest(CONSUMER_GROUPS, "--describe", "--group", group, "--state", "--verbose");
            sides.sameInAnyOrder(CONSUMER_GROUPS, "--describe", "--all-groups");
            sides.same(CONSUMER_GROUPS, "--list");
            sides.same(CONSUMER_GROUPS, "--list", "--state");
            sides.same(CONSUMER_GROUPS, "--list", "--state", "stable");
            sides.same(CONSUMER_GROUPS, "--list", "--type");
            sides.sameByNewest(CONSUMER_GROUPS, "--list", "--type", protocol, "--state", "Stable,Empty");
            sides.sameByNewest(GROUPS, "--list");
            sides.sameByNewest(GROUPS, "--list", "--group-type", protocol);
            sides.sameByNewest(GROUPS, "--list", "--consumer");
            sides.sameByNewest(GROUPS, "--list", "--protocol", "consumer");
            sides.same(CONSUMER_GROUPS, "--delete", "--group", group);
            sides.same(CONSUMER_GROUPS, "--delete-offsets", "--group", group, "--topic", topic);
            sides.same(
                    CONSUMER_GROUPS,
                    "--reset-offsets",
                    "--group",
                    group,
                    "--topic",
                    topic,
                    "--to-earliest",
                    "--execute");
        } finally {
            members.forEach(StockMember::close);
        }
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--members");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group, "--state");
        sides.same(
                CONSUMER_GROUPS,
                "--reset-offsets",
                "--group",
                group,
                "--topic",
                topic,
                "--shift-by",
                "-3",
                "--execute");
        sides.sameByNewest(CONSUMER_GROUPS, "--delete-offsets", "--group", group, "--topic", topic + ":2");
        sides.sameBy(KafkaJars.LEGACY, CONSUMER_GROUPS, "--delete-offsets", "--group", group, "--topic", topic + ":1");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
        sides.sameBy(deleting, CONSUMER_GROUPS, "--delete", "--group", group);
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
    }

    /** Internal topics among them: Kafka's coordinator leaves none out. */
    @Test
    void anExpressionIsSubscribedToTheSameTopics() {
        sides.topic("expressed", 2);
        sides.commit("makes-the-internal-topic", "expressed", 1, 1);
        List<StockMember> members = new ArrayList<>();
        try {
            sides.both(broker -> members.add(new StockMember(
                    broker.consumer(settings("consumer", "expressions", "latest")),
                    new SubscriptionPattern("expressed|__consumer.*|.*no-such"))));
            await().atMost(SETTLED_MAX)
                    .until(() ->
                            members.stream().allMatch(member -> member.owned().size() == 4));

            String described = sides.sameByNewest(
                    CONSUMER_GROUPS, "--describe", "--group", "expressions", "--members", "--verbose");

            assertThat(described).contains("__consumer_offsets:0,1,2,3", "expressed:0,1");
        } finally {
            members.forEach(StockMember::close);
        }
        sides.sameByNewest(CONSUMER_GROUPS, "--delete", "--group", "expressions");
    }

    private static StockMember member(TestBroker broker, String protocol, String group, String topic) {
        return new StockMember(broker.consumer(settings(protocol, group, "earliest")), topic);
    }

    private static Map<String, Object> settings(String protocol, String group, String reset) {
        return Map.of(
                "group.id",
                group,
                "client.id",
                "member",
                "group.protocol",
                protocol,
                "auto.offset.reset",
                reset,
                "enable.auto.commit",
                false);
    }

    @Test
    void offsetsAreResetByEveryStrategy() throws IOException {
        sides.topic("reset", 2);
        sides.topic("reset-too", 1);
        sides.commit("resets", "reset", 4, 6);
        sides.commit("resets", "reset-too", 1);
        reset("--to-earliest", "--topic", "reset");
        reset("--to-latest", "--topic", "reset:1");
        reset("--to-offset", "3", "--topic", "reset:0,1");
        reset("--to-offset", "300", "--topic", "reset");
        reset("--shift-by", "2", "--all-topics");
        reset("--shift-by", "-5", "--topic", "reset");
        reset("--by-duration", "PT1H", "--topic", "reset");
        reset("--by-duration", "P20000D", "--topic", "reset");
        reset("--to-datetime", "2023-11-14T22:13:25.000Z", "--topic", "reset");
        reset("--to-datetime", "2023-11-14T22:13:25.500Z", "--topic", "reset:1", "--topic", "reset-too");
        reset("--to-current", "--all-topics");
        reset("--to-earliest", "--topic", "no-such");
        sides.sameInAnyOrder(
                CONSUMER_GROUPS, "--reset-offsets", "--all-groups", "--all-topics", "--to-latest", "--dry-run");
        sides.same(CONSUMER_GROUPS, "--reset-offsets", "--group", "resets", "--all-topics", "--to-current", "--export");
        String file = Files.writeString(folder.resolve("offsets.csv"), "reset,0,2\nreset,1,9\n")
                .toString();
        reset("--from-file", file);
        sides.same(CONSUMER_GROUPS, "--reset-offsets", "--group", "resets", "--from-file", file, "--execute");
        sides.same(
                CONSUMER_GROUPS,
                "--reset-offsets",
                "--group",
                "of-nobody",
                "--topic",
                "reset",
                "--to-latest",
                "--execute");

        sides.same(CONSUMER_GROUPS, "--describe", "--group", "resets");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", "of-nobody");
    }

    private static void reset(String... how) {
        List<String> all = new ArrayList<>(List.of("--reset-offsets", "--dry-run", "--group", "resets"));
        all.addAll(List.of(how));
        sides.same(CONSUMER_GROUPS, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void offsetsAndGroupsAreDeleted(KafkaJars version) {
        String topic = "deleted-" + version;
        String group = "deletes-" + version;
        sides.topic(topic, 2);
        sides.commit(group, topic, 4, 6);
        sides.commit(group + "-too", topic, 1, 2);
        sides.sameBy(version, CONSUMER_GROUPS, "--delete-offsets", "--group", group, "--topic", topic + ":0");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
        sides.same(CONSUMER_GROUPS, "--delete-offsets", "--group", group, "--topic", "no-such");
        sides.same(CONSUMER_GROUPS, "--delete-offsets", "--group", "no-such", "--topic", topic);
        sides.same(CONSUMER_GROUPS, "--delete", "--group", "no-such");
        sides.sameBy(version, CONSUMER_GROUPS, "--delete", "--group", group, "--group", group + "-too");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", group);
        sides.same(CONSUMER_GROUPS, "--list");
    }

    @Test
    void expressionsAreCheckedAndUnknownGroupsToldApart() {
        sides.sameByNewest(CONSUMER_GROUPS, "--validate-regex", "a.*b");
        sides.sameByNewest(CONSUMER_GROUPS, "--validate-regex", "a(b");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", "no-such");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", "no-such", "--members");
        sides.same(CONSUMER_GROUPS, "--describe", "--group", "no-such", "--state");
        sides.same(CONSUMER_GROUPS, "--list", "--state", "no-such");
        sides.same(CONSUMER_GROUPS, "--list", "--type", "no-such");
    }

    @Test
    void whatGroupsStoredIsReadByKafkasFormattersAndDecoded() {
        sides.topic("formatted", 2);
        for (TestBroker broker : sides.brokers()) {
            try (StockMember member = member(broker, "classic", "formats", "formatted")) {
                await().atMost(SETTLED_MAX)
                        .until(() -> member.owned().size() == 2 && broker.committed("formats") == 20);
            }
        }

        for (KafkaJars version : KafkaJars.values()) {
            String offsets =
                    sides.sameFormatted(version, "formats", "org.apache.kafka.tools.consumer.OffsetsMessageFormatter");
            String groups = sides.sameFormatted(
                    version, "formats", "org.apache.kafka.tools.consumer.GroupMetadataMessageFormatter");
            String records = sides.sameRecords(version, "formats");

            assertThat(offsets).contains("\"group\":\"formats\"", "\"topic\":\"formatted\"");
            assertThat(groups).contains("\"protocol\":\"range\"", "\"clientId\":\"member\"");
            assertThat(records).contains("\"protocol\":\"range\"", "\"topic\":\"formatted\"");
        }
    }

    @Test
    void consolesAndVerifiersReadInGroups() {
        sides.topic("read", 2);
        for (KafkaJars version : KafkaJars.values()) {
            sides.sameBy(
                    version,
                    "org.apache.kafka.tools.consumer.ConsoleConsumer",
                    "--topic",
                    "read",
                    "--group",
                    "console-" + version,
                    "--from-beginning",
                    "--max-messages",
                    "20");
            sides.same(CONSUMER_GROUPS, "--describe", "--group", "console-" + version);
            sides.sameBy(version, "org.apache.kafka.tools.VerifiableConsumer", verifying("verifier-" + version));
        }
        sides.sameFromBin("kafka-verifiable-consumer.sh", verifying("verifier"));
        sides.same("org.apache.kafka.tools.GetOffsetShell", "--topic-partitions", "read:0,read:1", "--time", "-1");
        sides.same("org.apache.kafka.tools.GetOffsetShell", "--topic", "read", "--time", "1700000003000");
        sides.same("org.apache.kafka.tools.GetOffsetShell", "--topic", "read", "--time", "max-timestamp");
        sides.same("org.apache.kafka.tools.GetOffsetShell", "--topic", "read", "--partitions", "1", "--time", "-2");
        sides.same("org.apache.kafka.tools.GetOffsetShell", "--exclude-internal-topics", "--topic", "read");
    }

    private static String[] verifying(String group) {
        return new String[] {
            "--topic", "read", "--group-id", group, "--max-messages", "20", "--reset-policy", "earliest"
        };
    }
}
