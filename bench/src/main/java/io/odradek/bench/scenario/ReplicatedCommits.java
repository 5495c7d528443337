/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;
import java.util.Map;

/** The same with three replicas of the offsets, and the CPU of all three brokers. */
record ReplicatedCommits() implements ClusterScenario {

    @Override
    public String anchors() {
        return "COMMITS";
    }

    @Override
    public String title() {
        return "replicated offset commits";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        lap.create(Map.of(CommitRuns.TOPIC, ClusterLap.allLedBy(1, CommitRuns.PARTITIONS)));
        CommitRuns runs = new CommitRuns(lap.workload().groups(), lap.broker(1).port(), lap::record, lap::brokerCpuMs);
        runs.run(1, new CommitRuns.Figures(Metric.REPLICATED_COMMITS_RATE, Metric.REPLICATED_COMMITS_PER_CPU));
        runs.run(
                CommitRuns.PARTITIONS,
                new CommitRuns.Figures(Metric.REPLICATED_LARGE_COMMITS_RATE, Metric.REPLICATED_LARGE_COMMITS_PER_CPU));
        lap.settle();
    }
}
