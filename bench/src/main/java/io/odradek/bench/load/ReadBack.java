/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a fresh consumer finds of what a producer was promised.
 *
 * @param lost acknowledged and not there
 * @param doubled there more than once
 * @param disordered behind one that was sent later
 */
public record ReadBack(long acknowledged, long lost, long doubled, long disordered) {

    private static final Duration TIME_MAX = Duration.ofMinutes(3);

    public long wrong() {
        return lost + doubled + disordered;
    }

    public static ReadBack of(String bootstrapServers, String topic, int partitions, Collection<SteadyLoad.Ack> acks) {
        return judge(acks, read(bootstrapServers, topic, partitions));
    }

    static ReadBack judge(Collection<SteadyLoad.Ack> acks, Map<Integer, List<Long>> stored) {
        long doubled = 0;
        long disordered = 0;
        Map<Integer, Set<Long>> there = new HashMap<>();
        for (Map.Entry<Integer, List<Long>> partition : stored.entrySet()) {
            Set<Long> seen = there.computeIfAbsent(partition.getKey(), key -> new HashSet<>());
            long highest = -1;
            for (long sequence : partition.getValue()) {
                if (!seen.add(sequence)) {
                    doubled++;
                } else if (sequence < highest) {
                    disordered++;
                }
                highest = Math.max(highest, sequence);
            }
        }
        long lost = acks.stream()
                .filter(ack -> !there.getOrDefault(ack.partition(), Set.of()).contains(ack.sequence()))
                .count();
        return new ReadBack(acks.size(), lost, doubled, disordered);
    }

    private static Map<Integer, List<Long>> read(String bootstrapServers, String topic, int partitions) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class);
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Map<Integer, List<Long>> stored = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all, TIME_MAX);
            long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException("not everything could be read back within " + TIME_MAX);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    stored.computeIfAbsent(record.partition(), key -> new ArrayList<>())
                            .add(ByteBuffer.wrap(record.value()).getLong());
                }
            }
        }
        return stored;
    }
}
