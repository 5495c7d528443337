/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * P2: reads as much as three runs of P1 wrote, three times, each time with a group of its own; the first warms up. Then
 * goes on until the compilers have done with it, and counts three runs more. Needs what {@link Produce} left.
 */
record Consume() implements BrokerScenario {

    private static final int RUNS_READ = 3;
    private static final int RUNS_COUNTED = 3;

    /** What the tool prints last; its rate is that of fetching, without the time until the group is stable. */
    private static final Pattern SUMMARY =
            Pattern.compile("(?:[^,\\n]+, ){4}(?<records>\\d+), (?:[0-9.]+, ){4}(?<rate>[0-9.]+)");

    @Override
    public String anchors() {
        return "P2";
    }

    @Override
    public String title() {
        return "consume (kafka-consumer-perf-test)";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        lap.record(Metric.CONSUME_CPU_FIRST, lap.brokerCpuMs(() -> consume(lap, "first")));
        for (String group : List.of("second", "third")) {
            double cpuMs = lap.brokerCpuMs(() -> lap.record(Metric.CONSUME_RATE, consume(lap, group)));
            lap.record(Metric.CONSUME_CPU, cpuMs);
            lap.record(Metric.CONSUME_CPU_GIB, cpuMs / 1e3 / Produce.gibibytes(records(lap)));
        }
        lap.settle();
        lap.record(Metric.MEMORY_LOADED, lap.stat().residentMb());
        int settling = lap.workload().settlingReads();
        for (int run = 0; run < settling + RUNS_COUNTED; run++) {
            String group = "later-" + run;
            double cpuMs = lap.brokerCpuMs(() -> consume(lap, group));
            if (run >= settling) {
                lap.record(Metric.CONSUME_CPU_SETTLED, cpuMs);
            }
        }
    }

    private static long records(Lap lap) {
        return lap.workload().produceRecords()
                * Math.min(RUNS_READ, lap.workload().produceRuns());
    }

    /** Records per second. */
    private static double consume(Lap lap, String group) {
        List<String> arguments = List.of(
                "--bootstrap-server",
                lap.broker().bootstrapServers(),
                "--topic",
                Produce.TOPIC,
                "--group",
                group,
                "--num-records",
                Long.toString(records(lap)),
                "--hide-header");
        MatchResult figures = new PerfTool(lap, "org.apache.kafka.tools.ConsumerPerformance", arguments)
                .run(SUMMARY)
                .get(0);
        long read = Long.parseLong(figures.group(1));
        if (read < records(lap)) {
            throw new IllegalStateException("read " + read + " of " + records(lap) + " records");
        }
        return Double.parseDouble(figures.group(2));
    }
}
