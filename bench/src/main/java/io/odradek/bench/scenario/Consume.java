/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.client.AssignedConsumer;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * P2: reads all that P1 wrote, twice. Not by ConsumerPerformance itself, which joins a group, but by the same client
 * with the same settings and its partitions assigned, on both sides: Odradek has no groups yet.
 */
record Consume() implements BrokerScenario {

    private static final Pattern SUMMARY = Pattern.compile("([0-9]+) records in ([0-9.]+) ms");

    @Override
    public String anchors() {
        return "P2";
    }

    @Override
    public String title() {
        return "consume (partitions assigned, no group)";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        lap.record(Metric.CONSUME_CPU_FIRST, lap.brokerCpuMs(() -> consume(lap)));
        double cpuMs = lap.brokerCpuMs(() -> lap.record(Metric.CONSUME_RATE, consume(lap)));
        lap.record(Metric.CONSUME_CPU, cpuMs);
        lap.record(Metric.CONSUME_CPU_GIB, cpuMs / 1e3 / Produce.gibibytes(records(lap)));
        lap.settle();
        lap.record(Metric.MEMORY_LOADED, lap.stat().residentMb());
    }

    private static long records(Lap lap) {
        return lap.workload().produceRecords() * lap.workload().produceRuns();
    }

    private static double consume(Lap lap) {
        List<String> arguments = List.of(
                lap.broker().bootstrapServers(),
                Produce.TOPIC,
                Integer.toString(Produce.PARTITIONS),
                Long.toString(records(lap)));
        MatchResult figures = new PerfTool(lap, AssignedConsumer.class.getName(), arguments)
                .run(SUMMARY)
                .get(0);
        return Double.parseDouble(figures.group(1)) * 1000 / Double.parseDouble(figures.group(2));
    }
}
