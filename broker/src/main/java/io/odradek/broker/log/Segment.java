/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a log: the file of its batches and the indexes beside it. Owned by the partition's loop, or by the
 * recovery before there is one. Knows its base offset when it is found; everything else is read when it is needed.
 */
final class Segment {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final PartitionFiles files;
    private final long baseOffset;
    private final long createdMs;
    private long sizeBytes;
    private @Nullable Path path;
    private @Nullable OffsetIndex offsetIndex;
    private @Nullable TimeIndex timeIndex;

    private long maxTimestampMs = UNKNOWN;
    private long maxTimestampOffset;
    private long firstTimestampMs = UNKNOWN;
    private int bytesSinceIndexEntry;
    private boolean folderUnforced;
    private boolean indexesChecked;

    private Segment(PartitionFiles files, long baseOffset, long createdMs, long sizeBytes) {
        this.files = files;
        this.baseOffset = baseOffset;
        this.createdMs = createdMs;
        this.sizeBytes = sizeBytes;
    }

    /** A segment found on the disk. */
    static Segment found(PartitionFiles files, long baseOffset, long nowMs) {
        return new Segment(files, baseOffset, nowMs, UNKNOWN);
    }

    /** A new segment; its file is made, or emptied if one was left behind. */
    static Segment create(PartitionFiles files, long baseOffset, long nowMs) throws IOException {
        Segment segment = new Segment(files, baseOffset, nowMs, 0);
        segment.maxTimestampMs = TimeIndex.NO_TIMESTAMP;
        segment.maxTimestampOffset = baseOffset;
        segment.folderUnforced = true;
        segment.indexesChecked = true;
        files.disk().delete(files.offsetIndex(baseOffset));
        files.disk().delete(files.timeIndex(baseOffset));
        files.disk().delete(files.transactionIndex(baseOffset));
        // After the deletions: a read on the disk pool may have opened what stood here before.
        segment.forgetHandles();
        OpenFile file = files.handles().acquireOrCreate(segment.path());
        try {
            if (file.file().sizeBytes() > 0) {
                file.file().truncate(0);
            }
        } finally {
            file.release();
        }
        return segment;
    }

    /** The same segment under other names; its files have been renamed, or will be before they are looked for. */
    Segment under(PartitionFiles others) throws IOException {
        Segment segment = new Segment(others, baseOffset, createdMs, sizeBytes());
        segment.maxTimestampMs = maxTimestampMs();
        segment.maxTimestampOffset = maxTimestampOffset;
        segment.firstTimestampMs = firstTimestampMs;
        segment.folderUnforced = folderUnforced;
        segment.indexesChecked = true;
        return segment;
    }

    PartitionFiles files() {
        return files;
    }

    long baseOffset() {
        return baseOffset;
    }

    long createdMs() {
        return createdMs;
    }

    Path path() {
        Path known = path;
        if (known == null) {
            path = known = files.log(baseOffset);
        }
        return known;
    }

    OpenFile acquire() throws IOException {
        return files.handles().acquire(path());
    }

    long sizeBytes() throws IOException {
        if (sizeBytes == UNKNOWN) {
            sizeBytes = files.handles().sizeBytes(path());
        }
        return sizeBytes;
    }

    OffsetIndex offsetIndex() {
        OffsetIndex known = offsetIndex;
        if (known == null) {
            offsetIndex = known = new OffsetIndex(files, baseOffset);
        }
        return known;
    }

    TimeIndex timeIndex() {
        TimeIndex known = timeIndex;
        if (known == null) {
            timeIndex = known = new TimeIndex(files, baseOffset);
        }
        return known;
    }

    TransactionIndex transactionIndex() {
        return new TransactionIndex(files, baseOffset);
    }

    /** The largest timestamp of its batches, or -1. */
    long maxTimestampMs() throws IOException {
        if (maxTimestampMs == UNKNOWN) {
            TimeIndex.Entry last = timeIndex().last();
            maxTimestampMs = last.timestampMs();
            maxTimestampOffset = last.offset();
        }
        return maxTimestampMs;
    }

    /** The timestamp by which the segment's age is told: its first batch's; -1 while it is empty or has none. */
    long firstTimestampMs() throws IOException {
        if (firstTimestampMs == UNKNOWN) {
            if (sizeBytes() == 0) {
                return TimeIndex.NO_TIMESTAMP;
            }
            OpenFile file = acquire();
            try (BatchWalk walk = new BatchWalk(file.file(), 0, sizeBytes(), RecordBatch.HEADER_BYTES)) {
                firstTimestampMs =
                        walk.next() && !walk.isOldFormat() ? walk.batch().maxTimestamp() : -1;
            } finally {
                file.release();
            }
        }
        return firstTimestampMs;
    }

    /** The next force of the log makes the folder's names survive a power loss as well. */
    void folderChanged() {
        folderUnforced = true;
    }

    /** Whether the file was made since the folder was last forced; cleared by asking. */
    boolean takeFolderUnforced() {
        boolean taken = folderUnforced;
        folderUnforced = false;
        return taken;
    }

