/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.embedded;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.embedded.OdradekCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers in this JVM, used by stock clients. */
@Timeout(120)
class EmbeddedClusterTest {
    private static final int CLUSTERS = 5;

    private static Admin admin(OdradekCluster cluster) {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    private static void produce(OdradekCluster cluster, String topic, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static List<String> consume(OdradekCluster cluster, String topic, int records) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", cluster.bootstrapServers(),
                        "group.id", "g",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < records) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    @Test
    void aClusterInThisJvmGoesOnWhileOneOfItsBrokersIsStopped() throws Exception {
        try (OdradekCluster cluster =
                OdradekCluster.ofBrokers(3).with("min.insync.replicas", "2").start()) {
            try (Admin admin = admin(cluster)) {
                get(admin.createTopics(Set.of(new NewTopic("t", 1, (short) 3))).all());
            }
            produce(cluster, "t", "one");

            cluster.stop(0);

            assertThat(cluster.isRunning(0)).isFalse();
            produce(cluster, "t", "two");
            cluster.start(0);
            cluster.stop(1);
            produce(cluster, "t", "three");
            cluster.start(1);
            assertThat(consume(cluster, "t", 3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void nothingIsLeftOfClosedClusters() throws Exception {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Set<Path> files = folders();

        for (int i = 0; i < CLUSTERS; i++) {
            try (OdradekCluster cluster = OdradekCluster.ofBrokers(1).start()) {
                produce(cluster, "t", "one");
            }
        }

        assertThat(folders()).isEqualTo(files);
        // Netty's thread for the whole JVM ends by itself after a second of rest.
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !threads.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> !name.startsWith("globalEventExecutor"))
                        .toList())
                .isEmpty();
    }

    private static Set<Path> folders() throws Exception {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().startsWith("odradek-cluster"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aClusterThatCannotStartSaysWhyAndLeavesNothing() throws Exception {
        Set<Path> files = folders();
        OdradekCluster.Builder impossible = OdradekCluster.ofBrokers(1).with("log.segment.bytes", "-5");

        assertThatThrownBy(impossible::start).hasMessageContaining("log.segment.bytes");

        assertThat(folders()).isEqualTo(files);
    }
}
