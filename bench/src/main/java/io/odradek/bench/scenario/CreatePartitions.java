/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload.Partitions;
import java.util.List;

/** P8: many partitions at once, until each leader answers. */
record CreatePartitions() implements BrokerScenario {

    @Override
    public String anchors() {
        return "P8";
    }

    @Override
    public String title() {
        return "create many partitions";
    }

    @Override
    public LapKind lap() {
        return LapKind.PARTITIONS;
    }

    @Override
    public void run(Lap lap) {
        Partitions partitions = lap.workload().partitions();
        List<String> names = Topics.many(partitions.topics());
        try (Topics topics = new Topics(lap)) {
            long startNs = System.nanoTime();
            lap.record(Metric.CREATE_CPU, lap.brokerCpuMs(() -> {
                topics.create(names, partitions.perTopic());
                topics.awaitLeaders(names, partitions.perTopic());
            }));
            lap.record(Metric.CREATE, Lap.msSince(startNs));
            lap.createdMany(names);
        }
    }
}
