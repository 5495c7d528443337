/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import org.HdrHistogram.Histogram;

/**
 * What came of one run.
 *
 * @param records acknowledged, or read
 * @param bytes of their values as they were before compression; of readers, of their batches
 * @param rejected requests that were answered with an error
 * @param latencies in microseconds; empty where nothing is answered
 */
public record Outcome(
        long requests, long records, long bytes, long rejected, double ms, Histogram latencies, Timeline timeline) {

    public boolean isAnswered() {
        return latencies.getTotalCount() > 0;
    }

    /** The same, which took so long. */
    public Outcome within(double otherMs) {
        return new Outcome(requests, records, bytes, rejected, otherMs, latencies, timeline);
    }

    public double megabytesPerSecond() {
        return bytes / 1e3 / ms;
    }

    public double recordsPerSecond() {
        return records * 1e3 / ms;
    }

    public double gibibytes() {
        return bytes / (double) (1 << 30);
    }

    public double latencyMs(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
