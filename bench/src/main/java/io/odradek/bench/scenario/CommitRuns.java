/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.CommitLoad;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/** 32 groups commit as fast as they are answered, with 5 commits on their way each; the first seconds do not count. */
final class CommitRuns {

    static final String TOPIC = "commits";
    static final int PARTITIONS = 100;
    private static final int CONNECTIONS = 32;
    private static final int IN_FLIGHT = 5;

    private final Workload.Groups workload;
    private final int port;
    private final BiConsumer<Metric, Double> record;
    private final ToDoubleFunction<Runnable> cpuMs;

    /** Commits per second, and per second of the brokers' CPU. */
    record Figures(Metric rate, Metric perCpu) {}

    /** @param cpuMs what the brokers use while something runs */
    CommitRuns(
            Workload.Groups workload, int port, BiConsumer<Metric, Double> record, ToDoubleFunction<Runnable> cpuMs) {
        this.workload = workload;
        this.port = port;
        this.record = record;
        this.cpuMs = cpuMs;
    }

    void run(int partitionsEach, Figures figures) {
        CommitLoad.Shape shape = new CommitLoad.Shape(CONNECTIONS, IN_FLIGHT, TOPIC, partitionsEach);
        try (CommitLoad load = new CommitLoad(shape, port)) {
            load.run(workload.commitWarmUp());
            AtomicLong commits = new AtomicLong();
            long startNs = System.nanoTime();
            double usedMs = cpuMs.applyAsDouble(() -> commits.set(load.run(workload.commitTime())));
            record.accept(figures.rate(), commits.get() * 1000 / Lap.msSince(startNs));
            record.accept(figures.perCpu(), commits.get() * 1000 / Math.max(usedMs, 1));
        }
    }
}
