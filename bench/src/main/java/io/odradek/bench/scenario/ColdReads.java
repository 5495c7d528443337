/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import io.odradek.bench.CellFigure;
import io.odradek.bench.PageCache;

/**
 * Four readers of a backlog that is on the disk alone, as where there is more data than memory: its pages are dropped from
 * the page cache before it is read. How much came from the disk is a figure of its own.
 */
record ColdReads() implements BrokerScenario {

    private static final String ANCHOR = "COLD";

    @Override
    public String anchors() {
        return ANCHOR;
    }

    @Override
    public String title() {
        return "reads of cold data";
    }

    @Override
    public LapKind lap() {
        return LapKind.REPLAY;
    }

    @Override
    public void run(Lap lap) {
        long bytes = 2 * lap.workload().replay().backlogBytes();
        long[] before = new long[1];
        Runnable evict = () -> {
            PageCache.evict(lap.broker().dataFolders());
            before[0] = lap.stat().diskReadBytes();
        };
        new BacklogRuns(lap, new BacklogRuns.Kind(ANCHOR, bytes, 1, evict)).run();
        double share = 100.0 * (lap.stat().diskReadBytes() - before[0]) / bytes;
        lap.record(CellFigure.of(ANCHOR, "of what was read, from the disk", "%"), share);
    }
}
