/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * P14 as an application sees it: {@code kafka-producer-perf-test} as P1 runs it, to a topic as it is and to one with
 * {@code flush.messages=1}, in turn. {@link ForcedProduce} is the same without a client that takes most of the machine.
 */
record ForcedPerf() implements BrokerScenario {

    private static final String ANCHOR = "P14";
    private static final String PLAIN = "perf-plain";
    private static final String FORCED = "perf-forced";
    /** Of each topic; the first one warms up. */
    private static final int RUNS = 3;

    @Override
    public String anchors() {
        return ANCHOR;
    }

    @Override
    public String title() {
        return "fsync before each acknowledgement, kafka-producer-perf-test";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, PLAIN, Produce.PARTITIONS);
        Topics.create(lap, FORCED, Produce.PARTITIONS);
        try (Topics topics = new Topics(lap)) {
            topics.alter(FORCED, "flush.messages", "1");
        }
        long records = lap.workload().produceRecords() / 2;
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            PerfRun plain = Produce.produce(lap, PLAIN, records);
            PerfRun forced = Produce.produce(lap, FORCED, records);
            rates.add(forced.recordsPerSecond());
            if (run > 0) {
                lap.record(Metric.FORCED_PERF_RATE, forced.recordsPerSecond() / plain.recordsPerSecond());
                lap.record(Metric.FORCED_PERF_P99, forced.p99Ms() / Math.max(1, plain.p99Ms()));
            }
        }
        LogCheck check = new LogCheck(lap, ANCHOR);
        check.holds(PLAIN, records * RUNS);
        check.holds(FORCED, records * RUNS);
        check.settled("kafka-producer-perf-test, fsync", rates);
    }
}
