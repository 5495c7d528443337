/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.TestBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Work for the groups: numbered records at a steady rate, to all partitions in turn, until {@link #close}. */
final class NumberedRecords implements AutoCloseable {
    private static final int EVERY_MS = 10;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(60);

    private final String topic;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<String, RecordMetadata> acknowledged = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int number;

    NumberedRecords(String topic, int partitions, Map<String, Object> settings) {
        this.topic = topic;
        this.partitions = partitions;
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of(
                "acks",
                "all",
                "delivery.timeout.ms",
                60_000,
                "linger.ms",
                5,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class));
        all.remove("default.api.timeout.ms");
        producer = new KafkaProducer<>(all);
        Future<?> unused = thread.scheduleWithFixedDelay(this::sendOne, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void sendOne() {
        String value = "r" + number;
        int partition = number++ % partitions;
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(topic, partition, null, TestBroker.bytes(value)), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.put(value, metadata);
                    }
                });
    }

    /** By their values, where they are. */
    Map<String, RecordMetadata> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** No more; returns when each is acknowledged or given up. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            boolean ended = thread.awaitTermination(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS);
            assert ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_MAX);
    }
}
