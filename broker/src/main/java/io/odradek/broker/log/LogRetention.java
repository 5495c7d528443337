/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the segments at a log's beginning that are too old, too much, or wholly below its start offset. Runs on the
 * log's loop when the broker's retention timer comes by; an empty log that was never touched is not looked at.
 */
final class LogRetention {
    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);
    private static final long UNLIMITED = -1;

    private final LogState state;
    private final LogAppender appender;

    LogRetention(LogState state, LogAppender appender) {
        this.state = state;
        this.appender = appender;
    }

    /** How many segments were deleted. */
    int apply() throws IOException {
        // Nothing was ever appended, so there is nothing to look at.
        if (!state.isTouched() && state.logEnd == 0) {
            return 0;
        }
        LogConfig.Retention limits = state.config.retention();
        int count = belowStart();
        if (limits.delete()) {
            count = Math.max(count, tooOld(limits.retentionMs()));
            count = Math.max(count, tooMuch(limits.retentionBytes()));
        }
        if (count > 0) {
            delete(count);
        }
        return count;
    }

    private int belowStart() throws IOException {
        Segments segments = state.segments();
        int count = 0;
        while (count + 1 < segments.size() && segments.get(count + 1).baseOffset() <= state.logStart()) {
            count++;
        }
        return count;
    }

    private int tooOld(long retentionMs) throws IOException {
        if (retentionMs == UNLIMITED) {
            return 0;
        }
        long nowMs = state.nowMs();
        Segments segments = state.segments();
        int count = 0;
        while (isDeletable(count)) {
            Segment segment = segments.get(count);
            segment.checkIndexes(state.config.roll().indexIntervalBytes());
            long newestMs = segment.maxTimestampMs();
            // Records without timestamps age from when the segment was first seen.
            if (nowMs - (newestMs >= 0 ? newestMs : segment.createdMs()) <= retentionMs) {
                break;
            }
            count++;
        }
        return count;
    }

    private int tooMuch(long retentionBytes) throws IOException {
        Segments segments = state.segments();
        if (retentionBytes == UNLIMITED) {
            return 0;
        }
        long surplus = segments.sizeBytes() - retentionBytes;
        int count = 0;
        while (isDeletable(count) && surplus >= segments.get(count).sizeBytes()) {
            surplus -= segments.get(count).sizeBytes();
            count++;
        }
        return count;
    }

    /** Only what consumers may have seen goes; an empty active segment stays. */
    private boolean isDeletable(int number) throws IOException {
        Segments segments = state.segments();
        return number < segments.size()
                && segments.endOffset(number, state.logEnd) <= state.highWatermark()
                && (number + 1 < segments.size() || segments.get(number).sizeBytes() > 0);
    }

    private void delete(int count) throws IOException {
        Segments segments = state.segments();
        if (count == segments.size()) {
            appender.roll();
        }
        List<Segment> removed = segments.removeFirst(count);
        long start = segments.get(0).baseOffset();
        if (start > state.logStart()) {
            state.logStart(start);
            state.epochs.truncateFromStart(start);
        }
        if (state.recoveryPoint() < start) {
            state.recoveryPoint(start);
        }
        SegmentRemoval.later(state, removed);
        LOG.info("{}: {} segments deleted by retention, the log starts at offset {}", state.partition, count, start);
    }
}
