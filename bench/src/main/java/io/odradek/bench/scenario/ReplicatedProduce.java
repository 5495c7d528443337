/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload.Replicated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** P15: 1,000-byte records, replication factor 3, min ISR 2, acks=all, 5 requests in flight: full speed, then at a rate. */
record ReplicatedProduce() implements ClusterScenario {

    private static final String TOPIC = "replicated";
    private static final int RECORD_BYTES = 1000;
    private static final List<String> SETTINGS =
            List.of("--command-property", "acks=all", "max.in.flight.requests.per.connection=5");

    @Override
    public String anchors() {
        return "P15";
    }

    @Override
    public String title() {
        return "replicated produce";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        Replicated workload = lap.workload().replicated();
        lap.client().create(Map.of(TOPIC, ClusterLap.onePartitionEach()));
        for (int run = 0; run < workload.runs(); run++) {
            boolean first = run == 0;
            double cpuMs = lap.brokerCpuMs(() -> {
                double rate =
                        produce(lap, workload.records(), -1, List.of()).get(0).recordsPerSecond();
                lap.record(first ? Metric.REPLICATED_RATE_FIRST : Metric.REPLICATED_RATE, rate * RECORD_BYTES / 1e6);
            });
            if (!first) {
                lap.record(Metric.REPLICATED_CPU, cpuMs);
            }
            lap.settle();
        }
        long records = workload.steadySeconds() * (long) workload.perSecond();
        String warmUp = Long.toString(Math.min(2L * workload.perSecond(), records / 5));
        List<PerfRun> steady = produce(lap, records, workload.perSecond(), List.of("--warmup-records", warmUp));
        lap.record(Metric.REPLICATED_STEADY_P99, steady.get(0).p99Ms());
        lap.record(Metric.REPLICATED_STEADY_WARM_P99, steady.get(1).p99Ms());
    }

    private static List<PerfRun> produce(ClusterLap lap, long records, long perSecond, List<String> more) {
        List<String> settings = new ArrayList<>(more);
        settings.addAll(SETTINGS);
        return PerfRun.produce(lap, new PerfRun.Records(TOPIC, records, RECORD_BYTES, perSecond), settings);
    }
}
