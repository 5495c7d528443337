/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** One of those from P11 on: of three brokers. */
public sealed interface ClusterScenario extends Scenario
        permits ClusterStartUp,
                ReplicatedProduce,
                ReplicatedLatency,
                ReplicatedMatrix,
                ReplicatedCommits,
                GroupTakeover,
                StopLeaders,
                KillLeaders,
                HangLeaders,
                LeaderFailover,
                ControllerChange {

    void run(ClusterLap lap);
}
