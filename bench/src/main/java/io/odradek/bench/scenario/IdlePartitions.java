/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;

/** P9: what idle partitions cost. */
record IdlePartitions() implements BrokerScenario {

    @Override
    public String anchors() {
        return "P9";
    }

    @Override
    public String title() {
        return "idle partitions";
    }

    @Override
    public LapKind lap() {
        return LapKind.PARTITIONS;
    }

    @Override
    public void run(Lap lap) {
        lap.manyTopics();
        lap.settle();
        lap.awaitFirstHousekeeping();
        lap.record(Metric.PARTITIONS_IDLE_CPU, lap.idleCpuMs());
        lap.record(Metric.OPEN_FILES, (double) lap.stat().openFiles());
        lap.record(Metric.MEMORY_MAPS, (double) lap.stat().memoryMaps());
        lap.record(Metric.PARTITIONS_MEMORY, lap.stat().residentMb());
    }
}
