/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;

/** Whether a segment is closed and the next one begun before a batch is appended: Kafka's rules. */
final class RollPolicy {
    private RollPolicy() {}

    /** The batch about to be appended. */
    record Incoming(int lengthBytes, long lastOffset, long maxTimestampMs) {}

    static boolean shouldRoll(Segment active, Incoming batch, LogState state) throws IOException {
        LogConfig.Roll roll = state.config.roll();
        long size = active.sizeBytes();
        if (size > roll.segmentBytes() - (long) batch.lengthBytes()) {
            return size > 0;
        }
        if (batch.lastOffset() - active.baseOffset() > Integer.MAX_VALUE) {
            return true;
        }
        if (active.offsetIndex().isFull(roll.indexBytesMax())
                || active.timeIndex().isFull(roll.indexBytesMax())) {
            return true;
        }
        return size > 0 && isOld(active, batch, state);
    }

    private static boolean isOld(Segment active, Incoming batch, LogState state) throws IOException {
        long limitMs = segmentMs(state.config) - jitterMs(state, active.baseOffset());
        long first = active.firstTimestampMs();
        // By the records' own clock where they have one; else by how long the segment has been there.
        long ageMs = first >= 0 && batch.maxTimestampMs() >= 0
                ? batch.maxTimestampMs() - first
                : state.nowMs() - active.createdMs();
        return ageMs > limitMs;
    }

    /** What is to be cleaned within a time has to be in a closed segment by then (KIP-354). */
    private static long segmentMs(LogConfig config) {
        long segmentMs = config.roll().segmentMs();
        return config.retention().compact()
                ? Math.min(segmentMs, config.cleaning().lagMaxMs())
                : segmentMs;
    }

    /** Spread by partition and segment, so that not all partitions roll at the same moment. */
    private static long jitterMs(LogState state, long baseOffset) {
        long range = Math.min(
                state.config.roll().segmentJitterMs(), state.config.roll().segmentMs());
        if (range <= 0) {
            return 0;
        }
        long mixed = (state.jitterSeed + baseOffset) * 0x9E3779B97F4A7C15L;
        return Long.remainderUnsigned(mixed ^ (mixed >>> 32), range);
    }
}
