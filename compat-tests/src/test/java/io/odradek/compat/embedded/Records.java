/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.embedded;

import io.odradek.embedded.OdradekCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Stock clients of an embedded cluster. */
final class Records {
    /** Else they wait half a minute for a broker that is there and does not answer. */
    private static final String REQUEST_MS = "1000";

    private Records() {}

    static Admin admin(OdradekCluster cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers(), "request.timeout.ms", REQUEST_MS));
    }

    static KafkaProducer<byte[], byte[]> producer(OdradekCluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "request.timeout.ms", REQUEST_MS),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8));
    }

    static void produce(OdradekCluster cluster, String topic, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(cluster)) {
            producer.send(record(topic, value)).get();
        }
    }

    /** So many records, by a group. */
    static List<String> consume(OdradekCluster cluster, String topic, int records) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(cluster, Map.of("group.id", "g"))) {
            consumer.subscribe(List.of(topic));
            return poll(consumer, records);
        }
    }

    /** So many records of partition 0, by nobody's group. */
    static List<String> read(OdradekCluster cluster, String topic, int records) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(cluster, Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return poll(consumer, records);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(OdradekCluster cluster, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("bootstrap.servers", cluster.bootstrapServers());
        all.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<String> poll(KafkaConsumer<byte[], byte[]> consumer, int records) {
        List<String> values = new ArrayList<>();
        while (values.size() < records) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                values.add(new String(record.value(), StandardCharsets.UTF_8));
            }
        }
        return values;
    }
}
