/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload.Replicated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * P15: 1,000-byte records, replication factor 3, min ISR 2, acks=all, 5 requests in flight: full speed, then at a rate.
 *
 * <p>The stock producer waits up to 5 ms for more records before it sends any, at this rate most of what it then reports as
 * latency. So the rate is offered three times: as it is by default; to a single replica, which shows how much of that is
 * the client's own; and without linger, which shows the brokers'.
 */
record ReplicatedProduce() implements ClusterScenario {

    private static final String TOPIC = "replicated";
    private static final String ALONE = "not-replicated";
    private static final int RECORD_BYTES = 1000;
    private static final double GIB = 1 << 30;
    private static final List<String> SETTINGS = List.of("acks=all", "max.in.flight.requests.per.connection=5");

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
        lap.create(Map.of(TOPIC, ClusterLap.onePartitionEach()));
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < workload.runs(); run++) {
            boolean first = run == 0;
            double cpuMs = lap.brokerCpuMs(() -> rates.add(atFullSpeed(lap, workload.records())));
            lap.record(
                    first ? Metric.REPLICATED_RATE_FIRST : Metric.REPLICATED_RATE, rates.get(run) * RECORD_BYTES / 1e6);
            if (!first) {
                lap.record(Metric.REPLICATED_CPU, cpuMs);
                lap.record(Metric.REPLICATED_CPU_GIB, cpuMs / 1e3 / (workload.records() * RECORD_BYTES / GIB));
            }
            lap.settle();
        }
        LogCheck check = new LogCheck(lap, "P15");
        check.holds(TOPIC, workload.records() * workload.runs());
        check.settled("replicated produce", rates);
        steady(lap, workload);
    }

    private static double atFullSpeed(ClusterLap lap, long records) {
        PerfRun.Records all = new PerfRun.Records(TOPIC, records, RECORD_BYTES, -1);
        return PerfRun.produce(lap, all, arguments(List.of(), List.of())).get(0).recordsPerSecond();
    }

    private static void steady(ClusterLap lap, Replicated workload) {
        List<PerfRun> byDefault = steady(lap, workload, TOPIC, List.of());
        lap.record(Metric.REPLICATED_STEADY_P99, byDefault.get(0).p99Ms());
        lap.record(Metric.REPLICATED_STEADY_WARM_P99, byDefault.get(1).p99Ms());
        List<PerfRun> prompt = steady(lap, workload, TOPIC, List.of("linger.ms=0"));
        lap.record(Metric.REPLICATED_PROMPT_P99, prompt.get(0).p99Ms());
        lap.record(Metric.REPLICATED_PROMPT_WARM_P99, prompt.get(1).p99Ms());
        lap.create(Map.of(ALONE, Map.of(0, List.of(1), 1, List.of(2), 2, List.of(3))));
        List<PerfRun> alone = steady(lap, workload, ALONE, List.of());
        lap.record(Metric.ALONE_STEADY_WARM_P99, alone.get(1).p99Ms());
    }

    /** Two summaries: the whole run, and without the client's first two seconds. */
    private static List<PerfRun> steady(ClusterLap lap, Replicated workload, String topic, List<String> settings) {
        long records = workload.steadySeconds() * (long) workload.perSecond();
        long warmUp = Math.min(2L * workload.perSecond(), records / 5);
        PerfRun.Records all = new PerfRun.Records(topic, records, RECORD_BYTES, workload.perSecond());
        return PerfRun.produce(lap, all, arguments(List.of("--warmup-records", Long.toString(warmUp)), settings));
    }

    private static List<String> arguments(List<String> ofTheTool, List<String> ofTheProducer) {
        List<String> arguments = new ArrayList<>(ofTheTool);
        arguments.add("--command-property");
        arguments.addAll(SETTINGS);
        arguments.addAll(ofTheProducer);
        return arguments;
    }
}
