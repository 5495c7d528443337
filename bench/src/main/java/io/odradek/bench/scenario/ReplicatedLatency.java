/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.scenario.EndToEnd.Latency;
import java.util.List;
import java.util.Map;

/** P15: end to end latency of one record at a time, replication factor 3, min ISR 2, acks=all. */
record ReplicatedLatency() implements ClusterScenario {

    private static final String TOPIC = "replicated-latency";

    @Override
    public String anchors() {
        return "P15";
    }

    @Override
    public String title() {
        return "replicated end to end latency";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        lap.create(Map.of(TOPIC, Map.of(0, List.of(1, 2, 3))));
        Latency stock = EndToEnd.stock(lap, TOPIC, lap.workload().latencyRecords());
        lap.record(Metric.REPLICATED_LATENCY_AVG, stock.avgMs());
        lap.record(Metric.REPLICATED_LATENCY_P99, stock.p99Ms());
        lap.record(Metric.REPLICATED_LATENCY_P999, stock.p999Ms());
        Latency own = EndToEnd.own(lap, TOPIC, lap.workload().latencyRecords());
        lap.record(Metric.REPLICATED_FINE_AVG, own.avgMs());
        lap.record(Metric.REPLICATED_FINE_P99, own.p99Ms());
        lap.record(Metric.REPLICATED_FINE_P999, own.p999Ms());
    }
}
