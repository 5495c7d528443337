/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.CellFigure;
import io.odradek.bench.replay.Outcome;

/** What a side can do with the traffic of the soak, before either side's soak begins. */
record SoakRate(SharedRate shared) implements BrokerScenario {

    @Override
    public String anchors() {
        return SoakTraffic.ANCHOR;
    }

    @Override
    public String title() {
        return "the most that the soak's traffic can be";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        try (Replayer replayer = new Replayer(lap, SoakTraffic.ANCHOR);
                SoakTraffic traffic = new SoakTraffic(replayer)) {
            replayer.warmUp(SoakTraffic.PARTITIONS);
            Outcome read =
                    replayer.await(traffic.flood(2 * lap.workload().replay().bytes()));
            shared.offer(read.megabytesPerSecond() * 1e6);
            replayer.note(
                    CellFigure.of(SoakTraffic.ANCHOR, "written and read as fast as it goes", "MB/s"),
                    read.megabytesPerSecond());
        }
    }
}
