/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Content;
import io.odradek.compat.faults.check.Placed;
import io.odradek.compat.faults.check.Violation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One idempotent producer that sends at a steady rate to all partitions in turn. A record that it could not deliver
 * within its delivery timeout may be stored or not; any other failure is a surprise.
 */
final class ProducerLoad implements AutoCloseable {

    private static final int TICK_MS = 20;
    private static final int DELIVERY_TIMEOUT_MS = 90_000;
    private static final int CLOSE_SECONDS_MAX = 120;

    private final int number;
    private final LoadSetup setup;
    private final History history;
    private final Chronicle chronicle;
    private final KafkaProducer<byte[], byte[]> producer;
    private final long[] sequences;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int turn;

    ProducerLoad(
            int number, LoadSetup setup, Map<String, Object> clientSettings, History history, Chronicle chronicle) {
        this.number = number;
        this.setup = setup;
        this.history = history;
        this.chronicle = chronicle;
        this.sequences = new long[setup.partitions()];
        clientSettings.putAll(Map.of(
                "client.id",
                "producer-" + number,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "delivery.timeout.ms",
                DELIVERY_TIMEOUT_MS,
                "max.block.ms",
                5_000,
                "linger.ms",
                5,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class));
        clientSettings.remove("default.api.timeout.ms");
        this.producer = new KafkaProducer<>(clientSettings);
    }

    void start() {
        Future<?> unused = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            for (int i = 0; i < Math.max(1, setup.recordsPerSecond() * TICK_MS / 1000); i++) {
                sendOne(turn++ % setup.partitions());
            }
        } catch (RuntimeException e) {
            surprise(-1, "send failed: " + e);
        }
    }

    private void sendOne(int partition) {
        Content content = new Content(number, partition, sequences[partition]++);
        history.sent(content);
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(setup.topic(), partition, null, content.bytes()),
                (metadata, failure) -> completed(content, metadata, failure));
    }

    private void completed(Content content, RecordMetadata metadata, Exception failure) {
        long nowMs = chronicle.nowMs();
        if (failure == null) {
            long offset = metadata.hasOffset() ? metadata.offset() : -1;
            history.acknowledged(new Placed("producer " + number, nowMs, metadata.partition(), offset, content));
        } else if (failure instanceof RetriableException) {
            history.failed(nowMs, content, failure);
        } else {
            surprise(content.partition(), content + " failed: " + failure);
        }
    }

    private void surprise(int partition, String what) {
        chronicle.write("producer " + number + " " + what);
        history.surprise(new Violation("ProducerGoesOn", partition, -1, "producer " + number + " " + what));
    }

    /** No more records; returns when each has been acknowledged or given up. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                surprise(-1, "hangs in send");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(CLOSE_SECONDS_MAX));
    }
}
