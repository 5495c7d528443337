/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.differential;

import io.odradek.compat.TestBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What stands at every broker before it is asked: topics with ten records in each partition, and a group with offsets. */
final class World {
    /** An hour ago: what is older than a day is forgotten of a producer, by each broker when it comes round to it. */
    static final long FIRST_MS = System.currentTimeMillis() - 3_600_000;

    static final List<String> TOPICS = List.of("orders", "wide", "compacted");

    private static final String NOT_IN_A_RUN_MS = "86400000";

    /** Of every broker. Each would look for what is due to be deleted in a moment of its own. */
    static final Map<String, String> SETTINGS = Map.of(
            "broker.id", "1",
            "auto.create.topics.enable", "false",
            "group.initial.rebalance.delay.ms", "0",
            "group.min.session.timeout.ms", "100",
            "offsets.topic.num.partitions", "3",
            "log.retention.ms", "-1",
            "log.initial.task.delay.ms", NOT_IN_A_RUN_MS,
            "log.retention.check.interval.ms", NOT_IN_A_RUN_MS);

    private static final int OF_TOPICS = 7;

    private World() {}

    /** Stands for a topic's id; outside of the list, for one that nobody has. */
    static Uuid topicSymbol(int index) {
        return index == TOPICS.size() ? Uuid.ZERO_UUID : new Uuid(OF_TOPICS, index);
    }

    static boolean isOfTopic(Uuid symbol) {
        return symbol.getMostSignificantBits() == OF_TOPICS && symbol.getLeastSignificantBits() >= 0;
    }

    static Peer made(TestBroker broker) {
        TestBroker.get(broker.admin()
                .createTopics(List.of(
                        new NewTopic("orders", 1, (short) 1),
                        new NewTopic("wide", 4, (short) 1),
                        new NewTopic("compacted", 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                .all());
        List<TopicPartition> partitions = TOPICS.stream()
                .flatMap(topic -> IntStream.range(0, topic.equals("wide") ? 4 : 1)
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .toList();
        broker.awaitLeaders("wide", 4);
        broker.awaitLeaders("orders", 1);
        broker.awaitLeaders("compacted", 1);
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(Map.of())) {
            for (int i = 0; i < 10; i++) {
                for (TopicPartition each : partitions) {
                    TestBroker.get(producer.send(new ProducerRecord<>(
                            each.topic(),
                            each.partition(),
                            FIRST_MS + i * 1_000L,
                            TestBroker.bytes("key-" + i),
                            TestBroker.bytes("value-" + i))));
                }
            }
        }
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of("group.id", "committed"))) {
            TopicPartition orders = new TopicPartition("orders", 0);
            consumer.assign(List.of(orders));
            consumer.commitSync(Map.of(orders, new OffsetAndMetadata(5, "metadata")));
        }
        return new Peer(broker, topicIds(broker));
    }

    private static Map<Uuid, Uuid> topicIds(TestBroker broker) {
        Map<String, Uuid> ids =
                TestBroker.get(broker.admin().describeTopics(TOPICS).allTopicNames()).entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, topic -> topic.getValue().topicId()));
        Map<Uuid, Uuid> bySymbol = new HashMap<>();
        for (int i = 0; i < TOPICS.size(); i++) {
            bySymbol.put(topicSymbol(i), ids.get(TOPICS.get(i)));
        }
        return bySymbol;
    }
}
