/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.limit.LimitProbe;
import io.odradek.bench.report.Report;
import io.odradek.bench.scenario.BrokerScenario;
import io.odradek.bench.scenario.ClusterLap;
import io.odradek.bench.scenario.ClusterScenario;
import io.odradek.bench.scenario.Lap;
import io.odradek.bench.scenario.LapKind;
import io.odradek.bench.scenario.Scenario;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.MetadataProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A B A B: the brokers take turns lap by lap, so that a machine that gets slower or faster meanwhile does it to both.
 * A lap has a broker and a data folder of its own.
 */
final class Alternation {

    private final List<Side> sides;
    private final List<Scenario> scenarios;
    private final Workload workload;
    private final Path folder;
    private final Brokers brokers;
    private final Map<Side, Measurements> measurements = new EnumMap<>(Side.class);
    private final Limits limits = new Limits();
    private final Conditions conditions = new Conditions();
    private int pairsBegun;

    /**
     * How brokers are started, where not by their defaults.
     *
     * @param externalZooKeeper three of Odradek's use a ZooKeeper server beside them
     * @param heap the same flags for both sides; none for the default of each
     */
    record Brokers(boolean externalZooKeeper, List<String> heap) {}

    /** Keeps what there is, so that hours are not lost with one broker that does not start. */
    interface Progress {
        void write(Report report) throws IOException;
    }

    Alternation(List<Side> sides, List<Scenario> scenarios, Workload workload, Path folder, Brokers brokers) {
        this.sides = sides;
        this.scenarios = scenarios;
        this.workload = workload;
        this.folder = folder;
        this.brokers = brokers;
    }

    /**
     * Runs all of it.
     *
     * @param progress gets what there is whenever both sides have had their turn
     */
    void run(int pairs, Progress progress) throws IOException {
        loadTheProbe();
        conditions.fact("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        conditions.fact("file system of the data", Files.getFileStore(folder).type());
        if (!isShort()) {
            for (Side side : sides) {
                startOnce(side);
            }
        }
        for (int pair = 1; pair <= pairs; pair++) {
            pairsBegun = pair;
            for (LapKind kind : LapKind.values()) {
                List<Scenario> steps = scenarios.stream()
                        .filter(scenario -> scenario.lap() == kind)
                        .toList();
                if (!steps.isEmpty() && (pair == 1 || !kind.isOnce())) {
                    turns(pair, kind, steps);
                    progress.write(report());
                }
            }
        }
    }

    /** As far as it is. */
    Report report() {
        return new Report(measurements, limits, conditions, pairsBegun, isShort());
    }

    private boolean isShort() {
        return workload.equals(Workload.SHORT);
    }

    private void turns(int pair, LapKind kind, List<Scenario> steps) throws IOException {
        for (Side side : sides) {
            HostStat before = HostStat.now();
            lap(pair, kind, side, steps);
            conditions.lap(side + " " + kind + " " + pair, before, HostStat.now());
        }
        if (kind.isHeldAgainstLimits()) {
            Path lapFolder = Files.createDirectories(folder.resolve("limit-" + kind + "-" + pair));
            new LimitProbe(lapFolder, workload.replay().bytes()).measure(limits);
            Folders.delete(lapFolder);
        }
    }

    private void lap(int pair, LapKind kind, Side side, List<Scenario> steps) throws IOException {
        Path lapFolder = folder.resolve(side + "-" + kind + "-" + pair);
        String turn = "pair " + pair + ", " + side + ": ";
        if (kind == LapKind.REPLICATION || kind == LapKind.REPLICAS) {
            clusterLap(turn, side, steps, lapFolder);
        } else {
            brokerLap(turn, side, steps, lapFolder);
        }
        Folders.delete(lapFolder);
    }

    private void brokerLap(String turn, Side side, List<Scenario> steps, Path lapFolder) {
        Measurements mine = measurements.computeIfAbsent(side, key -> new Measurements());
        try (BrokerProcess broker = side.brokerIn(lapFolder, steps.get(0).lap().properties(), brokers.heap())) {
            Lap lap = new Lap(broker, workload, lapFolder, mine);
            mine.add(Metric.START, lap.startBroker());
            mine.add(Metric.START_CPU, lap.startCpuMs());
            conditions.fact(side + " runs with", lap.stat().jvmFlags());
            for (Scenario scenario : steps) {
                if (scenario instanceof BrokerScenario step) {
                    timed(turn + scenario.title(), () -> step.run(lap));
                }
            }
        }
    }

    private void clusterLap(String turn, Side side, List<Scenario> steps, Path lapFolder) {
        Measurements mine = measurements.computeIfAbsent(side, key -> new Measurements());
        try (ClusterLap lap = new ClusterLap(
                side.clusterIn(lapFolder, brokers.externalZooKeeper(), brokers.heap()), workload, lapFolder, mine)) {
            lap.start();
            conditions.fact(side + " runs with", lap.stat().jvmFlags());
            for (Scenario scenario : steps) {
                if (scenario instanceof ClusterScenario step) {
                    timed(turn + scenario.title(), () -> step.run(lap));
                }
            }
        }
    }

    private static void timed(String name, Runnable step) {
        System.out.println(name);
        long startNs = System.nanoTime();
        step.run();
        System.out.printf(Locale.ROOT, "    %.1f s%n", (System.nanoTime() - startNs) / 1e9);
    }

    /** Not counted: brings the jars of both into the page cache, and ours to its class-data archive if it has none. */
    private void startOnce(Side side) throws IOException {
        Path first = folder.resolve(side + "-first");
        try (BrokerProcess broker = side.brokerIn(first, Map.of(), brokers.heap())) {
            broker.start(Duration.ofMinutes(5));
        }
        Folders.delete(first);
    }

    /** Its classes are loaded before the first start that it times. */
    private static void loadTheProbe() {
        MetadataProbe.answers(1, 100);
    }
}
