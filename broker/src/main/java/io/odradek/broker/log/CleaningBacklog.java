/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;

/**
 * What of a log is to be cleaned, at one moment. Found out on the log's loop, from what it knows of its closed segments.
 *
 * @param firstDirtyOffset where the last cleaning ended
 * @param boundOffset where a segment begins that cannot be cleaned now
 * @param dirtyBytes of the segments between the two
 * @param cleanBytes of those before
 * @param overdue whether something has been there for longer than max.compaction.lag.ms
 * @param delayMs for how much longer; 0 if it is not
 * @param againMs when another look may find more, though nothing is appended; or {@link #NEVER}
 */
record CleaningBacklog(
        long firstDirtyOffset,
        long boundOffset,
        long dirtyBytes,
        long cleanBytes,
        boolean overdue,
        long delayMs,
        long againMs) {
    static final long NEVER = Long.MAX_VALUE;
    static final CleaningBacklog NONE = new CleaningBacklog(0, 0, 0, 0, false, 0, NEVER);

    double dirtyRatio() {
        return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (double) (dirtyBytes + cleanBytes);
    }

    boolean isDue(LogConfig.Cleaning cleaning) {
        return dirtyBytes > 0 && (overdue || dirtyRatio() > cleaning.dirtyRatioMin());
    }

    /** @param backoffMs until what waits for replicas, transactions or the disk is looked at again */
    static CleaningBacklog of(LogState state, long backoffMs) throws IOException {
        Segments segments = state.segments();
        if (segments.size() < 2) {
            return NONE;
        }
        long dirty = firstDirty(state);
        int firstDirty = Math.max(0, segments.floor(dirty));
        int closed = segments.size() - 1;
        // What is not forced yet may still be cut, and so may what is not replicated; open transactions are undecided.
        int stable = segments.floor(Math.min(state.lastStable(), state.recoveryPoint()));
        int bound = Math.max(0, Math.min(closed, stable));
        long againMs = bound < closed ? backoffMs : NEVER;
        long nowMs = state.nowMs();
        LogConfig.Cleaning limits = state.config.cleaning();
        for (int i = firstDirty; i < bound && limits.lagMinMs() > 0; i++) {
            long ripeMs = saturated(segments.get(i).maxTimestampMs(), limits.lagMinMs());
            if (ripeMs > nowMs) {
                bound = i;
                againMs = Math.min(againMs, ripeMs - nowMs);
            }
        }
        long overdueInMs = overdueIn(segments, firstDirty, closed, limits.lagMaxMs(), nowMs);
        if (overdueInMs > 0) {
            againMs = Math.min(againMs, overdueInMs);
        }
        return new CleaningBacklog(
                dirty,
                Math.max(dirty, segments.get(bound).baseOffset()),
                bytes(segments, firstDirty, bound),
                bytes(segments, 0, firstDirty),
                overdueInMs <= 0,
                Math.max(0, -overdueInMs),
                againMs);
    }

    private static long firstDirty(LogState state) throws IOException {
        long start = state.logStart();
        long cleaned = state.cleanedTo();
        // Beyond the end: the log was cut, or lost its end, behind the checkpoint's back.
        return cleaned < start || cleaned > state.logEnd ? start : cleaned;
    }

    private static long overdueIn(Segments segments, int from, int to, long lagMaxMs, long nowMs) throws IOException {
        if (lagMaxMs == NEVER) {
            return NEVER;
        }
        long earliestMs = NEVER;
        for (int i = from; i < to; i++) {
            long firstMs = segments.get(i).firstTimestampMs();
            if (firstMs > 0) {
                earliestMs = Math.min(earliestMs, firstMs);
            }
        }
        return earliestMs == NEVER ? NEVER : saturated(earliestMs, lagMaxMs) - nowMs;
    }

    private static long saturated(long ms, long lagMs) {
        return ms > 0 && lagMs > NEVER - ms ? NEVER : ms + lagMs;
    }

    private static long bytes(Segments segments, int from, int to) throws IOException {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += segments.get(i).sizeBytes();
        }
        return bytes;
    }
}
