/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** The figures of the run that is under way. Belongs to the loop, until {@link #finish} hands them over. */
final class Tally {

    private static final long LATENCY_US_MAX = 600_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final long startNs = System.nanoTime();
    private final Histogram latencies = new Histogram(LATENCY_US_MAX, SIGNIFICANT_DIGITS);
    private final Timeline timeline = new Timeline();
    private final CompletableFuture<Outcome> done;
    private long requests;
    private long records;
    private long bytes;
    private long rejected;

    /** @param done completed when the run has ended */
    Tally(CompletableFuture<Outcome> done) {
        this.done = done;
    }

    long startNs() {
        return startNs;
    }

    boolean isDone() {
        return done.isDone();
    }

    void latency(long ns) {
        latencies.recordValue(Math.min(Math.max(ns / 1000, 0), LATENCY_US_MAX));
    }

    void request() {
        requests++;
    }

    void rejected() {
        rejected++;
    }

    void got(long nowNs, long moreRecords, long moreBytes) {
        records += moreRecords;
        bytes += moreBytes;
        timeline.add(nowNs - startNs, moreBytes);
    }

    long requests() {
        return requests;
    }

    long records() {
        return records;
    }

    void fail(Throwable cause) {
        done.completeExceptionally(cause);
    }

    void finish() {
        double ms = (System.nanoTime() - startNs) / 1e6;
        done.complete(new Outcome(requests, records, bytes, rejected, ms, latencies, timeline));
    }
}
