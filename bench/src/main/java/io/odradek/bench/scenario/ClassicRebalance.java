/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.ClassicGroup;
import io.odradek.bench.group.Coordinators;

/** A classic group of 200 members over 1,000 partitions: all join, one leaves, one joins. */
record ClassicRebalance() implements BrokerScenario {

    private static final String GROUP = "classic";
    private static final Rebalances REBALANCES = new Rebalances(
            new Rebalances.Kind(Metric.CLASSIC_LEAVE, Metric.CLASSIC_LEAVE_WAIT),
            new Rebalances.Kind(Metric.CLASSIC_JOIN_ONE, Metric.CLASSIC_JOIN_ONE_WAIT),
            Metric.CLASSIC_CPU);

    @Override
    public String anchors() {
        return "REBALANCE";
    }

    @Override
    public String title() {
        return "rebalances of a classic group";
    }

    @Override
    public LapKind lap() {
        return LapKind.GROUPS;
    }

    @Override
    public void run(Lap lap) {
        Workload.Groups groups = lap.workload().groups();
        lap.groupedTopics();
        int port = Coordinators.portOf(GROUP, lap.broker().port());
        try (ClassicGroup group = new ClassicGroup(GROUP, groups.size(), port)) {
            lap.record(
                    Metric.CLASSIC_JOIN_CPU,
                    lap.brokerCpuMs(() ->
                            lap.record(Metric.CLASSIC_JOIN, group.joinAll().ms())));
            REBALANCES.run(lap, group, port);
        }
        lap.settle();
    }
}
