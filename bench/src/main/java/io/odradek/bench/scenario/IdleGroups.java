/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.group.Coordinators;
import io.odradek.bench.group.IdleMembers;
import io.odradek.bench.group.Offsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What 5,000 groups cost that nobody uses, each with an offset that it has committed; and as many of one member each that
 * heartbeats every 3 s and does nothing else.
 */
record IdleGroups() implements BrokerScenario {

    private static final String TOPIC = "idle";

    @Override
    public String anchors() {
        return "IDLEGROUPS";
    }

    @Override
    public String title() {
        return "idle groups";
    }

    @Override
    public LapKind lap() {
        return LapKind.OFFSETS;
    }

    @Override
    public void run(Lap lap) {
        int count = lap.workload().groups().idle();
        Topics.create(lap, TOPIC, 1);
        int port = Coordinators.portOf("idle", lap.broker().port());
        lap.settle();
        lap.awaitFirstHousekeeping();
        lap.record(Metric.NO_GROUPS_CPU, lap.idleCpuMs());
        Offsets.commitAll(port, names("unused-", count), TOPIC, 1);
        lap.settle();
        lap.record(Metric.IDLE_GROUPS_CPU, lap.idleCpuMs());
        try (IdleMembers members = new IdleMembers(port, names("idle-", count))) {
            members.heartbeat(lap.workload().pauses().settle());
            long startNs = System.nanoTime();
            double cpuMs = lap.brokerCpuMs(
                    () -> members.heartbeat(lap.workload().pauses().idle()));
            lap.record(Metric.IDLE_MEMBERS_CPU, cpuMs * 10_000 / Lap.msSince(startNs));
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
