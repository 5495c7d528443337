/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.List;

/** P1: ProducerPerformance, several runs into one topic; the first meets a cold broker and counts apart. */
record Produce() implements BrokerScenario {

    static final String TOPIC = "load";
    static final int PARTITIONS = 4;

    @Override
    public String anchors() {
        return "P1";
    }

    @Override
    public String title() {
        return "produce";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, TOPIC, PARTITIONS);
        for (int run = 0; run < lap.workload().produceRuns(); run++) {
            boolean first = run == 0;
            double cpuMs = lap.brokerCpuMs(() -> produce(lap, first));
            lap.record(first ? Metric.PRODUCE_CPU_FIRST : Metric.PRODUCE_CPU, cpuMs);
        }
    }

    private static void produce(Lap lap, boolean first) {
        List<String> more = List.of("--command-property", "acks=all", "batch.size=65536", "linger.ms=5");
        List<PerfRun> summary =
                PerfRun.produce(lap, new PerfRun.Records(TOPIC, lap.workload().produceRecords(), 100, -1), more);
        if (!first) {
            lap.record(Metric.PRODUCE_RATE, summary.get(0).recordsPerSecond());
        }
    }
}
