/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.ConsumerGroup;
import io.odradek.bench.group.Coordinators;
import io.odradek.bench.group.Timing;

/** The same with a group of KIP-848, whose coordinator makes the assignments. */
record ConsumerRebalance() implements BrokerScenario {

    private static final String GROUP = "consumer";

    @Override
    public String anchors() {
        return "REBALANCE848";
    }

    @Override
    public String title() {
        return "rebalances of a consumer group (KIP-848)";
    }

    @Override
    public LapKind lap() {
        return LapKind.GROUPS;
    }

    @Override
    public void run(Lap lap) {
        if (!ConsumerGroup.isServedAt(lap.broker().port())) {
            System.out.println("    not measured: this broker does not serve ConsumerGroupHeartbeat");
            return;
        }
        Workload.Groups groups = lap.workload().groups();
        lap.groupedTopics();
        int port = Coordinators.portOf(GROUP, lap.broker().port());
        try (ConsumerGroup group = new ConsumerGroup(GROUP, groups.size(), port)) {
            lap.record(
                    Metric.CONSUMER_JOIN_CPU,
                    lap.brokerCpuMs(() ->
                            lap.record(Metric.CONSUMER_JOIN, group.joinAll().ms())));
            // Otherwise assignments are a second apart in both brokers.
            try (Topics topics = new Topics(lap)) {
                topics.alterGroup(GROUP, "consumer.assignment.interval.ms", "0");
            }
            lap.settle();
            for (int i = 0; i < groups.warmUp(); i++) {
                group.leave();
                group.joinOne(port);
            }
            double cpuMs = lap.brokerCpuMs(() -> {
                for (int i = 0; i < groups.rebalances(); i++) {
                    Timing leave = group.leave();
                    lap.record(Metric.CONSUMER_LEAVE, leave.ms());
                    lap.record(Metric.CONSUMER_LEAVE_WAIT, leave.waitedMs());
                    Timing join = group.joinOne(port);
                    lap.record(Metric.CONSUMER_JOIN_ONE, join.ms());
                    lap.record(Metric.CONSUMER_JOIN_ONE_WAIT, join.waitedMs());
                }
            });
            lap.record(Metric.CONSUMER_CPU, cpuMs / (2 * groups.rebalances()));
        }
        lap.settle();
    }
}
