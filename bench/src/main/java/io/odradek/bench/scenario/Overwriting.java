/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Workload;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the same keys over and over, in an order that is the same for both brokers. */
final class Overwriting {

    private Overwriting() {}

    static void fill(String bootstrapServers, String topic, Workload.Cleaning workload) {
        AtomicReference<Exception> failed = new AtomicReference<>();
        SplittableRandom random = new SplittableRandom(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "batch.size",
                65_536,
                "linger.ms",
                5,
                "key.serializer",
                ByteArraySerializer.class,
                "value.serializer",
                ByteArraySerializer.class))) {
            for (long i = 0; i < workload.records(); i++) {
                byte[] key = ByteBuffer.allocate(Long.BYTES)
                        .putLong(random.nextInt(workload.keys()))
                        .array();
                byte[] value = new byte[workload.valueBytes()];
                random.nextBytes(value);
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>(topic, key, value), (metadata, failure) -> {
                            if (failure != null) {
                                failed.set(failure);
                            }
                        });
            }
        }
        if (failed.get() != null) {
            throw new IllegalStateException(failed.get());
        }
    }
}
