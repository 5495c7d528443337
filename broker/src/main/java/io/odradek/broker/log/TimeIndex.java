/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The largest timestamp so far in one segment, and the offset that carries it, noted whenever the offset index grows. */
final class TimeIndex {
    static final int ENTRY_BYTES = 12;
    static final long NO_TIMESTAMP = -1;

    private final IndexFile file;
    private final long baseOffset;

    TimeIndex(PartitionFiles files, long baseOffset) {
        this.file = new IndexFile(files.handles(), files.timeIndex(baseOffset), ENTRY_BYTES);
        this.baseOffset = baseOffset;
    }

    /** A timestamp, and an offset up to which none is larger. */
    record Entry(long timestampMs, long offset) {}

    IndexFile file() {
        return file;
    }

    /** Appends, unless the timestamp is not larger than the last one's. */
    void append(long timestampMs, long offset) throws IOException {
        if (timestampMs > last().timestampMs) {
            file.append().putLong(timestampMs).putInt((int) (offset - baseOffset));
        }
    }

    /** The last entry at or before the timestamp; the segment's beginning if there is none. */
    Entry floor(long timestampMs) throws IOException {
        return at(file.floor(timestampMs));
    }

    Entry last() throws IOException {
        return at(file.entries() - 1);
    }

    /** Drops the entries from the offset on. */
    void truncateToOffset(long offset) throws IOException {
        int entries = file.entries();
        while (entries > 0 && at(entries - 1).offset >= offset) {
            entries--;
        }
        file.truncateTo(entries);
    }

    boolean isFull(int bytesMax) throws IOException {
        return file.entries() >= bytesMax / ENTRY_BYTES;
    }

    boolean isSane() throws IOException {
        int entries = file.entries();
        if (entries == 0) {
            return true;
        }
        Entry last = at(entries - 1);
        return last.offset >= baseOffset
                && last.timestampMs >= 0
                && last.timestampMs >= at(0).timestampMs
                && (entries == 1 || last.offset > baseOffset);
    }

    private Entry at(int number) throws IOException {
        if (number < 0) {
            return new Entry(NO_TIMESTAMP, baseOffset);
        }
        ByteBuffer entry = file.entry(number);
        return new Entry(entry.getLong(0), baseOffset + entry.getInt(8));
    }
}
