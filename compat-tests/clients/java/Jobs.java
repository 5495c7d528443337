/* SPDX-License-Identifier: Apache-2.0 */
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The jobs of jobs.txt with Kafka's own Java client; compiles with 2.1 and everything after it. */
public final class Jobs {
    private final String bootstrap;
    private final String topic;

    private Jobs(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    public static void main(String[] args) {
        String job = args[2];
        try {
            new Jobs(args[0], args[1]).run(job, List.of(args).subList(3, args.length));
            System.out.println(job + ": ok");
        } catch (Throwable e) {
            System.out.println(job + ": FAILED " + String.valueOf(e).replace('\n', ' '));
        }
        System.exit(0);
    }

    private void run(String job, List<String> args) throws Exception {
        switch (job) {
            case "create" -> create(topic, 8, Map.of("retention.ms", "86400000"));
            case "describe" -> describe(topic, 8, "86400000");
            case "produce" -> produce(args.get(0), Integer.parseInt(args.get(1)), args.get(2), args.get(3));
            case "consume" -> consume(cases(args));
            case "seek" -> seek(args.get(0));
            case "group" -> group(cases(args));
            case "resume" -> resume(cases(args));
            case "groups" -> groups();
            case "alter" -> alter();
            case "delete" -> delete();
            case "errors" -> errors();
            default -> throw new IllegalArgumentException("no such job");
        }
    }

    private void create(String name, int partitions, Map<String, String> configs) throws Exception {
        try (AdminClient admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs))).all().get();
        }
    }

    private void describe(String name, int partitions, String retention) throws Exception {
        try (AdminClient admin = admin(); KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            List<PartitionInfo> found = consumer.partitionsFor(name);
            expect(partitions, found.size(), "partitions");
            expect(true, found.stream().allMatch(p -> p.leader() != null), "leaders everywhere");
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            expect(retention, config.get("retention.ms").value(), "retention.ms");
        }
    }

    private void produce(String name, int partition, String codec, String acks) throws Exception {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        config.putAll(Map.of("compression.type", codec, "acks", acks, "linger.ms", 20));
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                var record = new ProducerRecord<>(topic, partition, key(name, i), value(name, i));
                record.headers().add("case", name.getBytes(StandardCharsets.UTF_8));
                sent.add(producer.send(record));
            }
            for (int i = 0; i < 100; i++) {
                expect(acks.equals("0") ? -1L : i, sent.get(i).get().offset(), "offset");
            }
        }
    }

    private void consume(Map<TopicPartition, String> cases) {
        try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            consumer.assign(cases.keySet());
            consumer.seekToBeginning(cases.keySet());
            check(cases, read(consumer, 100 * cases.size()), 0);
        }
    }

    private void seek(String name) {
        TopicPartition first = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            consumer.assign(List.of(first));
            consumer.seek(first, 50);
            expect(key(name, 50), read(consumer, 1).get(0).key(), "first after the seek");
            consumer.seekToEnd(List.of(first));
            expect(100L, consumer.position(first), "end");
            expect(0, consumer.poll(Duration.ofMillis(500)).count(), "records at the end");
        }
    }

    private void group(Map<TopicPartition, String> cases) {
        try (KafkaConsumer<String, String> consumer = consumer(Map.of("group.id", topic + "-group"))) {
            consumer.subscribe(List.of(topic));
            check(cases, read(consumer, 100 * cases.size()), 0);
        }
    }

    private void resume(Map<TopicPartition, String> cases) {
        TopicPartition first = new TopicPartition(topic, 0);
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        cases.keySet().forEach(p -> positions.put(p, new OffsetAndMetadata(p.equals(first) ? 40 : 100)));
        Map<String, Object> config = Map.of("group.id", topic + "-resume", "enable.auto.commit", false);
        try (KafkaConsumer<String, String> consumer = consumer(config)) {
            consumer.subscribe(List.of(topic));
            read(consumer, 100 * cases.size());
            consumer.commitSync(positions);
        }
        try (KafkaConsumer<String, String> consumer = consumer(config)) {
            consumer.subscribe(List.of(topic));
            check(Map.of(first, cases.get(first)), read(consumer, 60), 40);
            consumer.commitSync();
        }
    }

    private void groups() throws Exception {
        String group = topic + "-resume";
        try (AdminClient admin = admin()) {
            expect(true, listed(admin, group), "listed");
            var description = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            expect(0, description.members().size(), "members");
            var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            expect(100L, offsets.get(new TopicPartition(topic, 0)).offset(), "committed");
            admin.deleteConsumerGroups(List.of(group)).all().get();
            expect(false, listed(admin, group), "listed after it was deleted");
        }
    }

    private void alter() throws Exception {
        String name = topic + "-alter";
        create(name, 1, Map.of());
        try (AdminClient admin = admin()) {
            Alter.config(admin, name, "retention.ms", "7200000");
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(3))).all().get();
        }
        describe(name, 3, "7200000");
    }

    private void delete() throws Exception {
        String name = topic + "-delete";
        create(name, 1, Map.of());
        try (AdminClient admin = admin()) {
            expect(true, admin.listTopics().names().get().contains(name), "listed");
            admin.deleteTopics(List.of(name)).all().get();
            expect(false, admin.listTopics().names().get().contains(name), "listed after it was deleted");
        }
    }

    private void errors() throws Exception {
        try (AdminClient admin = admin()) {
            refused(Errors.TOPIC_ALREADY_EXISTS, admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
            refused(Errors.INVALID_TOPIC_EXCEPTION,
                    admin.createTopics(List.of(new NewTopic("no such", 1, (short) 1))).all());
            refused(Errors.INVALID_REPLICATION_FACTOR,
                    admin.createTopics(List.of(new NewTopic(topic + "-many", 1, (short) 99))).all());
            refused(Errors.UNKNOWN_TOPIC_OR_PARTITION, admin.deleteTopics(List.of(topic + "-none")).all());
        }
    }

    private static void refused(Errors error, KafkaFuture<Void> answer) throws Exception {
        try {
            answer.get();
        } catch (ExecutionException e) {
            expect(error, Errors.forException(e.getCause()), "error");
            return;
        }
        throw new AssertionError("expected " + error + ", was accepted");
    }

    private static boolean listed(AdminClient admin, String group) throws Exception {
        return admin.listConsumerGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group));
    }

    /** At least so many records; whatever else the broker sends with them comes too. */
    private static List<ConsumerRecord<String, String>> read(KafkaConsumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (records.size() < count && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        if (records.size() < count) {
            throw new AssertionError(records.size() + " records of " + count + " in 30 s");
        }
        return records;
    }

    /** Each partition has its case's records, in order, from {@code start} on, and there is nothing else. */
    private static void check(
            Map<TopicPartition, String> cases, List<ConsumerRecord<String, String>> records, int start) {
        expect((100 - start) * cases.size(), records.size(), "records");
        Map<TopicPartition, Integer> next = new HashMap<>();
        for (ConsumerRecord<String, String> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            String name = cases.get(partition);
            int i = next.merge(partition, start, (at, unused) -> at + 1);
            expect(key(name, i), record.key(), "key");
            expect(value(name, i), record.value(), "value");
            String header = new String(record.headers().lastHeader("case").value(), StandardCharsets.UTF_8);
            expect(name, header, "header");
            expect((long) i, record.offset(), "offset");
        }
    }

    private static void expect(Object wanted, Object got, String what) {
        if (!wanted.equals(got)) {
            throw new AssertionError(what + ": expected " + wanted + ", got " + got);
        }
    }

    private static String key(String name, int i) {
        return name + "-" + i;
    }

    private static String value(String name, int i) {
        return name + " " + i + " " + "0123456789".repeat(10);
    }

    private Map<TopicPartition, String> cases(List<String> args) {
        Map<TopicPartition, String> cases = new HashMap<>();
        args.stream().map(a -> a.split("=")).forEach(
                a -> cases.put(new TopicPartition(topic, Integer.parseInt(a[0])), a[1]));
        return cases;
    }

    private AdminClient admin() {
        return AdminClient.create(Map.of("bootstrap.servers", bootstrap));
    }

    private KafkaConsumer<String, String> consumer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        config.put("auto.offset.reset", "earliest");
        config.putAll(more);
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }
}
