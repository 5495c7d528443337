/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** The Admin client with short pauses, for a cluster whose brokers come and go. Every wait has an end. */
final class ClusterClient implements AutoCloseable {

    private static final Duration TIME_MAX = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Admin admin;
    private final boolean kraft;

    ClusterClient(String bootstrapServers, boolean kraft) {
        this.kraft = kraft;
        admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "request.timeout.ms", 60_000,
                "default.api.timeout.ms", 120_000,
                // It does not ask for the controller anew when the one it knows says that it is none any more.
                "metadata.max.age.ms", 1_000,
                "reconnect.backoff.ms", 20,
                "reconnect.backoff.max.ms", 100,
                "retry.backoff.ms", 20,
                "retry.backoff.max.ms", 100));
    }

    /** A request for each topic, all at once; min.insync.replicas is 2. Returns when all replicas are in sync. */
    void create(Map<String, Map<Integer, List<Integer>>> assignments) {
        List<KafkaFuture<Void>> created = new ArrayList<>();
        assignments.forEach((name, assignment) -> {
            NewTopic topic = new NewTopic(name, assignment).configs(Map.of("min.insync.replicas", "2"));
            created.add(admin.createTopics(List.of(topic)).all());
        });
        created.forEach(ClusterClient::get);
        awaitInSync(assignments.keySet());
    }

    /** Returns when a controller has made the topic; throws away what goes wrong until then. */
    void createAnyhow(String name, Map<Integer, List<Integer>> assignment) {
        await("the creation of " + name, Duration.ofMillis(5), () -> {
            try {
                get(admin.createTopics(List.of(new NewTopic(name, assignment))).all());
                return true;
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    /** Every partition is led, and every replica of it in sync. */
    void awaitInSync(Collection<String> topics) {
        await(
                "all replicas in sync",
                POLL,
                () -> partitions(topics).values().stream()
                        .allMatch(partition -> leader(partition).isPresent()
                                && partition.isr().size()
                                        == partition.replicas().size()));
    }

    /** Each partition is led by the first of its replicas. */
    void leadAsPreferred(Collection<String> topics) {
        await("the preferred leaders", POLL, () -> {
            Map<TopicPartition, TopicPartitionInfo> all = partitions(topics);
            HashSet<TopicPartition> others = new HashSet<>();
            all.forEach((name, partition) -> {
                if (leader(partition).orElse(-1) != partition.replicas().get(0).id()) {
                    others.add(name);
                }
            });
            if (!others.isEmpty()) {
                get(admin.electLeaders(ElectionType.PREFERRED, others).partitions());
            }
            return others.isEmpty();
        });
    }

    /** Who leads this partition; -1 if nobody does. */
    int leader(String topic, int partition) {
        TopicPartitionInfo found =
                Objects.requireNonNull(partitions(List.of(topic)).get(new TopicPartition(topic, partition)));
        return leader(found).orElse(-1);
    }

    /** The first partition keeps its replicas, in this order: the first is to lead once somebody elects. */
    void prefer(String topic, List<Integer> replicas) {
        TopicPartition partition = new TopicPartition(topic, 0);
        get(admin.alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(replicas))))
                .all());
        await(
                "the order of the replicas",
                POLL,
                () -> get(admin.listPartitionReassignments(Set.of(partition)).reassignments())
                        .isEmpty());
    }

    /** The preferred leader of this partition, now. */
    void elect(String topic, int partition) {
        get(admin.electLeaders(ElectionType.PREFERRED, Set.of(new TopicPartition(topic, partition)))
                .partitions());
    }

    /** The active controller; of KRaft, the leader of the quorum. */
    int controller() {
        return kraft
                ? get(admin.describeMetadataQuorum().quorumInfo()).leaderId()
                : get(admin.describeCluster().controller()).id();
    }

    private Map<TopicPartition, TopicPartitionInfo> partitions(Collection<String> topics) {
        Map<String, TopicDescription> described =
                get(admin.describeTopics(topics).allTopicNames());
        Map<TopicPartition, TopicPartitionInfo> all = new TreeMap<>(ClusterClient::compare);
        described.forEach((name, topic) -> topic.partitions()
                .forEach(partition -> all.put(new TopicPartition(name, partition.partition()), partition)));
        return all;
    }

    private static int compare(TopicPartition one, TopicPartition other) {
        int byTopic = one.topic().compareTo(other.topic());
        return byTopic != 0 ? byTopic : Integer.compare(one.partition(), other.partition());
    }

    private static Optional<Integer> leader(TopicPartitionInfo partition) {
        return Optional.ofNullable(partition.leader())
                .filter(node -> !node.isEmpty())
                .map(Node::id);
    }

    /** What goes wrong while brokers come and go is tried again until it is late. */
    private static void await(String what, Duration pause, BooleanSupplier done) {
        long deadlineNs = System.nanoTime() + TIME_MAX.toNanos();
        IllegalStateException last = null;
        while (System.nanoTime() < deadlineNs) {
            try {
                if (done.getAsBoolean()) {
                    return;
                }
            } catch (IllegalStateException e) {
                last = e;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        throw new IllegalStateException(what + ": not within " + TIME_MAX, last);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
