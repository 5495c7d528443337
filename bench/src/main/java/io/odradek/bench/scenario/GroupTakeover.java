/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.group.Coordinators;
import io.odradek.bench.group.Offsets;
import java.util.List;
import java.util.Map;

/**
 * The same partition of a cluster of three, whose leadership is handed from broker to broker: from the order to elect
 * until the new coordinator serves. The brokers run and know the records as followers.
 */
record GroupTakeover() implements ClusterScenario {

    private static final String TOPIC = "loaded";
    private static final int PARTITIONS = 100;

    @Override
    public String anchors() {
        return "GROUPLOAD";
    }

    @Override
    public String title() {
        return "load of a coordinator's partition by another broker";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        lap.create(Map.of(TOPIC, ClusterLap.allLedBy(1, PARTITIONS)));
        List<String> groups = GroupLoad.groupsOfOnePartition(lap.workload().groups());
        String last = groups.get(groups.size() - 1);
        int port = Coordinators.portOf(last, lap.broker(1).port());
        Offsets.commitAll(port, groups, TOPIC, PARTITIONS);
        lap.client().awaitInSync(List.of("__consumer_offsets"));
        for (int i = 0; i < ClusterLap.BROKERS * lap.workload().groups().loads(); i++) {
            int next = lap.client().leader("__consumer_offsets", 0) % ClusterLap.BROKERS + 1;
            lap.client().prefer("__consumer_offsets", ClusterLap.replicasLedBy(next));
            lap.settle();
            long startNs = System.nanoTime();
            lap.record(Metric.GROUP_TAKEOVER_CPU, lap.brokerCpuMs(() -> {
                lap.client().elect("__consumer_offsets", 0);
                Offsets.await(lap.broker(next).port(), last, PARTITIONS, ClusterLap.START_MAX);
                lap.record(Metric.GROUP_TAKEOVER, Lap.msSince(startNs));
            }));
        }
    }
}
