/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What EndToEndLatency does, in microseconds, after a warm-up of as many records, and without a group. */
public final class LatencyProbe {

    private LatencyProbe() {}

    /** Arguments: server, topic with one partition, records. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> reading = Map.of(
                "bootstrap.servers",
                arguments[0],
                "fetch.max.wait.ms",
                0,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        Map<String, Object> writing = Map.of(
                "bootstrap.servers",
                arguments[0],
                "linger.ms",
                0,
                "acks",
                "all",
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class);
        int records = Integer.parseInt(arguments[2]);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(writing)) {
            List<TopicPartition> partitions = List.of(new TopicPartition(arguments[1], 0));
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            consumer.position(partitions.get(0));
            rounds(consumer, producer, arguments[1], records);
            print(rounds(consumer, producer, arguments[1], records));
        }
    }

    private static long[] rounds(
            KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer, String topic, int records)
            throws Exception {
        long[] latenciesNs = new long[records];
        byte[] value = new byte[100];
        for (int i = 0; i < records; i++) {
            long startNs = System.nanoTime();
            producer.send(new ProducerRecord<>(topic, value)).get();
            if (consumer.poll(Duration.ofSeconds(60)).count() != 1) {
                throw new IllegalStateException("record " + i + " did not come back alone");
            }
            latenciesNs[i] = System.nanoTime() - startNs;
        }
        return latenciesNs;
    }

    private static void print(long[] latenciesNs) {
        Arrays.sort(latenciesNs);
        System.out.printf(
                Locale.ROOT,
                "avg %.3f ms, p99 %.3f ms, p99.9 %.3f ms%n",
                Arrays.stream(latenciesNs).average().orElseThrow() / 1e6,
                latenciesNs[(int) (latenciesNs.length * 0.99)] / 1e6,
                latenciesNs[(int) (latenciesNs.length * 0.999)] / 1e6);
    }
}
