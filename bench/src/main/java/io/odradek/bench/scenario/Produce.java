/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.ArrayList;
import java.util.List;

/** P1: ProducerPerformance, several runs into one topic; the first meets a cold broker and counts apart. */
record Produce() implements BrokerScenario {

    static final String TOPIC = "load";
    static final int PARTITIONS = 4;
    private static final int RECORD_BYTES = 100;

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
        long records = lap.workload().produceRecords();
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < lap.workload().produceRuns(); run++) {
            boolean first = run == 0;
            double cpuMs =
                    lap.brokerCpuMs(() -> rates.add(produce(lap, TOPIC, records).recordsPerSecond()));
            lap.record(first ? Metric.PRODUCE_CPU_FIRST : Metric.PRODUCE_CPU, cpuMs);
            if (!first) {
                lap.record(Metric.PRODUCE_CPU_GIB, cpuMs / 1e3 / gibibytes(records));
                lap.record(Metric.PRODUCE_RATE, rates.get(run));
            }
        }
        LogCheck check = new LogCheck(lap, "P1");
        check.holds(TOPIC, records * lap.workload().produceRuns());
        check.settled("produce", rates);
    }

    static double gibibytes(long records) {
        return records * (double) RECORD_BYTES / (1 << 30);
    }

    /** To as many partitions as the topic has, as many as possible. */
    static PerfRun produce(Lap lap, String topic, long records) {
        List<String> more = List.of("--command-property", "acks=all", "batch.size=65536", "linger.ms=5");
        return PerfRun.produce(lap, new PerfRun.Records(topic, records, RECORD_BYTES, -1), more)
                .get(0);
    }
}
