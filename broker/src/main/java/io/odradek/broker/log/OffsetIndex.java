/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * From offsets to positions in one segment, one entry in each {@code index.interval.bytes}: the last offset of a batch,
 * relative to the segment's base, and the position at which that batch begins.
 */
final class OffsetIndex {
    static final int ENTRY_BYTES = 8;

    private final IndexFile file;
    private final long baseOffset;

    OffsetIndex(PartitionFiles files, long baseOffset) {
        this.file = new IndexFile(files.handles(), files.offsetIndex(baseOffset), ENTRY_BYTES);
        this.baseOffset = baseOffset;
    }

    /** The last offset of an indexed batch and where that batch begins. */
    record Entry(long offset, int position) {}

    IndexFile file() {
        return file;
    }

    void append(long lastOffset, int position) throws IOException {
        file.append().putInt((int) (lastOffset - baseOffset)).putInt(position);
    }

    /** The last entry at or below the offset; the segment's beginning if there is none. */
    Entry floor(long offset) throws IOException {
        return at(file.floor(offset - baseOffset));
    }

    Entry last() throws IOException {
        return at(file.entries() - 1);
    }

    /** Drops the entries whose batch begins at or after the position. */
    void truncateToPosition(long position) throws IOException {
        int entries = file.entries();
        while (entries > 0 && at(entries - 1).position >= position) {
            entries--;
        }
        file.truncateTo(entries);
    }

    boolean isFull(int bytesMax) throws IOException {
        return file.entries() >= bytesMax / ENTRY_BYTES;
    }

    /** False if what it says cannot be true of a segment of that size: it is damaged, or still preallocated. */
    boolean isSane(long segmentBytes) throws IOException {
        int entries = file.entries();
        if (entries == 0) {
            return true;
        }
        Entry last = at(entries - 1);
        return last.offset >= baseOffset
                && last.position > 0
                && last.position < segmentBytes
                && (entries == 1 || at(entries - 2).position < last.position);
    }

    private Entry at(int number) throws IOException {
        if (number < 0) {
            return new Entry(baseOffset, 0);
        }
        ByteBuffer entry = file.entry(number);
        return new Entry(baseOffset + entry.getInt(0), entry.getInt(4));
    }
}
