/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.List;

/** P10: starts again with many partitions, after a clean stop and after kill -9. */
record Restart() implements BrokerScenario {

    @Override
    public String anchors() {
        return "P10";
    }

    @Override
    public String title() {
        return "restart with many partitions";
    }

    @Override
    public LapKind lap() {
        return LapKind.PARTITIONS;
    }

    @Override
    public void run(Lap lap) {
        List<String> topics = lap.manyTopics();
        long stopNs = System.nanoTime();
        lap.broker().stop(Lap.START_MAX);
        lap.record(Metric.STOP, Lap.msSince(stopNs));
        start(lap, topics, Metric.RESTART_CLEAN_METADATA, Metric.RESTART_CLEAN);
        lap.record(Metric.RESTART_CLEAN_CPU, (double) lap.stat().cpuMs());
        lap.settle();
        lap.broker().kill();
        start(lap, topics, Metric.RESTART_KILLED_METADATA, Metric.RESTART_KILLED);
        lap.record(Metric.RESTART_KILLED_CPU, (double) lap.stat().cpuMs());
    }

    private static void start(Lap lap, List<String> names, Metric metadata, Metric leaders) {
        long startNs = System.nanoTime();
        lap.record(metadata, lap.startBroker());
        try (Topics topics = new Topics(lap)) {
            topics.awaitLeaders(names, lap.workload().partitions().perTopic());
        }
        lap.record(leaders, Lap.msSince(startNs));
    }
}
