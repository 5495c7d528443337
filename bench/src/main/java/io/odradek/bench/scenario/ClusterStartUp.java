/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** P13: every life of a cluster begins with the start that is timed, and this one needs nothing more. */
record ClusterStartUp() implements ClusterScenario {

    @Override
    public String anchors() {
        return "P13";
    }

    @Override
    public String title() {
        return "cold start of three brokers";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        lap.settle();
        lap.checkAlive();
    }
}
