/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.ClassicGroup;
import io.odradek.bench.group.Coordinators;
import io.odradek.bench.group.Timing;

/** A classic group of 200 members over 1,000 partitions: all join, one leaves, one joins. */
record ClassicRebalance() implements BrokerScenario {

    private static final String GROUP = "classic";

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
            for (int i = 0; i < groups.warmUp(); i++) {
                group.leave();
                group.joinOne(port);
            }
            double cpuMs = lap.brokerCpuMs(() -> {
                for (int i = 0; i < groups.rebalances(); i++) {
                    Timing leave = group.leave();
                    lap.record(Metric.CLASSIC_LEAVE, leave.ms());
                    lap.record(Metric.CLASSIC_LEAVE_WAIT, leave.waitedMs());
                    Timing join = group.joinOne(port);
                    lap.record(Metric.CLASSIC_JOIN_ONE, join.ms());
                    lap.record(Metric.CLASSIC_JOIN_ONE_WAIT, join.waitedMs());
                }
            });
            lap.record(Metric.CLASSIC_CPU, cpuMs / (2 * groups.rebalances()));
        }
        lap.settle();
    }
}
