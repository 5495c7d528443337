/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads this many records from the beginning, with ConsumerPerformance's settings but without a group. */
public final class AssignedConsumer {

    private AssignedConsumer() {}

    /** Arguments: server, topic, partitions, records. */
    public static void main(String[] arguments) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                arguments[0],
                "receive.buffer.bytes",
                2 << 20,
                "max.partition.fetch.bytes",
                1 << 20,
                "check.crcs",
                false,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        List<TopicPartition> partitions = IntStream.range(0, Integer.parseInt(arguments[2]))
                .mapToObj(partition -> new TopicPartition(arguments[1], partition))
                .toList();
        long wanted = Long.parseLong(arguments[3]);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long startNs = System.nanoTime();
            long lastNs = startNs;
            long read = 0;
            while (read < wanted
                    && System.nanoTime() - lastNs < Duration.ofSeconds(10).toNanos()) {
                int count = consumer.poll(Duration.ofMillis(100)).count();
                if (count > 0) {
                    lastNs = System.nanoTime();
                    read += count;
                }
            }
            System.out.println(read + " records in " + (lastNs - startNs) / 1e6 + " ms");
            if (read < wanted) {
                throw new IllegalStateException("nothing came for 10 s, after " + read + " of " + wanted);
            }
        }
    }
}
