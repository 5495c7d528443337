/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.replay.Outcome;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What is plotted of a run: the latencies of all pairs together, and the throughput over time of the last pair. */
public final class Curve {

    private @Nullable Histogram latencies;
    private double[] megabytesPerSecond = {};

    void add(Outcome outcome) {
        if (latencies == null) {
            latencies = outcome.latencies().copy();
        } else {
            latencies.add(outcome.latencies());
        }
        megabytesPerSecond = outcome.timeline().megabytesPerSecond();
    }

    /** In microseconds; none where nothing was answered. */
    public Optional<Histogram> latencies() {
        return Optional.ofNullable(latencies).filter(known -> known.getTotalCount() > 0);
    }

    /** One figure for each {@link io.odradek.bench.replay.Timeline#SLOT_MS}. */
    public double[] megabytesPerSecond() {
        return megabytesPerSecond.clone();
    }
}
