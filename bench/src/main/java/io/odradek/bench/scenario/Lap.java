/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Figure;
import io.odradek.bench.Measurements;
import io.odradek.bench.ProcStat;
import io.odradek.bench.Workload;
import io.odradek.bench.group.GroupSize;
import io.odradek.compat.process.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One life of one broker: what scenarios share while they have it. */
public final class Lap implements Rig {

    /** Kafka needs 41 s for 11,000 partitions after kill -9. */
    static final Duration START_MAX = Duration.ofMinutes(5);

    private final BrokerProcess broker;
    private final Workload workload;
    private final Path folder;
    private final Measurements measurements;
    private List<String> many = List.of();
    private boolean grouped;
    private long launchedNs;

    public Lap(BrokerProcess broker, Workload workload, Path folder, Measurements measurements) {
        this.broker = broker;
        this.workload = workload;
        this.folder = folder;
        this.measurements = measurements;
    }

    /** From the launch of the process to its first metadata answer. */
    public double startBroker() {
        broker.prepare();
        launchedNs = System.nanoTime();
        broker.launch();
        broker.awaitAnswer(START_MAX);
        return msSince(launchedNs);
    }

    /** What the process has used so far. */
    public double startCpuMs() {
        return (double) stat().cpuMs();
    }

    BrokerProcess broker() {
        return broker;
    }

    @Override
    public Workload workload() {
        return workload;
    }

    @Override
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public void checkAlive() {
        if (!broker.process().isAlive()) {
            throw new IllegalStateException(
                    "the broker ended: " + broker.process().describe());
        }
    }

    @Override
    public String threadDump() {
        return broker.process().threadDump();
    }

    void createdMany(List<String> topics) {
        many = topics;
    }

    /** The topics of P8, and one more, as the anchors have it; created now if they do not exist yet. */
    List<String> manyTopics() {
        Workload.Partitions partitions = workload.partitions();
        List<String> wanted = Topics.many(partitions.topics() + 1);
        List<String> missing = wanted.subList(many.size(), wanted.size());
        if (!missing.isEmpty()) {
            try (Topics topics = new Topics(this)) {
                topics.create(missing, partitions.perTopic());
                topics.awaitLeaders(missing, partitions.perTopic());
            }
            many = wanted;
        }
        return many;
    }

    /** The topics that groups of the workload's size subscribe to; made now if they do not exist yet. */
    void groupedTopics() {
        if (!grouped) {
            GroupSize size = workload.groups().size();
            try (Topics topics = new Topics(this)) {
                topics.create(size.topicNames(), size.partitionsPerTopic());
                topics.awaitLeaders(size.topicNames(), size.partitionsPerTopic());
            }
            grouped = true;
        }
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
        return 1;
    }

    public ProcStat stat() {
        return new ProcStat(broker.pid());
    }

    /** The CPU time that the broker takes while this runs. */
    @Override
    public double brokerCpuMs(Runnable work) {
        ProcStat stat = stat();
        long before = stat.cpuMs();
        work.run();
        return (double) (stat.cpuMs() - before);
    }

    /** Idle CPU, scaled to the 10 s of the anchors. */
    double idleCpuMs() {
        long startNs = System.nanoTime();
        double cpuMs = brokerCpuMs(() -> pause(workload.pauses().idle()));
        return cpuMs * 10_000 / msSince(startNs);
    }

    @Override
    public void settle() {
        pause(workload.pauses().settle());
    }

    /**
     * Until housekeeping has run for the first time: in both brokers 30 s after the start
     * (log.initial.task.delay.ms), which a figure for idleness would otherwise hold or not hold by chance.
     */
    void awaitFirstHousekeeping() {
        Duration left = workload.pauses().housekeeping().minusNanos(System.nanoTime() - launchedNs);
        if (!left.isNegative()) {
            pause(left);
        }
    }

    static double msSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e6;
    }

    /** Until the broker dies, which it should not. */
    private void pause(Duration time) {
        if (broker.process().waitFor(time)) {
            throw new IllegalStateException(
                    "the broker ended: " + broker.process().describe());
        }
    }
}
