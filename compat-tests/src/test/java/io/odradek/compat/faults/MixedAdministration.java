/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.cluster.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A topic's whole life while some broker is the controller: one partition on each broker alone, written to, each moved
 * to the next broker, configured through each of the brokers, grown, deleted.
 */
final class MixedAdministration {

    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final int RECORDS = 50;

    private final TestCluster cluster;
    private final String topic;

    MixedAdministration(TestCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    void createConfigureAndMove() {
        Map<Integer, List<Integer>> alone = Map.of(0, List.of(1), 1, List.of(2), 2, List.of(3));
        get(cluster.admin().createTopics(List.of(new NewTopic(topic, alone))).all());
        cluster.awaitInSync(List.of(topic), TIME_MAX);
        write();
        configureThroughEach();
        move();
        get(cluster.admin()
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(4)))
                .all());
        await().atMost(TIME_MAX)
                .ignoreExceptions()
                .until(() -> cluster.partitions(List.of(topic)).size() == 4);
        cluster.awaitInSync(List.of(topic), TIME_MAX);
    }

    private void write() {
        Map<String, Object> settings = TestCluster.clientSettings(cluster.bootstrapServers());
        settings.remove("default.api.timeout.ms");
        settings.put("key.serializer", StringSerializer.class);
        settings.put("value.serializer", StringSerializer.class);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            for (int i = 0; i < RECORDS; i++) {
                for (int partition = 0; partition < 3; partition++) {
                    var unused = producer.send(new ProducerRecord<>(topic, partition, null, "record " + i));
                }
            }
            producer.flush();
        }
    }

    /** Whoever is asked, all brokers have it in the end. */
    private void configureThroughEach() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        for (int id : cluster.processes().ids()) {
            String value = Integer.toString(100_000 + id);
            try (Admin one =
                    Admin.create(TestCluster.clientSettings(cluster.broker(id).bootstrapServers()))) {
                AlterConfigOp edit =
                        new AlterConfigOp(new ConfigEntry("retention.bytes", value), AlterConfigOp.OpType.SET);
                Map<ConfigResource, Collection<AlterConfigOp>> edits = Map.of(resource, List.of(edit));
                get(one.incrementalAlterConfigs(edits).all());
            }
            await().atMost(TIME_MAX)
                    .ignoreExceptions()
                    .until(() -> get(cluster.admin()
                                    .describeConfigs(List.of(resource))
                                    .all())
                            .get(resource)
                            .get("retention.bytes")
                            .value()
                            .equals(value));
        }
    }

    /** Each to the next broker: between the kinds in both directions. */
    private void move() {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = Map.of(
                new TopicPartition(topic, 0), Optional.of(new NewPartitionReassignment(List.of(2))),
                new TopicPartition(topic, 1), Optional.of(new NewPartitionReassignment(List.of(3))),
                new TopicPartition(topic, 2), Optional.of(new NewPartitionReassignment(List.of(1))));
        get(cluster.admin().alterPartitionReassignments(moves).all());
        await().atMost(TIME_MAX)
                .ignoreExceptions()
                .until(() -> get(cluster.admin().listPartitionReassignments().reassignments())
                        .isEmpty());
        cluster.awaitInSync(List.of(topic), TIME_MAX);
        // The broker that is asked may hear of the end later than the controller.
        cluster.awaitPartitions(
                List.of(topic),
                TIME_MAX,
                partition -> partition.replicas().size() == 1
                        && partition.leader() != null
                        && partition.leader().id() == nextTo(partition.partition() + 1));
        // What was written to each is where it went.
        for (int partition = 0; partition < 3; partition++) {
            Path log = folder(nextTo(partition + 1), partition).resolve("00000000000000000000.log");
            assertThat(log).exists().isNotEmptyFile();
            awaitGone(folder(partition + 1, partition));
        }
    }

    void delete() {
        get(cluster.admin().deleteTopics(List.of(topic)).all());
        List<Path> folders = new ArrayList<>();
        for (int id : cluster.processes().ids()) {
            for (int partition = 0; partition < 4; partition++) {
                folders.add(folder(id, partition));
            }
        }
        folders.forEach(MixedAdministration::awaitGone);
        await().atMost(TIME_MAX)
                .ignoreExceptions()
                .until(() -> !get(cluster.admin().listTopics().names()).contains(topic));
    }

    private static int nextTo(int broker) {
        return broker % 3 + 1;
    }

    private Path folder(int broker, int partition) {
        return cluster.broker(broker).dataFolder().resolve(topic + "-" + partition);
    }

    private static void awaitGone(Path folder) {
        await().atMost(TIME_MAX).until(() -> !Files.exists(folder));
    }
}
