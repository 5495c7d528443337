/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload.Partitions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Kill -9 of a broker that leads 10,000 partitions of three replicas, and is not the controller. */
record LeaderFailover() implements ClusterScenario {

    @Override
    public String anchors() {
        return "FAILOVER";
    }

    @Override
    public String title() {
        return "failover of many partitions";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICAS;
    }

    @Override
    public void run(ClusterLap lap) {
        List<String> topics = create(lap);
        int leader = leader(lap);
        lap.settle();
        long killNs = System.nanoTime();
        lap.broker(leader).kill();
        int partitions = lap.workload().partitions().count();
        if (!lap.without(leader).lead(topics, partitions, ClusterLap.START_MAX)) {
            throw new IllegalStateException("they are not all led again: " + lap.threadDump());
        }
        lap.record(Metric.FAILOVER, Lap.msSince(killNs));
        lap.broker(leader).start(ClusterLap.START_MAX);
        lap.client().awaitInSync(topics);
        lap.record(Metric.FAILOVER_REJOINED, Lap.msSince(killNs));
    }

    /** Any broker but the controller's. */
    static int leader(ClusterLap lap) {
        return lap.client().controller() % ClusterLap.BROKERS + 1;
    }

    /** The topics, made now if they are not there yet, led by a broker that is not the controller. */
    static List<String> create(ClusterLap lap) {
        Partitions wanted = lap.workload().partitions();
        List<String> names = Topics.many(wanted.topics());
        if (lap.claimMany()) {
            Map<String, Map<Integer, List<Integer>>> assignments = new HashMap<>();
            Map<Integer, List<Integer>> assignment = ClusterLap.allLedBy(leader(lap), wanted.perTopic());
            names.forEach(name -> assignments.put(name, assignment));
            lap.create(assignments);
        }
        return names;
    }
}
