/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.List;
import java.util.Map;

/** Kill -9 of the active controller's broker with 30,000 replicas about, until another has created a topic. */
record ControllerChange() implements ClusterScenario {

    @Override
    public String anchors() {
        return "CONTROLLER";
    }

    @Override
    public String title() {
        return "change of the controller with many replicas";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICAS;
    }

    @Override
    public void run(ClusterLap lap) {
        List<String> topics = LeaderFailover.create(lap);
        lap.client().awaitInSync(topics);
        lap.settle();
        int controller = lap.client().controller();
        int other = controller % ClusterLap.BROKERS + 1;
        long killNs = System.nanoTime();
        lap.broker(controller).kill();
        lap.client().createAnyhow("after-" + controller, Map.of(0, List.of(other)));
        lap.record(Metric.CONTROLLER_CHANGE, Lap.msSince(killNs));
        int partitions = lap.workload().partitions().count();
        if (!lap.without(controller).lead(topics, partitions, ClusterLap.START_MAX)) {
            throw new IllegalStateException("they are not all led again: " + lap.threadDump());
        }
        lap.record(Metric.CONTROLLER_CHANGE_LED, Lap.msSince(killNs));
    }
}
