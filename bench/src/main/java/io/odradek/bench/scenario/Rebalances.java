/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import io.odradek.bench.Workload;
import io.odradek.bench.group.OneProcessor;
import io.odradek.bench.group.RebalancedGroup;
import io.odradek.bench.group.Timing;

/**
 * In turn a member leaves and another one joins: many times to warm up, and then as often as counts.
 *
 * @param cpu of the broker, for either of both
 */
record Rebalances(Kind leave, Kind join, Metric cpu) {

    /** How long it takes, and what of that is not the client's own work. */
    record Kind(Metric time, Metric waited) {
        private void record(Lap lap, Timing timing) {
            lap.record(time, timing.ms());
            lap.record(waited, timing.waitedMs());
        }
    }

    void run(Lap lap, RebalancedGroup group, int port) {
        OneProcessor.keepFor(() -> {
            Workload.Groups groups = lap.workload().groups();
            for (int i = 0; i < groups.warmUp(); i++) {
                group.leave();
                group.joinOne(port);
            }
            double cpuMs = lap.brokerCpuMs(() -> {
                for (int i = 0; i < groups.rebalances(); i++) {
                    leave.record(lap, group.leave());
                    join.record(lap, group.joinOne(port));
                }
            });
            lap.record(cpu, cpuMs / (2 * groups.rebalances()));
        });
    }
}
