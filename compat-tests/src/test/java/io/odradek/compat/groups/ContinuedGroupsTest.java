/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.StockTools;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaJars;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.OdradekProcess;
import io.odradek.compat.process.ZooKeeperProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One directory of groups: Kafka 4.3.1 (KRaft) writes it, we go on with it, and Kafka goes on with ours. */
@Timeout(240)
@ExtendWith(DumpOnFailure.class)
class ContinuedGroupsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TOPIC = "t";
    private static final int PARTITIONS = 2;
    private static final Set<TopicPartition> ALL = Set.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1));
    private static final int ID = 1;

    /** Of the records of consumer groups, but 4, which Kafka does not write any more. */
    private static final List<Integer> TYPES = List.of(3, 5, 6, 7, 8, 16);

    /** The groups, and what their members are set to. */
    private static final Map<String, Map<String, Object>> GROUPS = Map.of(
            "classic",
            Map.of("group.protocol", "classic", "session.timeout.ms", 6_000),
            "consumer",
            Map.of("group.protocol", "consumer"),
            "expression",
            Map.of("group.protocol", "consumer"));

    @TempDir
    Path folder;

    private Path data;
    private BrokerSetup setup;

    @Test
    void groupsGoFromTheNewestKafkaToUsAndBack() throws Exception {
        data = folder.resolve("data");
        setup = BrokerSetup.in(folder.resolve("broker"))
                .withJvmFlags("-Xmx400m")
                .withProperties(Map.of(
                        "log.dirs", data.toString(),
                        "offsets.topic.num.partitions", "1",
                        "group.initial.rebalance.delay.ms", "0",
                        "group.consumer.min.session.timeout.ms", "6000",
                        "group.consumer.session.timeout.ms", "6000",
                        "group.consumer.min.heartbeat.interval.ms", "500",
                        "group.consumer.heartbeat.interval.ms", "500"));
        Map<String, String> kraft = new HashMap<>(setup.properties());
        kraft.put("metadata.log.dir", folder.resolve("kraft").toString());
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"));
                BrokerProcess kafka = new KafkaProcess(setup.withProperties(kraft))) {
            zooKeeper.start(SOON);
            Map<String, String> onEnsemble = new HashMap<>(setup.properties());
            onEnsemble.put("broker.id", Integer.toString(ID));
            onEnsemble.put("zookeeper.connect", zooKeeper.connectString());
            try (BrokerProcess odradek =
                    new OdradekProcess(setup.withProperties(onEnsemble).withJvmFlags())) {
                kafka.start(SOON);
                createTopic(kafka);
                send(kafka, 0, 20);
                assertThat(work(kafka)).isEqualTo(ofAll(0, 20));
                Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = committed(kafka);
                kafka.stop(SOON);

                new KraftDirectory(data, ID).register(zooKeeper.connectString());
                odradek.start(SOON);
                allowConsumerGroups(odradek);
                assertThat(committed(odradek)).isEqualTo(committed);
                send(odradek, 20, 40);
                assertThat(work(odradek)).isEqualTo(ofAll(20, 40));
                committed = committed(odradek);
                readByStockTools(odradek);
                odradek.stop(SOON);

                kafka.start(SOON);
                assertThat(committed(kafka)).isEqualTo(committed);
                send(kafka, 40, 60);
                assertThat(work(kafka)).isEqualTo(ofAll(40, 60));
                kafka.stop(SOON);
            }
        }
    }

    private static void createTopic(BrokerProcess broker) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TestBroker.get(admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all());
        }
    }

    /** A tree that says nothing of features is that of an older cluster. */
    private static void allowConsumerGroups(BrokerProcess broker) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            FeatureUpdate update = new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.UPGRADE);
            TestBroker.get(admin.updateFeatures(Map.of("group.version", update), new UpdateFeaturesOptions())
                    .all());
        }
    }

    private static void send(BrokerProcess broker, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            IntStream.range(from, to)
                    .mapToObj(i ->
                            producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, TestBroker.bytes("r" + i))))
                    .toList()
                    .forEach(TestBroker::get);
        }
    }

    /** What each group is to process. */
    private static Map<String, Set<String>> ofAll(int from, int to) {
        Set<String> texts = IntStream.range(from, to).mapToObj(i -> "r" + i).collect(Collectors.toSet());
        return GROUPS.keySet().stream().collect(Collectors.toMap(group -> group, group -> texts));
    }

    /** Two members of each group, one of them static, process what is there and go without a word: the groups stay. */
    private static Map<String, Set<String>> work(BrokerProcess broker) {
        Map<String, List<StockMember>> members = new HashMap<>();
        try {
            GROUPS.forEach((group, settings) -> members.put(
                    group,
                    List.of(
                            member(broker, group, settings, Map.of()),
                            member(broker, group, settings, Map.of("group.instance.id", "static")))));
            Map<String, Set<String>> read = new HashMap<>();
            members.forEach((group, both) -> {
                await(group)
                        .atMost(SOON)
                        .until(() ->
                                both.stream().allMatch(member -> member.owned().size() == 1));
                await(group).atMost(SOON).until(() -> isAllCommitted(broker, group));
                both.forEach(StockMember::vanish);
                read.put(
                        group,
                        both.stream().flatMap(member -> member.read().stream()).collect(Collectors.toSet()));
            });
            return read;
        } finally {
            members.values().forEach(both -> both.forEach(StockMember::vanish));
        }
    }

    private static boolean isAllCommitted(BrokerProcess broker, String group) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker, group, Map.of())) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ALL);
            return consumer.endOffsets(ALL).entrySet().stream()
                    .allMatch(end -> committed.get(end.getKey()) != null
                            && committed.get(end.getKey()).offset() == end.getValue());
        }
    }

    private static StockMember member(
            BrokerProcess broker, String group, Map<String, Object> settings, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        all.putAll(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", false));
        KafkaConsumer<byte[], byte[]> consumer = consumer(broker, group, all);
        return group.equals("expression")
                ? new StockMember(consumer, new SubscriptionPattern(TOPIC))
                : new StockMember(consumer, TOPIC);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(
            BrokerProcess broker, String group, Map<String, Object> more) {
        Map<String, Object> all =
                new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group));
        all.putAll(more);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(BrokerProcess broker) {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> all = new HashMap<>();
        GROUPS.keySet().forEach(group -> {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker, group, Map.of())) {
                all.put(group, consumer.committed(ALL));
            }
        });
        return all;
    }

    /** Our part of the log as well as Kafka's: what its tools cannot read they leave out, or end with. */
    private void readByStockTools(BrokerProcess odradek) throws IOException {
        try (StockTools tools = new StockTools(KafkaJars.CURRENT);
                Stream<Path> files = Files.list(data.resolve("__consumer_offsets-0"))) {
            String segments = files.map(Path::toString)
                    .filter(name -> name.endsWith(".log"))
                    .sorted()
                    .collect(Collectors.joining(","));
            assertThat(tools.run("org.apache.kafka.tools.DumpLogSegments", "--offsets-decoder", "--files", segments)
                            .output())
                    .contains("key: {\"type\":\"2\",\"data\":{\"group\":\"classic\"}}")
                    .containsPattern("\"generation\":[2-9],\"protocol\":\"range\"")
                    .contains("payload: {\"version\":\"4\",\"data\":{\"offset\":20,")
                    .contains(TYPES.stream()
                            .map("key: {\"type\":\"%d\""::formatted)
                            .toList())
                    .doesNotContain("isvalid: false", "Unknown", "Error");
            assertThat(console(tools, odradek, "OffsetsMessageFormatter"))
                    .contains("\"version\":4,\"data\":{\"offset\":20,");
            assertThat(console(tools, odradek, "GroupMetadataMessageFormatter"))
                    .containsPattern("\"generation\":[2-9],\"protocol\":\"range\"");
        }
    }

    /** To the end of the log, as it is now. */
    private static String console(StockTools tools, BrokerProcess broker, String formatter) {
        TopicPartition log = new TopicPartition("__consumer_offsets", 0);
        long end;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker, "looks", Map.of())) {
            end = consumer.endOffsets(Set.of(log)).get(log);
        }
        return tools.run(
                        "org.apache.kafka.tools.consumer.ConsoleConsumer",
                        "--bootstrap-server",
                        broker.bootstrapServers(),
                        "--topic",
                        log.topic(),
                        "--partition",
                        "0",
                        "--offset",
                        "earliest",
                        "--max-messages",
                        Long.toString(end),
                        "--timeout-ms",
                        "30000",
                        "--formatter",
                        "org.apache.kafka.tools.consumer." + formatter)
                .output();
    }
}
