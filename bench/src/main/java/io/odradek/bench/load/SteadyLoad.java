/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A stock producer with its defaults (acks=all, idempotent) but for its timeouts, which sends 100-byte records
 * at a steady rate to the partitions in turn, and remembers when each was acknowledged.
 */
public final class SteadyLoad implements AutoCloseable {

    private static final int RECORD_BYTES = 100;
    private static final int DELIVERY_MS_MAX = 60_000;

    /** What a producer has by default: so long it waits for an answer before it asks who leads. */
    public static final int REQUEST_TIMEOUT_MS = 30_000;

    private static final Duration POLL = Duration.ofMillis(1);

    private final String topic;
    private final int partitions;
    private final long intervalNs;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ConcurrentLinkedQueue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final AtomicLongArray lastAckNs;
    private final AtomicInteger failures = new AtomicInteger();
    private final Thread sender = new Thread(this::send, "steady-load");
    private volatile boolean stopping;

    /** A record that was acknowledged; {@code sequence} counts from 0 within the partition. */
    public record Ack(int partition, long sequence, long atNs) {}

    public SteadyLoad(String bootstrapServers, String topic, int partitions, int perSecond, int requestTimeoutMs) {
        this.topic = topic;
        this.partitions = partitions;
        this.intervalNs = 1_000_000_000L / perSecond;
        this.lastAckNs = new AtomicLongArray(partitions);
        this.producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "delivery.timeout.ms",
                DELIVERY_MS_MAX,
                "request.timeout.ms",
                requestTimeoutMs,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class));
        sender.setDaemon(true);
    }

    public void start() {
        sender.start();
    }

    private void send() {
        long startNs = System.nanoTime();
        for (long i = 0; !stopping; i++) {
            long waitNs = startNs + i * intervalNs - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(waitNs);
            }
            send((int) (i % partitions), i / partitions);
        }
    }

    private void send(int partition, long sequence) {
        byte[] value = ByteBuffer.allocate(RECORD_BYTES).putLong(sequence).array();
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, failure) -> {
                    if (failure == null) {
                        long nowNs = System.nanoTime();
                        acks.add(new Ack(partition, sequence, nowNs));
                        lastAckNs.set(partition, nowNs);
                    } else {
                        failures.incrementAndGet();
                    }
                });
    }

    /** Whether a record of this partition was acknowledged after this moment; waits for it so long. */
    public boolean acknowledges(int partition, long sinceNs, Duration time) {
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (lastAckNs.get(partition) - sinceNs <= 0) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** The longest time without an acknowledgement of this partition that ended after this moment. */
    public double longestGapMs(int partition, long sinceNs) {
        return longestGapMs(acks, partition, sinceNs);
    }

    static double longestGapMs(Collection<Ack> acks, int partition, long sinceNs) {
        long beforeNs = 0;
        long longestNs = 0;
        boolean first = true;
        for (Ack ack : acks) {
            if (ack.partition() == partition) {
                if (!first && ack.atNs() - sinceNs > 0) {
                    longestNs = Math.max(longestNs, ack.atNs() - beforeNs);
                }
                beforeNs = ack.atNs();
                first = false;
            }
        }
        return longestNs / 1e6;
    }

    /** Sends nothing more, and waits until all that was sent is acknowledged or given up. */
    public void finish() {
        stopping = true;
        try {
            sender.join(2L * DELIVERY_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        producer.flush();
    }

    public Collection<Ack> acks() {
        return acks;
    }

    /** Records that were given up. They may be stored or not. */
    public int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        stopping = true;
        producer.close(Duration.ZERO);
    }
}
