/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.List;

/** P3: 2,000 records a second, each a request of its own. */
record SteadyRate() implements BrokerScenario {

    private static final String TOPIC = "steady";
    private static final int PER_SECOND = 2000;

    @Override
    public String anchors() {
        return "P3";
    }

    @Override
    public String title() {
        return "steady rate";
    }

    @Override
    public LapKind lap() {
        return LapKind.TRAFFIC;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, TOPIC, 4);
        long records = lap.workload().steadyRecords();
        String warmUp = Long.toString(Math.min(2 * PER_SECOND, records / 5));
        List<String> more = List.of("--warmup-records", warmUp, "--command-property", "linger.ms=0");
        lap.record(Metric.STEADY_CPU, lap.brokerCpuMs(() -> {
            List<PerfRun> summaries = PerfRun.produce(lap, new PerfRun.Records(TOPIC, records, 100, PER_SECOND), more);
            lap.record(Metric.STEADY_P99, summaries.get(0).p99Ms());
            lap.record(Metric.STEADY_P999, summaries.get(0).p999Ms());
            lap.record(Metric.STEADY_WARM_P99, summaries.get(1).p99Ms());
            lap.record(Metric.STEADY_WARM_P999, summaries.get(1).p999Ms());
        }));
        new LogCheck(lap, "P3").holds(TOPIC, records);
    }
}
