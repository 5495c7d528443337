/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Content;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.Violation;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer with all partitions assigned, from their start. It has no reset policy: an offset that is out of range, or
 * a log that was cut behind what it has read, is a surprise.
 */
final class Reader implements AutoCloseable {

    /** Stands for bytes that no producer made. */
    static final Content FOREIGN = new Content(-1, -1, -1);

    private static final int POLLS_PER_LOOK = 50;

    private final String name;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Chronicle chronicle;
    private final Set<String> nearest = new HashSet<>();
    private int polls;

    Reader(String name, LoadSetup setup, Map<String, Object> clientSettings, Chronicle chronicle) {
        this.name = name;
        this.chronicle = chronicle;
        this.partitions = IntStream.range(0, setup.partitions())
                .mapToObj(partition -> new TopicPartition(setup.topic(), partition))
                .toList();
        clientSettings.putAll(Map.of(
                "client.id",
                name,
                "auto.offset.reset",
                "none",
                "fetch.max.wait.ms",
                300,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        this.consumer = new KafkaConsumer<>(clientSettings);
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
    }

    /** Asks again until the cluster answers or the time is over. */
    Map<TopicPartition, Long> ends(Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (true) {
            try {
                return new HashMap<>(consumer.endOffsets(partitions, Duration.ofSeconds(5)));
            } catch (org.apache.kafka.common.errors.TimeoutException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw e;
                }
            }
        }
    }

    /** Once; false after a failure that a consumer should not have had. */
    boolean poll(Consumer<Placed> records, Consumer<Violation> surprises) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                Content content = Content.parse(record.value()).orElse(FOREIGN);
                records.accept(new Placed(name, chronicle.nowMs(), record.partition(), record.offset(), content));
            }
            if (polls++ % POLLS_PER_LOOK == 0) {
                noteNearest();
            }
            return true;
        } catch (KafkaException e) {
            chronicle.write(name + " failed: " + e);
            surprises.accept(new Violation("ReaderGoesOn", -1, -1, name + " failed: " + e));
            return false;
        }
    }

    boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** How many partitions it was sent elsewhere with than to their leaders. */
    int nearest() {
        return nearest.size();
    }

    private void noteNearest() {
        consumer.metrics().forEach((name, metric) -> {
            if (name.name().equals("preferred-read-replica") && ((Number) metric.metricValue()).intValue() >= 0) {
                nearest.add(name.tags().get("partition"));
            }
        });
    }

    String positions() {
        Map<Integer, Long> positions = new HashMap<>();
        partitions.forEach(partition -> positions.put(partition.partition(), consumer.position(partition)));
        return positions.toString();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(5)));
    }
}
