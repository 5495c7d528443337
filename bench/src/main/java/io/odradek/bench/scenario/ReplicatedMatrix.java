/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** Sizes, acks and codecs, to three brokers. */
record ReplicatedMatrix() implements ClusterScenario {

    @Override
    public String anchors() {
        return MatrixRuns.ANCHOR;
    }

    @Override
    public String title() {
        return "kinds of traffic, replicated";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLICATION;
    }

    @Override
    public void run(ClusterLap lap) {
        new MatrixRuns(lap, ClusterLap.BROKERS).run();
    }
}
