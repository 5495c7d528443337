/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.Limits.Limit;
import java.util.Locale;

/** A figure of a scenario that has the same ones for several cells, such as record sizes. */
public record CellFigure(String anchor, String label, String unit, Bound bound, double boundMax, Limit limit)
        implements Figure {

    /** Only looked at. */
    public static CellFigure of(String anchor, String label, String unit) {
        return new CellFigure(anchor, label, unit, Bound.NONE, 0, Limit.NONE);
    }

    /** No worse than Kafka's. */
    public static CellFigure noWorse(String anchor, String label, String unit) {
        return new CellFigure(anchor, label, unit, Bound.RATIO, 1, Limit.NONE);
    }

    /** Broker CPU, no worse than Kafka's, and held against what the machine needs. */
    public static CellFigure cpuPerGib(String anchor, String run, Limit limit) {
        return new CellFigure(anchor, run + ": broker CPU per GiB", "s", Bound.RATIO, 1, limit);
    }

    @Override
    public String name() {
        return (anchor + "_" + label).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }
}
