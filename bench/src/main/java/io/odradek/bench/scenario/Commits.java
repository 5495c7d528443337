/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.Metric;

/** Offset commits of one partition and of 100, to one broker. */
record Commits() implements BrokerScenario {

    @Override
    public String anchors() {
        return "COMMITS";
    }

    @Override
    public String title() {
        return "offset commits";
    }

    @Override
    public LapKind lap() {
        return LapKind.GROUPS;
    }

    @Override
    public void run(Lap lap) {
        Topics.create(lap, CommitRuns.TOPIC, CommitRuns.PARTITIONS);
        CommitRuns runs = new CommitRuns(lap.workload().groups(), lap.broker().port(), lap::record, lap::brokerCpuMs);
        runs.run(1, new CommitRuns.Figures(Metric.COMMITS_RATE, Metric.COMMITS_PER_CPU));
        runs.run(
                CommitRuns.PARTITIONS, new CommitRuns.Figures(Metric.LARGE_COMMITS_RATE, Metric.LARGE_COMMITS_PER_CPU));
        lap.settle();
    }
}
