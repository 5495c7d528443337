/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

/** Sixteen readers of a backlog that is still in memory. */
record CatchUp() implements BrokerScenario {

    private static final int READERS_EACH = 4;

    @Override
    public String anchors() {
        return "CATCHUP";
    }

    @Override
    public String title() {
        return "catch-up reads";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        long bytes = lap.workload().replay().backlogBytes();
        new BacklogRuns(lap, new BacklogRuns.Kind("CATCHUP", bytes, READERS_EACH, () -> {})).run();
    }
}
