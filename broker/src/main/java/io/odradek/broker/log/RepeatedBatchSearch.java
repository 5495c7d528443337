/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Looks in the log itself for a batch that its producer may have sent before. Needed only for what was in flight when a
 * broker ended or a leader fell: a snapshot tells of each producer's last batch, memory of the last five, and by the time
 * a client sends again what it had under way, the next leader may have taken more than that.
 */
final class RepeatedBatchSearch {
    /** How far back it may stand: five requests of the largest usual size, and what others wrote in between. */
    private static final int BYTES_MAX = 8 << 20;

    private static final int FIRST_STEP_OFFSETS = 256;

    private RepeatedBatchSearch() {}

    /**
     * Where the batch stands below the offset; null if it does not, or further back than could be in flight. Reads one
     * segment, and may touch the disk: this happens a few times after a failover, never in the run of things.
     */
    static ProducerStates.Verdict.@Nullable Repeated find(Segments segments, RecordBatch batch, long below)
            throws IOException {
        int number = segments.floor(below - 1);
        if (below <= 0 || number < 0) {
            return null;
        }
        Segment segment = segments.get(number);
        OpenFile file = segment.acquire();
        try (BatchWalk walk =
                new BatchWalk(file.file(), start(segment, below), segment.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES)) {
            while (walk.next() && walk.lastOffset() < below) {
                if (!walk.isOldFormat() && isSame(walk.batch(), batch)) {
                    RecordBatch found = walk.batch();
                    return new ProducerStates.Verdict.Repeated(
                            found.baseOffset(), found.lastOffset(), found.maxTimestamp());
                }
            }
            return null;
        } finally {
            file.release();
        }
    }

    private static boolean isSame(RecordBatch stored, RecordBatch sent) {
        return stored.producerId() == sent.producerId()
                && stored.producerEpoch() == sent.producerEpoch()
                && stored.baseSequence() == sent.baseSequence()
                && stored.lastSequence() == sent.lastSequence()
                && !stored.isControl();
    }

    private static long start(Segment segment, long below) throws IOException {
        OffsetIndex index = segment.offsetIndex();
        long end = index.floor(below).position();
        long back = FIRST_STEP_OFFSETS;
        long from = end;
        while (from > 0 && end - from < BYTES_MAX) {
            from = index.floor(Math.max(segment.baseOffset(), below - back)).position();
            back *= 2;
        }
        return from;
    }
}
