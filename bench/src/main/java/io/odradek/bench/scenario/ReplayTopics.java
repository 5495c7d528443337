/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Topics for the generator, which knows nothing but the ports of leaders. Leaders stay where they are. */
final class ReplayTopics implements AutoCloseable {

    private static final long TIME_MS_MAX = 60_000;
    private static final long DELIVERY_MS_MAX = 20_000;
    private static final long POLL_NS = 20_000_000L;

    /** What is deleted is gone at once, and its unwritten pages with it. */
    private static final Map<String, String> SETTINGS = Map.of("file.delete.delay.ms", "0");

    private static final TopicDescription NONE = new TopicDescription("", false, List.of());

    private final Admin admin;
    private final int replicas;

    /** A topic that exists, and by partition the port of who leads it. */
    record Topic(String name, List<Integer> leaderPorts) {
        int partitions() {
            return leaderPorts.size();
        }
    }

    ReplayTopics(Rig rig) {
        admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrapServers()));
        replicas = rig.replicas();
    }

    /** Leaders are spread evenly. Returns when all partitions are led and all replicas in sync. */
    Topic create(String name, int partitions, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        if (replicas > 1) {
            all.put("min.insync.replicas", Integer.toString(replicas - 1));
        }
        NewTopic topic =
                replicas > 1 ? new NewTopic(name, spread(partitions)) : new NewTopic(name, partitions, (short) 1);
        get(admin.createTopics(List.of(topic.configs(all))).all());
        return find(name, partitions);
    }

    /** Kafka names a leader before that broker has heard of it: each must have answered as such. */
    private Topic find(String name, int partitions) {
        Topic topic = new Topic(name, await(name + " is led", () -> leaderPorts(name, partitions)));
        List<Long> unused =
                await(name + " answers", () -> List.copyOf(ends(topic).values()));
        return topic;
    }

    /** One that somebody else has made. */
    Topic find(String name) {
        int partitions = get(admin.describeTopics(List.of(name)).allTopicNames())
                .getOrDefault(name, NONE)
                .partitions()
                .size();
        return find(name, partitions);
    }

    /** The n-th partition is led by the n-th broker. */
    private Map<Integer, List<Integer>> spread(int partitions) {
        Map<Integer, List<Integer>> assignment = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            assignment.put(partition, ClusterLap.replicasLedBy(partition % replicas + 1));
        }
        return assignment;
    }

    /** Empty as long as it is not whole. */
    private List<Integer> leaderPorts(String name, int partitions) {
        TopicDescription described =
                get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
        List<Integer> ports = new ArrayList<>();
        if (described != null) {
            for (TopicPartitionInfo partition : described.partitions()) {
                if (partition.leader() == null || partition.isr().size() < replicas) {
                    return List.of();
                }
                ports.add(partition.leader().port());
            }
        }
        return ports.size() == partitions ? ports : List.of();
    }

    /** By partition. */
    Map<Integer, Long> ends(Topic topic) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        IntStream.range(0, topic.partitions())
                .forEach(partition -> asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest()));
        Map<Integer, Long> ends = new TreeMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    /** Of all partitions together; waits for this many, which producers that nobody answers may still have to deliver. */
    long awaitRecords(Topic topic, long expected) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELIVERY_MS_MAX);
        long records = sum(ends(topic));
        while (records < expected && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(POLL_NS);
            records = sum(ends(topic));
        }
        return records;
    }

    static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(offset -> offset).sum();
    }

    void delete(Topic topic) {
        get(admin.deleteTopics(List.of(topic.name())).all());
    }

    @Override
    public void close() {
        admin.close();
    }

    /** Until there is something; a broker may not have heard of its topic yet. */
    private static <T> List<T> await(String what, Supplier<List<T>> asked) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIME_MS_MAX);
        IllegalStateException last = null;
        while (System.nanoTime() < deadlineNs) {
            try {
                List<T> known = asked.get();
                if (!known.isEmpty()) {
                    return known;
                }
            } catch (IllegalStateException e) {
                last = e;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new IllegalStateException(what + ": not within " + TIME_MS_MAX + " ms", last);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIME_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
