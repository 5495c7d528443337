/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static org.awaitility.Awaitility.await;

import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.BrokerSetup;
import io.odradek.compat.process.KafkaProcess;
import io.odradek.compat.process.LegacyKafkaProcess;
import io.odradek.compat.process.OdradekProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One broker process with stock clients for it, all with short deadlines. The broker is Odradek, or Apache Kafka with
 * {@code -Dcompat.broker=kafka}, which shows that a test asks for what Kafka does.
 */
public final class TestBroker implements AutoCloseable {

    public static final Duration START_MAX = Duration.ofSeconds(40);
    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private final BrokerProcess process;
    private final Admin admin;

    private TestBroker(BrokerProcess process) {
        this.process = process;
        this.admin = Admin.create(Map.of(
                "bootstrap.servers", process.bootstrapServers(),
                "request.timeout.ms", 10_000,
                "reconnect.backoff.ms", 20,
                "reconnect.backoff.max.ms", 100,
                "default.api.timeout.ms", (int) CALL_MAX.toMillis()));
    }

    public static TestBroker start(Path folder, Map<String, String> properties) {
        return start(BrokerSetup.in(folder).withProperties(properties));
    }

    public static TestBroker start(BrokerSetup setup) {
        BrokerProcess process = prepared(setup);
        process.start(START_MAX);
        return new TestBroker(process);
    }

    /** Apache Kafka, whatever is under test. */
    public static TestBroker startKafka(BrokerSetup setup) {
        BrokerProcess process = new KafkaProcess(setup);
        process.start(START_MAX);
        return new TestBroker(process);
    }

    /** The last one with a ZooKeeper mode, whatever is under test. */
    public static TestBroker startLegacyKafka(BrokerSetup setup, String zooKeeperConnect) {
        BrokerProcess process = new LegacyKafkaProcess(setup, zooKeeperConnect);
        process.start(START_MAX);
        return new TestBroker(process);
    }

    public static TestBroker start(Path folder) {
        return start(folder, Map.of());
    }

    /** Not started. */
    public static BrokerProcess prepared(BrokerSetup setup) {
        return againstKafka() ? new KafkaProcess(setup.withJvmFlags("-Xmx512m")) : new OdradekProcess(setup);
    }

    public static boolean againstKafka() {
        return System.getProperty("compat.broker", "odradek").equals("kafka");
    }

    public BrokerProcess process() {
        return process;
    }

    public Admin admin() {
        return admin;
    }

    /** A topic of its own for a test. */
    public String topic(int partitions, Map<String, String> configs) {
        String name = "t-" + TOPICS.incrementAndGet();
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(configs);
        get(admin.createTopics(List.of(topic)).all());
        awaitLeaders(name, partitions);
        return name;
    }

    public String topic() {
        return topic(1, Map.of());
    }

    /** Returns when each leader answers. */
    public void awaitLeaders(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        IntStream.range(0, partitions).forEach(p -> request.put(new TopicPartition(topic, p), OffsetSpec.latest()));
        known(() -> admin.listOffsets(request).all());
    }

    /** Asks until the topic is known: Kafka answers a creation before its own broker has heard of it. */
    public <T> T known(Supplier<Future<T>> call) {
        return await().ignoreExceptionsMatching(
                        failure -> failure.getCause() instanceof UnknownTopicOrPartitionException)
                .atMost(CALL_MAX)
                .until(() -> get(call.get()), answer -> true);
    }

    public KafkaProducer<byte[], byte[]> producer(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers", process.bootstrapServers(),
                "max.block.ms", 10_000,
                "request.timeout.ms", 8_000,
                "delivery.timeout.ms", 15_000,
                "reconnect.backoff.max.ms", 100,
                "linger.ms", 0,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class));
        all.putAll(settings);
        return new KafkaProducer<>(all);
    }

    public KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                process.bootstrapServers(),
                "default.api.timeout.ms",
                10_000,
                "reconnect.backoff.max.ms",
                100,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class));
        all.putAll(settings);
        return new KafkaConsumer<>(all);
    }

    /** Sends these texts, waits for each acknowledgement, and returns what was acknowledged. */
    public List<RecordMetadata> send(String topic, String... values) {
        return sendWith(Map.of(), topic, values);
    }

    public List<RecordMetadata> sendWith(Map<String, ?> settings, String topic, String... values) {
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            List<RecordMetadata> acknowledged = new ArrayList<>();
            for (String value : values) {
                acknowledged.add(get(producer.send(new ProducerRecord<>(topic, 0, null, bytes(value)))));
            }
            return acknowledged;
        }
    }

    /** The texts {@code r<from>} to before {@code r<to>}, to the topic's partitions in turn. */
    public void sendNumbered(String topic, int partitions, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            IntStream.range(from, to)
                    .mapToObj(i -> producer.send(new ProducerRecord<>(topic, i % partitions, null, bytes("r" + i))))
                    .toList()
                    .forEach(TestBroker::get);
        }
    }

    /** The sum of what the group has committed. */
    public long committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** All records from the log's start to its end, checked against their CRC by the client. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic, int partition) {
        TopicPartition wanted = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of())) {
            consumer.assign(List.of(wanted));
            consumer.seekToBeginning(List.of(wanted));
            long end = consumer.endOffsets(List.of(wanted)).get(wanted);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadlineNs = System.nanoTime() + CALL_MAX.toNanos();
            while (consumer.position(wanted) < end) {
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException(
                            "at " + consumer.position(wanted) + " of " + end + " after " + CALL_MAX);
                }
                consumer.poll(Duration.ofMillis(100)).records(wanted).forEach(records::add);
            }
            return records;
        }
    }

    public List<String> readTexts(String topic) {
        return readAll(topic, 0).stream().map(record -> text(record.value())).toList();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The value, or the cause as an unchecked exception, within the deadline of every call. */
    public static <T> T get(Future<T> future) {
        try {
            return future.get(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new CallFailed(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("no answer within " + CALL_MAX, e);
        }
    }

    /** Carries what a client's future failed with, as its cause. */
    public static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CallFailed(Throwable cause) {
            super(cause);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        process.close();
    }
}
