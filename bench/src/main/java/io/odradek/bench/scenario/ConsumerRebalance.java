/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.ConsumerGroup;
import io.odradek.bench.group.Coordinators;

/** The same with a group of KIP-848, whose coordinator makes the assignments. */
record ConsumerRebalance() implements BrokerScenario {

    private static final String GROUP = "consumer";
    private static final Rebalances REBALANCES = new Rebalances(
            new Rebalances.Kind(Metric.CONSUMER_LEAVE, Metric.CONSUMER_LEAVE_WAIT),
            new Rebalances.Kind(Metric.CONSUMER_JOIN_ONE, Metric.CONSUMER_JOIN_ONE_WAIT),
            Metric.CONSUMER_CPU);

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
            REBALANCES.run(lap, group, port);
        }
        lap.settle();
    }
}
