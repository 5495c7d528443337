/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.Coordinators;
import io.odradek.bench.group.Offsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A coordinator's partition with 1,000,000 committed offsets, all of different keys, in commits of 100 each: how long
 * after a restart its groups are served. Both brokers load while they start, on a JVM that has not run yet.
 */
record GroupLoad() implements BrokerScenario {

    private static final String TOPIC = "loaded";
    private static final int PARTITIONS = 100;

    @Override
    public String anchors() {
        return "GROUPLOAD";
    }

    @Override
    public String title() {
        return "load of a coordinator's partition at a start";
    }

    @Override
    public LapKind lap() {
        return LapKind.OFFSETS;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, TOPIC, PARTITIONS);
        List<String> groups = groupsOfOnePartition(lap.workload().groups());
        String last = groups.get(groups.size() - 1);
        int port = Coordinators.portOf(last, lap.broker().port());
        Offsets.commitAll(port, groups, TOPIC, PARTITIONS);
        for (int i = 0; i < lap.workload().groups().loads(); i++) {
            lap.settle();
            lap.broker().stop(Lap.START_MAX);
            long startNs = System.nanoTime();
            double answersMs = lap.startBroker();
            Offsets.await(port, last, PARTITIONS, Lap.START_MAX);
            double servedMs = Lap.msSince(startNs);
            lap.record(Metric.GROUP_LOAD_START, servedMs);
            lap.record(Metric.GROUP_LOAD_AFTER_START, servedMs - answersMs);
            lap.record(Metric.GROUP_LOAD_START_CPU, lap.startCpuMs());
        }
    }

    /** Names of groups that all belong to the first partition. */
    static List<String> groupsOfOnePartition(Workload.Groups workload) {
        List<String> groups = new ArrayList<>();
        for (int i = 0; groups.size() < workload.loadedOffsets() / PARTITIONS; i++) {
            String name = "load-" + i;
            if (Coordinators.partitionOf(name) == 0) {
                groups.add(name);
            }
        }
        return groups;
    }
}
