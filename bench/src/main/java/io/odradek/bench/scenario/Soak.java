/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.GcLog;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.Measurements.Run;
import io.odradek.bench.Metric;
import io.odradek.bench.Spread;
import io.odradek.bench.Workload;
import io.odradek.bench.replay.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Half an hour at half of what the slower side can do: whether latency, memory and pauses stay what they are. */
record Soak(SharedRate shared) implements BrokerScenario {

    /** These copy what the start of a JVM has left, into memory that it never had before. */
    private static final int PAUSES_OF_A_START = 2;

    @Override
    public String anchors() {
        return SoakTraffic.ANCHOR;
    }

    @Override
    public String title() {
        return "soak";
    }

    @Override
    public LapKind lap() {
        return LapKind.SOAK;
    }

    @Override
    public void run(Lap lap) {
        Workload.Soak workload = lap.workload().soak();
        List<Double> p999Ms = new ArrayList<>();
        List<Double> residentMb = new ArrayList<>();
        GcLog gc = new GcLog(lap.broker().pid(), lap.folder().resolve("gc.log"));
        try (Replayer replayer = new Replayer(lap, SoakTraffic.ANCHOR);
                SoakTraffic traffic = new SoakTraffic(replayer)) {
            for (int step = 0; step < workload.steps(); step++) {
                Outcome read = replayer.measure(
                        "at half of the least of these",
                        Limit.NONE,
                        () -> traffic.steady(shared.half(), workload.step()));
                p999Ms.add(read.latencyMs(99.9));
                residentMb.add(lap.stat().residentMb());
                lap.record(Metric.SOAK_P50, read.latencyMs(50));
                lap.record(Metric.SOAK_P99, read.latencyMs(99));
                lap.record(Metric.SOAK_P999, read.latencyMs(99.9));
            }
            traffic.check();
        }
        lap.measurements().series(new Run(SoakTraffic.ANCHOR, "p99.9 by minutes"), "ms", p999Ms);
        lap.measurements().series(new Run(SoakTraffic.ANCHOR, "resident memory by minutes"), "MB", residentMb);
        lap.record(Metric.SOAK_P999_GROWTH, growth(p999Ms));
        lap.record(Metric.SOAK_MEMORY, residentMb.get(residentMb.size() - 1));
        lap.record(Metric.SOAK_MEMORY_GROWTH, growth(residentMb));
        List<Double> pausesMs = gc.pausesMs();
        lap.record(Metric.SOAK_PAUSE, longest(pausesMs));
        lap.record(
                Metric.SOAK_PAUSE_LATER,
                longest(pausesMs.stream().skip(PAUSES_OF_A_START).toList()));
    }

    private static double longest(List<Double> pausesMs) {
        return pausesMs.stream().mapToDouble(ms -> ms).max().orElse(0);
    }

    /** The median of the last third, as a multiple of that of the middle one. */
    static double growth(List<Double> figures) {
        int third = figures.size() / 3;
        if (third == 0) {
            return 1;
        }
        List<Double> settled = figures.subList(figures.size() - 2 * third, figures.size());
        double middle = Spread.of(settled.subList(0, third)).orElseThrow().median();
        return Spread.of(settled.subList(third, 2 * third)).orElseThrow().median() / middle;
    }
}
