/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records by their timestamps, on the disk pool: takes note on the loop of which files there are and how far
 * they reach, and reads only those bytes.
 */
final class TimestampSearch {
    private static final int DECOMPRESSED_BYTES_MAX = 1 << 30;

    private final long logStart;
    private final List<Part> parts;

    /** One segment as it was when the search was asked for. */
    private record Part(PartitionFiles files, long baseOffset, long sizeBytes, long maxTimestampMs) {}

    private TimestampSearch(long logStart, List<Part> parts) {
        this.logStart = logStart;
        this.parts = parts;
    }

    /** On the loop. Index entries that are still in memory go to their file, where the search finds them. */
    static TimestampSearch prepare(LogState state) throws IOException {
        Segments segments = state.segments();
        List<Part> parts = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            segment.checkIndexes(state.config.roll().indexIntervalBytes());
            if (i == segments.size() - 1) {
                segment.writeIndexes();
            }
            parts.add(new Part(segment.files(), segment.baseOffset(), segment.sizeBytes(), segment.maxTimestampMs()));
        }
        return new TimestampSearch(state.logStart(), parts);
    }

    /** The first record at or after the timestamp. */
    Optional<TimestampedOffset> first(long timestampMs) throws IOException {
        for (Part part : parts) {
            if (part.maxTimestampMs >= timestampMs && part.sizeBytes > 0) {
                TimestampedOffset found = firstIn(part, timestampMs);
                if (found != null) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    /** The first record with the largest timestamp. */
    Optional<TimestampedOffset> latest() throws IOException {
        Part latest = null;
        for (Part part : parts) {
            if (part.sizeBytes > 0 && (latest == null || part.maxTimestampMs > latest.maxTimestampMs)) {
                latest = part;
            }
        }
        if (latest == null || latest.maxTimestampMs < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(firstIn(latest, latest.maxTimestampMs));
    }

    private @Nullable TimestampedOffset firstIn(Part part, long timestampMs) throws IOException {
        PartitionFiles files = part.files;
        TimeIndex.Entry entry = new TimeIndex(files, part.baseOffset).floor(timestampMs - 1);
        long from = Math.max(entry.offset(), logStart);
        int position = new OffsetIndex(files, part.baseOffset).floor(from).position();
        OpenFile file = files.handles().acquire(files.log(part.baseOffset));
        try (BatchWalk walk = new BatchWalk(file.file(), position, part.sizeBytes, BatchWalk.SMALL_WINDOW_BYTES)) {
            while (walk.next()) {
                boolean candidate = !walk.isOldFormat()
                        && walk.lastOffset() >= logStart
                        && walk.batch().maxTimestamp() >= timestampMs;
                TimestampedOffset found = candidate ? firstRecord(walk.wholeBatch(), timestampMs) : null;
                if (found != null) {
                    return found;
                }
            }
            return null;
        } finally {
            file.release();
        }
    }

    private @Nullable TimestampedOffset firstRecord(RecordBatch batch, long timestampMs) {
        try (RecordCursor records = RecordCursor.over(batch, DECOMPRESSED_BYTES_MAX)) {
            while (records.next()) {
                if (records.timestamp() >= timestampMs && records.offset() >= logStart) {
                    return new TimestampedOffset(records.timestamp(), records.offset(), batch.partitionLeaderEpoch());
                }
            }
            return null;
        }
    }

    /** Whether the failure only says that the segment was deleted between the two steps. */
    static boolean isOutrun(IOException failure) {
        return failure instanceof NoSuchFileException;
    }
}
