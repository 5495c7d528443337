/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Stock clients on this machine, outside all containers. */
final class Clients {
    private static final int REQUEST_MS = 2_000;

    private Clients() {}

    static Admin admin(String servers) {
        return Admin.create(Map.of("bootstrap.servers", servers, "request.timeout.ms", REQUEST_MS));
    }

    static void produce(String servers, String topic, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "request.timeout.ms", REQUEST_MS),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get(60, TimeUnit.SECONDS);
        }
    }

    /** As a member of a group. */
    static List<String> consume(String servers, String topic, int records) {
        try (KafkaConsumer<String, String> consumer =
                consumer(servers, Map.of("group.id", "g", "auto.offset.reset", "earliest"))) {
            consumer.subscribe(List.of(topic));
            return poll(consumer, records);
        }
    }

    /** Without a group. */
    static List<String> read(String servers, String topic, int records) {
        try (KafkaConsumer<String, String> consumer = consumer(servers, Map.of())) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            return poll(consumer, records);
        }
    }

    private static KafkaConsumer<String, String> consumer(String servers, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", servers);
        config.put("request.timeout.ms", REQUEST_MS);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    private static List<String> poll(KafkaConsumer<String, String> consumer, int records) {
        List<String> values = new ArrayList<>();
        while (values.size() < records) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
                values.add(record.value());
            }
        }
        return values;
    }
}
