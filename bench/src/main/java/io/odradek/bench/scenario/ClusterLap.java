/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Figure;
import io.odradek.bench.Measurements;
import io.odradek.bench.Metric;
import io.odradek.bench.ProcStat;
import io.odradek.bench.Workload;
import io.odradek.bench.load.Survivors;
import io.odradek.bench.load.WireProbe;
import io.odradek.compat.process.BrokerCluster;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One life of a cluster of three brokers: what scenarios share while they have it. Used from one thread. */
public final class ClusterLap implements Rig, AutoCloseable {

    public static final int BROKERS = 3;

    /** Kafka needs minutes for 10,000 partitions after kill -9. */
    static final Duration START_MAX = Duration.ofMinutes(10);

    private static final Duration POLL = Duration.ofMillis(5);
    private static final int ANSWER_MS_MAX = 5_000;

    private final BrokerCluster cluster;
    private final BrokerKind kind;
    private final Workload workload;
    private final Path folder;
    private final Measurements measurements;
    private @Nullable ClusterClient client;
    private boolean manyExist;

    public ClusterLap(Life life, Workload workload, Path folder, Measurements measurements) {
        this.cluster = life.cluster();
        this.kind = life.kind();
        this.workload = workload;
        this.folder = folder;
        this.measurements = measurements;
    }

    /** The brokers, of which none has been started yet. */
    public record Life(BrokerCluster cluster, BrokerKind kind) {}

    /** P13: all processes launched at once, until each broker answers, and until each names all three. */
    public void start() {
        cluster.ids().forEach(id -> cluster.broker(id).prepare());
        long startNs = System.nanoTime();
        cluster.zooKeeper().ifPresent(zooKeeper -> zooKeeper.start(START_MAX));
        cluster.ids().forEach(id -> cluster.broker(id).launch());
        cluster.ids().forEach(id -> cluster.broker(id).awaitAnswer(START_MAX));
        record(Metric.CLUSTER_START, Lap.msSince(startNs));
        while (!allNameAll()) {
            checkAlive();
            LockSupport.parkNanos(POLL.toNanos());
        }
        record(Metric.CLUSTER_START_WHOLE, Lap.msSince(startNs));
    }

    private boolean allNameAll() {
        for (int id : cluster.ids()) {
            try (WireProbe probe = new WireProbe(broker(id).port(), ANSWER_MS_MAX)) {
                if (probe.leaders(List.of()).brokers().size() != BROKERS) {
                    return false;
                }
            } catch (IOException notYet) {
                return false;
            }
        }
        return true;
    }

    /** Returns when all replicas are in sync, and every broker knows of it: any of them may be asked next. */
    void create(Map<String, Map<Integer, List<Integer>>> assignments) {
        client().create(assignments);
        long deadlineNs = System.nanoTime() + START_MAX.toNanos();
        int partitions = assignments.values().stream().mapToInt(Map::size).sum();
        while (!allKnow(List.copyOf(assignments.keySet()), partitions)) {
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(assignments.keySet() + ": not every broker has heard of them");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean allKnow(List<String> topics, int partitions) {
        for (int id : cluster.ids()) {
            try (WireProbe probe = new WireProbe(broker(id).port(), ANSWER_MS_MAX)) {
                if (!probe.leaders(topics).allLedBy(cluster.ids(), partitions)) {
                    return false;
                }
            } catch (IOException notYet) {
                return false;
            }
        }
        return true;
    }

    BrokerProcess broker(int id) {
        return cluster.broker(id);
    }

    /** The two others. */
    Survivors without(int id) {
        Map<Integer, Integer> ports = new TreeMap<>();
        cluster.ids().forEach(each -> ports.put(each, broker(each).port()));
        ports.remove(id);
        return new Survivors(ports);
    }

    /** One partition for each broker, which leads it while all is well: partition 0 is that of broker 1. */
    static Map<Integer, List<Integer>> onePartitionEach() {
        return Map.of(0, List.of(1, 2, 3), 1, List.of(2, 3, 1), 2, List.of(3, 1, 2));
    }

    /** The partition of such a topic that this broker leads. */
    static int partitionOf(int broker) {
        return broker - 1;
    }

    /** All brokers, this one first. */
    static List<Integer> replicasLedBy(int leader) {
        return List.of(leader, leader % BROKERS + 1, (leader + 1) % BROKERS + 1);
    }

    /** All partitions on all brokers, led by this one. */
    static Map<Integer, List<Integer>> allLedBy(int leader, int partitions) {
        List<Integer> replicas = replicasLedBy(leader);
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            assignment.put(partition, replicas);
        }
        return assignment;
    }

    /** Whether the many topics are still to be made, which whoever asks does now. */
    boolean claimMany() {
        boolean first = !manyExist;
        manyExist = true;
        return first;
    }

    ClusterClient client() {
        if (client == null) {
            client = new ClusterClient(bootstrapServers(), kind == BrokerKind.KAFKA);
        }
        return client;
    }

    @Override
    public Workload workload() {
        return workload;
    }

    void record(Figure figure, double value) {
        measurements.add(figure, value);
    }

    @Override
    public Measurements measurements() {
        return measurements;
    }

    @Override
    public int replicas() {
        return BROKERS;
    }

    void say(String what) {
        System.out.println("    " + what);
    }

    @Override
    public void settle() {
        LockSupport.parkNanos(workload.pauses().settle().toNanos());
    }

    /** The CPU time that all brokers together take while this runs. */
    /** Of one of them. */
    public ProcStat stat() {
        return new ProcStat(broker(1).pid());
    }

    @Override
    public double brokerCpuMs(Runnable work) {
        long before = cpuMs();
        work.run();
        return (double) (cpuMs() - before);
    }

    private long cpuMs() {
        return cluster.ids().stream()
                .mapToLong(id -> new ProcStat(broker(id).pid()).cpuMs())
                .sum();
    }

    @Override
    public String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public void checkAlive() {
        for (int id : cluster.ids()) {
            if (!broker(id).process().isAlive()) {
                throw new IllegalStateException(
                        "a broker ended: " + broker(id).process().describe());
            }
        }
    }

    @Override
    public String threadDump() {
        List<String> dumps = new ArrayList<>();
        cluster.ids().forEach(id -> dumps.add(broker(id).process().threadDump()));
        return String.join("\n", dumps);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        cluster.close();
    }
}