    /**
     * Writes batches at the end, with one system call. If that fails, the file is cut back to what it was; failing
     * that, too, the exception carries the second failure as a suppressed one.
     */
    void write(ByteBuf batches, int index, int length) throws IOException {
        long at = sizeBytes();
        OpenFile file = acquire();
        try {
            if (batches.nioBufferCount() == 1) {
                file.file().write(batches.nioBuffer(index, length), at);
            } else {
                ByteBuffer[] parts = batches.nioBuffers(index, length);
                file.file().write(parts, at);
            }
            sizeBytes = at + length;
        } catch (IOException e) {
            cutBack(file.file(), at, e);
            throw e;
        } finally {
            file.release();
        }
    }

    private static void cutBack(DiskFile file, long sizeBytes, IOException cause) {
        try {
            file.truncate(sizeBytes);
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }

    /** Takes a batch that stands at the position into account, and indexes it when it is due. */
    void note(RecordBatch batch, long position, int indexIntervalBytes) throws IOException {
        // One that a cleaner has emptied has the time of a record that is gone.
        if (batch.recordCount() > 0) {
            noteTimestamp(batch.maxTimestamp(), batch.lastOffset(), position);
        }
        index(batch.lastOffset(), position, batch.lengthBytes(), indexIntervalBytes);
    }

    void noteTimestamp(long timestampMs, long lastOffset, long position) throws IOException {
        if (position == 0) {
            firstTimestampMs = timestampMs;
        }
        if (timestampMs > maxTimestampMs()) {
            maxTimestampMs = timestampMs;
            maxTimestampOffset = lastOffset;
        }
    }

    void index(long lastOffset, long position, int lengthBytes, int indexIntervalBytes) throws IOException {
        if (bytesSinceIndexEntry > indexIntervalBytes) {
            offsetIndex().append(lastOffset, (int) position);
            timeIndex().append(maxTimestampMs(), maxTimestampOffset);
            bytesSinceIndexEntry = 0;
        }
        bytesSinceIndexEntry += lengthBytes;
    }

    /** Makes the indexes complete and brings them to their files: when the segment is closed, for good or for now. */
    void finishIndexes() throws IOException {
        if (sizeBytes() > 0 && maxTimestampMs() != TimeIndex.NO_TIMESTAMP) {
            timeIndex().append(maxTimestampMs, maxTimestampOffset);
        }
        offsetIndex().file().write();
        timeIndex().file().write();
    }

    void writeIndexes() throws IOException {
        if (offsetIndex != null) {
            offsetIndex.file().write();
        }
        if (timeIndex != null) {
            timeIndex.file().write();
        }
    }

    void dropPendingIndexEntries() {
        if (offsetIndex != null) {
            offsetIndex.file().dropPending();
        }
        if (timeIndex != null) {
            timeIndex.file().dropPending();
        }
    }

    /** Cuts everything from the position on, where the batch that held the offset began. */
    void truncate(long position, long offset) throws IOException {
        cutFile(position);
        truncateIndexes(position, offset);
        bytesSinceIndexEntry = 0;
        // The time index may not have reached the cut yet: look at the batches after its last entry.
        OpenFile file = acquire();
        long from = offsetIndex().last().position();
        try (BatchWalk walk = new BatchWalk(file.file(), from, position, BatchWalk.SMALL_WINDOW_BYTES)) {
            while (walk.next()) {
                if (!walk.isOldFormat() && walk.batch().recordCount() > 0) {
                    noteTimestamp(walk.batch().maxTimestamp(), walk.lastOffset(), walk.position());
                }
            }
        } finally {
            file.release();
        }
    }

    /** Cuts the file alone. */
    void cutFile(long position) throws IOException {
        OpenFile file = acquire();
        try {
            file.file().truncate(position);
        } finally {
            file.release();
        }
        sizeBytes = position;
    }

    /** Before the batches from the position on are noted anew: drops what the indexes say of them. */
    void truncateIndexes(long position, long offset) throws IOException {
        offsetIndex().truncateToPosition(position);
        timeIndex().truncateToOffset(offset);
        transactionIndex().truncateTo(offset);
        maxTimestampMs = UNKNOWN;
        firstTimestampMs = UNKNOWN;
        // The first batch noted gets back the entry that it just lost.
        bytesSinceIndexEntry = position > 0 ? Integer.MAX_VALUE / 2 : 0;
    }

    /** Before the indexes are first relied on: what is missing or cannot be true is made anew. */
    void checkIndexes(int indexIntervalBytes) throws IOException {
        if (indexesChecked) {
            return;
        }
        indexesChecked = true;
        boolean large = sizeBytes() > 2L * indexIntervalBytes;
        if (large && !files.handles().exists(offsetIndex().file().path())) {
            IndexRebuild.indexes(this, indexIntervalBytes, "missing");
        } else if (!offsetIndex().isSane(sizeBytes()) || !timeIndex().isSane()) {
            IndexRebuild.indexes(this, indexIntervalBytes, "damaged");
        }
    }

    /** Empties both indexes, to be filled again from the beginning. */
    void resetIndexes() throws IOException {
        offsetIndex().file().truncateTo(0);
        timeIndex().file().truncateTo(0);
        maxTimestampMs = TimeIndex.NO_TIMESTAMP;
        maxTimestampOffset = baseOffset;
        bytesSinceIndexEntry = 0;
    }

    List<Path> paths() {
        return List.of(
                path(), files.offsetIndex(baseOffset), files.timeIndex(baseOffset), files.transactionIndex(baseOffset));
    }

    void forgetHandles() {
        files.handles().forgetAll(paths());
    }

    @Override
    public String toString() {
        return "Segment(" + path() + ")";
    }
}
