/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static io.odradek.compat.TestBroker.get;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;

/** Has replicas moved between brokers and between directories: asks, and does not wait. Used from one thread. */
final class Mover {

    private static final Duration POLL = Duration.ofMillis(300);

    private final TestCluster cluster;
    private final String topic;
    private final int partitions;
    private final Chronicle chronicle;
    private final Random random;

    Mover(TestCluster cluster, String topic, int partitions, Chronicle chronicle, Random random) {
        this.cluster = cluster;
        this.topic = topic;
        this.partitions = partitions;
        this.chronicle = chronicle;
        this.random = random;
    }

    /** Whatever comes of it. */
    void ask(Move move) {
        switch (move) {
            case NOTHING -> {}
            case REPLICAS -> reassign(someTargets());
            case CALL_OFF -> reassign(noTargets());
            case DIRECTORIES -> changeDirectories();
        }
    }

    /** All brokers have a replica of each partition again, and no log is on its way. */
    void settle(Duration time) {
        await().atMost(time).pollInterval(POLL).ignoreExceptions().until(() -> {
            get(cluster.admin().alterPartitionReassignments(everywhere()).all());
            return true;
        });
        await().atMost(time)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> get(cluster.admin().listPartitionReassignments().reassignments())
                        .isEmpty());
        int brokers = cluster.processes().ids().size();
        cluster.awaitPartitions(
                List.of(topic), time, partition -> partition.replicas().size() == brokers);
        await().atMost(time).pollInterval(POLL).ignoreExceptions().until(this::noLogIsOnItsWay);
    }

    private boolean noLogIsOnItsWay() {
        return get(cluster.admin().describeLogDirs(cluster.processes().ids()).allDescriptions()).values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().values().stream())
                .noneMatch(replica -> replica.isFuture());
    }

    private void reassign(Map<TopicPartition, Optional<NewPartitionReassignment>> targets) {
        targets.forEach((partition, target) -> chronicle.write("move " + partition + " to "
                + target.map(to -> to.targetReplicas().toString()).orElse("where it was")));
        cluster.admin()
                .alterPartitionReassignments(targets)
                .values()
                .forEach((partition, answer) -> noteRefusal("the move of " + partition, answer));
    }

    private void noteRefusal(String what, KafkaFuture<Void> answer) {
        KafkaFuture<Void> unused = answer.whenComplete((done, failure) -> {
            if (failure != null) {
                chronicle.write(what + " was refused: " + failure.getMessage());
            }
        });
    }

    private Map<TopicPartition, Optional<NewPartitionReassignment>> someTargets() {
        Map<TopicPartition, Optional<NewPartitionReassignment>> targets = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            if (random.nextBoolean()) {
                List<Integer> brokers = shuffledBrokers();
                List<Integer> target = random.nextBoolean() ? brokers : brokers.subList(1, brokers.size());
                targets.put(new TopicPartition(topic, partition), Optional.of(new NewPartitionReassignment(target)));
            }
        }
        return targets;
    }

    private Map<TopicPartition, Optional<NewPartitionReassignment>> noTargets() {
        Map<TopicPartition, Optional<NewPartitionReassignment>> targets = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            targets.put(new TopicPartition(topic, partition), Optional.empty());
        }
        return targets;
    }

    private Map<TopicPartition, Optional<NewPartitionReassignment>> everywhere() {
        Map<TopicPartition, Optional<NewPartitionReassignment>> targets = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            targets.put(
                    new TopicPartition(topic, partition), Optional.of(new NewPartitionReassignment(shuffledBrokers())));
        }
        return targets;
    }

    private List<Integer> shuffledBrokers() {
        List<Integer> brokers = new ArrayList<>(cluster.processes().ids());
        Collections.shuffle(brokers, random);
        return brokers;
    }

    private void changeDirectories() {
        Map<TopicPartitionReplica, String> targets = new HashMap<>();
        for (int id : cluster.processes().ids()) {
            List<Path> directories = cluster.broker(id).dataFolders();
            for (int partition = 0; partition < partitions && directories.size() > 1; partition++) {
                if (random.nextInt(3) == 0) {
                    Path target = directories.get(random.nextInt(directories.size()));
                    targets.put(new TopicPartitionReplica(topic, partition, id), target.toString());
                }
            }
        }
        chronicle.write("move logs: " + targets);
        cluster.admin()
                .alterReplicaLogDirs(targets)
                .values()
                .forEach((replica, answer) -> noteRefusal("the move of the log of " + replica, answer));
    }
}
