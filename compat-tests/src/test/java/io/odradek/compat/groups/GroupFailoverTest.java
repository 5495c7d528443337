/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.process.ClusterSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group of stock consumers, of either protocol, on three brokers, one of which coordinates it and is killed. */
@Timeout(150)
@ExtendWith(DumpOnFailure.class)
class GroupFailoverTest {
    private static final Duration SETTLED_MAX = Duration.ofSeconds(30);
    private static final String TOPIC = "work";
    private static final String GROUP = "workers";
    private static final int PARTITIONS = 6;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aGroupGoesOnWithItsMembersAndOffsetsWhenItsCoordinatorIsKilled(String protocol) {
        ClusterSetup setup = ClusterSetup.of(folder, 3, TestCluster.kindUnderTest())
                .withProperties(Map.of(
                        "offsets.topic.replication.factor", "3",
                        "offsets.topic.num.partitions", "3",
                        "group.initial.rebalance.delay.ms", "500",
                        "group.consumer.min.heartbeat.interval.ms", "100",
                        "group.consumer.heartbeat.interval.ms", "300"));
        try (TestCluster cluster = TestCluster.start(setup)) {
            cluster.createTopic(TOPIC, PARTITIONS, 3, Map.of());
            try (StockMember first = member(cluster, protocol);
                    StockMember second = member(cluster, protocol)) {
                await().atMost(SETTLED_MAX).until(() -> isShared(first, second));
                send(cluster, 0, 60);
                await().atMost(SETTLED_MAX).until(() -> read(first, second).size() == 60);
                await().atMost(SETTLED_MAX).until(() -> committed(cluster) == 60);
                cluster.awaitInSync(List.of("__consumer_offsets"), SETTLED_MAX);
                Set<String> members = members(cluster);

                cluster.broker(description(cluster).coordinator().id()).kill();

                send(cluster, 60, 120);
                await().atMost(SETTLED_MAX).until(() -> read(first, second).size() == 120);
                await().atMost(SETTLED_MAX).until(() -> committed(cluster) == 120);
                assertThat(members(cluster)).isEqualTo(members);
                assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
            }
        }
    }

    /** The first has all of it for a moment, until the second one's share has been made and given back. */
    private static boolean isShared(StockMember first, StockMember second) {
        return !first.owned().isEmpty()
                && !second.owned().isEmpty()
                && owned(first, second).size() == PARTITIONS;
    }

    private static StockMember member(TestCluster cluster, String protocol) {
        Map<String, Object> settings = new HashMap<>(TestCluster.clientSettings(cluster.bootstrapServers()));
        settings.putAll(Map.of(
                "group.id",
                GROUP,
                "group.protocol",
                protocol,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        if (protocol.equals("classic")) {
            settings.putAll(Map.of("session.timeout.ms", 20_000, "heartbeat.interval.ms", 300));
        }
        return new StockMember(new KafkaConsumer<>(settings), TOPIC);
    }

    private static void send(TestCluster cluster, int from, int to) {
        Map<String, Object> settings = new HashMap<>(TestCluster.clientSettings(cluster.bootstrapServers()));
        settings.put("key.serializer", ByteArraySerializer.class);
        settings.put("value.serializer", ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            IntStream.range(from, to)
                    .mapToObj(i ->
                            producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, TestBroker.bytes("r" + i))))
                    .toList()
                    .forEach(TestBroker::get);
        }
    }

    private static List<Integer> owned(StockMember... members) {
        return Stream.of(members).flatMap(member -> member.owned().stream()).toList();
    }

    private static Set<String> read(StockMember... members) {
        return Stream.of(members).flatMap(member -> member.read().stream()).collect(Collectors.toSet());
    }

    private static long committed(TestCluster cluster) {
        return TestBroker.get(cluster.admin().listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                .values()
                .stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    private static ConsumerGroupDescription description(TestCluster cluster) {
        return TestBroker.get(cluster.admin()
                .describeConsumerGroups(List.of(GROUP))
                .describedGroups()
                .get(GROUP));
    }

    private static Set<String> members(TestCluster cluster) {
        return description(cluster).members().stream()
                .map(member -> member.consumerId())
                .collect(Collectors.toSet());
    }
}
