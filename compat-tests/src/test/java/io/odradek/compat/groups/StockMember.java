/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.odradek.compat.TestBroker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.TopicPartition;

/** A stock consumer in a thread of its own, which reads, commits after each poll, and tells what it has. */
public final class StockMember implements AutoCloseable, ConsumerRebalanceListener {
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final List<String> read = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final AtomicBoolean leaves = new AtomicBoolean(true);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;

    /** Takes the consumer over. */
    public StockMember(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        this(consumer, (reader, listener) -> reader.subscribe(List.of(topic), listener));
    }

    /** One whose topics the broker finds; takes the consumer over. */
    StockMember(KafkaConsumer<byte[], byte[]> consumer, SubscriptionPattern pattern) {
        this(consumer, (reader, listener) -> reader.subscribe(pattern, listener));
    }

    private StockMember(
            KafkaConsumer<byte[], byte[]> consumer,
            BiConsumer<KafkaConsumer<byte[], byte[]>, ConsumerRebalanceListener> subscription) {
        this.consumer = consumer;
        subscription.accept(consumer, this);
        thread = new Thread(this::run, "member of " + consumer.groupMetadata().groupId());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!ends.get()) {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> read.add(TestBroker.text(record.value())));
            if (!owned.isEmpty()) {
                consumer.commitAsync();
            }
        }
        GroupMembershipOperation operation =
                leaves.get() ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
        consumer.close(CloseOptions.groupMembershipOperation(operation).withTimeout(Duration.ofSeconds(5)));
    }

    /** The partitions that it has now. */
    public Set<Integer> owned() {
        return Set.copyOf(owned);
    }

    List<String> read() {
        return List.copyOf(read);
    }

    /** What these have read together, each text once. */
    static Set<String> readByAll(StockMember... members) {
        return Stream.of(members).flatMap(member -> member.read().stream()).collect(Collectors.toSet());
    }

    /** It is gone without a word to the group. */
    void vanish() {
        leaves.set(false);
        close();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        owned.addAll(numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        owned.removeAll(numbers(partitions));
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        ends.set(true);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
