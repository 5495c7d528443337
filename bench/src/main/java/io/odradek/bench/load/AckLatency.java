/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A stock producer without linger that sends 100-byte records at a steady rate and notes how long each ack takes. */
public final class AckLatency implements AutoCloseable {

    private static final int RECORD_BYTES = 100;

    private final String topic;
    private final long intervalNs;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ConcurrentLinkedQueue<Ack> acks = new ConcurrentLinkedQueue<>();
    private final Thread sender = new Thread(this::send, "ack-latency");
    private volatile boolean stopping;

    private record Ack(long sentNs, double ms) {}

    public AckLatency(String bootstrapServers, String topic, int perSecond) {
        this.topic = topic;
        this.intervalNs = 1_000_000_000L / perSecond;
        this.producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                0,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class));
        sender.setDaemon(true);
        sender.start();
    }

    private void send() {
        byte[] value = new byte[RECORD_BYTES];
        long startNs = System.nanoTime();
        for (long i = 0; !stopping; i++) {
            long dueNs = startNs + i * intervalNs;
            long waitNs = dueNs - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(waitNs);
            }
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, value), (metadata, failure) -> {
                // From when it was due: a producer that is held up does not make the broker look fast.
                if (failure == null) {
                    acks.add(new Ack(dueNs, (System.nanoTime() - dueNs) / 1e6));
                }
            });
        }
    }

    /** Of what was due between these moments. */
    public double p99Ms(long fromNs, long toNs) {
        return p99(acks.stream()
                .filter(ack -> ack.sentNs() - fromNs >= 0 && ack.sentNs() - toNs < 0)
                .map(Ack::ms)
                .toList());
    }

    static double p99(Collection<Double> ms) {
        double[] sorted = ms.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalStateException("nothing was acknowledged");
        }
        return sorted[(int) (sorted.length * 0.99)];
    }

    @Override
    public void close() {
        stopping = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ZERO);
    }
}
