/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.DumpOnFailure;
import io.odradek.compat.TestBroker;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One directory of committed offsets: Kafka 3.9 writes it, we go on with it, and Kafka goes on with ours. */
@Timeout(180)
@ExtendWith(DumpOnFailure.class)
class ContinuedOffsetsTest {
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final TopicPartition FIRST = new TopicPartition("t", 0);
    private static final TopicPartition SECOND = new TopicPartition("t", 1);

    @TempDir
    Path folder;

    @Test
    void offsetsGoFromKafkaToUsAndBack() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(folder.resolve("zookeeper"))) {
            zooKeeper.start(TestBroker.START_MAX);
            try (BrokerCluster kafkas = cluster(BrokerKind.LEGACY_KAFKA, zooKeeper);
                    BrokerCluster ours = cluster(BrokerKind.ODRADEK, zooKeeper)) {
                BrokerProcess kafka = kafkas.broker(1);
                BrokerProcess odradek = ours.broker(1);
                OffsetAndMetadata one = new OffsetAndMetadata(1, Optional.of(0), "of Kafka");
                OffsetAndMetadata two = new OffsetAndMetadata(2, Optional.empty(), "ours");

                kafka.start(TestBroker.START_MAX);
                createTopic(kafka);
                commit(kafka, Map.of(FIRST, one, SECOND, one));
                kafka.stop(STOP);

                odradek.start(TestBroker.START_MAX);
                assertThat(committed(odradek)).isEqualTo(Map.of(FIRST, one, SECOND, one));
                commit(odradek, Map.of(SECOND, two));
                odradek.stop(STOP);

                kafka.start(TestBroker.START_MAX);
                assertThat(committed(kafka)).isEqualTo(Map.of(FIRST, one, SECOND, two));
                kafka.stop(STOP);
            }
        }
    }

    private BrokerCluster cluster(BrokerKind kind, ZooKeeperProcess zooKeeper) {
        return BrokerCluster.prepared(ClusterSetup.of(folder, 1, kind)
                .withProperties(Map.of(
                        "zookeeper.connect",
                        zooKeeper.connectString(),
                        "offsets.topic.replication.factor",
                        "1",
                        "offsets.topic.num.partitions",
                        "4",
                        "zookeeper.session.timeout.ms",
                        "1500")));
    }

    private static void createTopic(BrokerProcess broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            TestBroker.get(admin.createTopics(List.of(new NewTopic(FIRST.topic(), 2, (short) 1)))
                    .all());
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(BrokerProcess broker) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "g"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void commit(BrokerProcess broker, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            consumer.assign(offsets.keySet());
            consumer.commitSync(offsets);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(BrokerProcess broker) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            return consumer.committed(Set.of(FIRST, SECOND));
        }
    }
}
