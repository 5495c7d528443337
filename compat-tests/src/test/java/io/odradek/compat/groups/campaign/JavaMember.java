/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.TestBroker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stock Java consumer in a thread of its own, which commits what it has processed several times a second. */
final class JavaMember implements Member, ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(20);
    private static final long COMMIT_EVERY_NS = 150_000_000;

    private final String group;
    private final String name;
    private final Recorder recorder;
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final boolean tellsGeneration;
    private final Thread thread;
    private long committedNs;

    JavaMember(String group, String name, String topic, Map<String, Object> settings, Recorder recorder) {
        this.group = group;
        this.name = name;
        this.recorder = recorder;
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of(
                "group.id",
                group,
                "client.id",
                name,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "default.api.timeout.ms",
                30_000,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        tellsGeneration = !"consumer".equals(settings.get("group.protocol"));
        consumer = new KafkaConsumer<>(all);
        consumer.subscribe(List.of(topic), this);
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!ends.get()) {
                consumer.poll(POLL).forEach(this::process);
                if (!owned.isEmpty() && System.nanoTime() - committedNs > COMMIT_EVERY_NS) {
                    commit();
                }
            }
            commit();
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(10)));
        } catch (RuntimeException e) {
            recorder.surprise(name + " ends with " + e);
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void process(ConsumerRecord<byte[], byte[]> record) {
        recorder.processed(new Recorder.Processed(
                System.nanoTime(), group, name, record.partition(), record.offset(), TestBroker.text(record.value())));
    }

    /** What could not be committed is read again by whoever gets the partition. */
    private void commit() {
        try {
            consumer.commitSync(COMMIT_MAX);
            committedNs = System.nanoTime();
            recorder.committed(group, name);
        } catch (RebalanceInProgressException | CommitFailedException | RetriableException e) {
            committedNs = 0;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        owned.addAll(numbers(partitions));
        recorder.given(
                group, name, owned, tellsGeneration ? consumer.groupMetadata().generationId() : -1);
    }

    /** Commits before others may have them, as consumers do that do not want to process twice. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!ends.get()) {
            commit();
        }
        owned.removeAll(numbers(partitions));
        recorder.givenUp(group, name, numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        owned.removeAll(numbers(partitions));
        recorder.lost(group, name, numbers(partitions));
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        ends.set(true);
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
