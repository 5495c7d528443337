/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** Sizes, acks and codecs, to one broker. */
record Matrix() implements BrokerScenario {

    private static final int PARTITIONS = 4;

    @Override
    public String anchors() {
        return MatrixRuns.ANCHOR;
    }

    @Override
    public String title() {
        return "kinds of traffic";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        new MatrixRuns(lap, PARTITIONS).run();
    }
}
