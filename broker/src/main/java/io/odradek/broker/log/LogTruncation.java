/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts a log at its end or starts it anew, on its loop. */
final class LogTruncation {
    private static final Logger LOG = LoggerFactory.getLogger(LogTruncation.class);

    private final LogState state;

    LogTruncation(LogState state) {
        this.state = state;
    }

    void truncateTo(long offset) throws IOException {
        state.cutExpectedAt = Long.MAX_VALUE;
        if (offset >= state.logEnd) {
            // An epoch in which this broker led and nothing was appended may be one that the next leader never knew.
            state.epochs.truncateFromEnd(state.logEnd);
            return;
        }
        if (offset < state.logStart()) {
            startAt(offset);
            return;
        }
        reshaped(offset);
        LOG.info("{} is cut from offset {} to {}", state.partition, state.logEnd, offset);
        Segments segments = state.segments();
        int last = segments.floor(offset);
        SegmentRemoval.now(state, segments.removeFrom(last + 1));
        long end = cut(segments.get(last), offset);
        state.epochs.truncateFromEnd(end);
        dropSnapshotsAbove(end);
        ended(end);
        state.forgetProducers();
    }

    /** What a cleaner has read of it, or was about to put in, is not what is here any more. */
    private void reshaped(long offset) throws IOException {
        state.cuts++;
        if (state.cleanedTo() > offset) {
            state.cleanedTo(offset);
        }
        SegmentSwap swap = state.swap;
        if (swap != null) {
            swap.takeBack();
        }
    }

    /** Batches go as a whole: the log ends where the first of them began, so that what comes next leaves no gap. */
    private long cut(Segment segment, long offset) throws IOException {
        segment.checkIndexes(state.config.roll().indexIntervalBytes());
        OpenFile file = segment.acquire();
        try {
            BatchSearch.Found found =
                    BatchSearch.locate(file.file(), segment.offsetIndex(), offset, segment.sizeBytes());
            if (found == null) {
                return offset;
            }
            long end = Math.min(offset, found.baseOffset());
            segment.truncate(found.position(), end);
            return end;
        } finally {
            file.release();
        }
    }

    void startAt(long offset) throws IOException {
        state.cutExpectedAt = Long.MAX_VALUE;
        reshaped(offset);
        LOG.info("{} starts anew at offset {}", state.partition, offset);
        emptyFrom(offset);
        ended(offset);
        state.logStart(offset);
        state.highWatermark(offset);
        state.recoveryPoint(offset);
    }

    /**
     * For an empty log, which gets a batch that begins before the log does: its files hold the batch whole, and the log
     * begins and ends where it did until it is written.
     */
    void holdFrom(long baseOffset) throws IOException {
        reshaped(baseOffset);
        emptyFrom(baseOffset);
        forget(baseOffset);
    }

    private void emptyFrom(long offset) throws IOException {
        Segments segments = state.segments();
        SegmentRemoval.now(state, segments.removeFrom(0));
        dropSnapshotsAbove(-1);
        segments.add(Segment.create(state.files, offset, state.nowMs()));
        state.epochs.clear();
        state.startProducersAt(offset);
    }

    private void ended(long offset) {
        state.logEnd = offset;
        forget(offset);
        if (state.recoveryPoint() > offset) {
            state.recoveryPoint(offset);
        }
        if (state.highWatermark() > offset) {
            state.highWatermark(offset);
        }
    }

    /** What was known of the files from there on. */
    private void forget(long offset) {
        state.cutSinceForce = Math.min(state.cutSinceForce, offset);
        RecentBatches recent = state.recentIfAny();
        if (recent != null) {
            recent.clear();
        }
    }

    private void dropSnapshotsAbove(long offset) throws IOException {
        for (long snapshot : LogListing.of(state.files).snapshots()) {
            if (snapshot > offset) {
                state.files.disk().delete(state.files.snapshot(snapshot));
            }
        }
    }
}
