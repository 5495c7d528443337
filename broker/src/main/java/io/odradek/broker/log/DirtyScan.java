/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a cleaning: notes the last offset of each key between the first dirty offset and the bound, or as far
 * as the map has room. On the disk pool, a piece at a time.
 */
final class DirtyScan implements AutoCloseable {
    private final List<CleaningOrder.Source> sources;
    private final long firstDirtyOffset;
    private final DedupeMap map;
    private final CleanedTransactions transactions;
    private int number;
    private long lastOffset = -1;
    private boolean full;
    private @Nullable SourceWalk walk;

    DirtyScan(CleaningOrder order, DedupeMap map, CleanedTransactions transactions) {
        this.sources = order.sources();
        this.firstDirtyOffset = order.firstDirtyOffset();
        this.map = map;
        this.transactions = transactions;
        while (number + 1 < sources.size() && sources.get(number).endOffset() <= firstDirtyOffset) {
            number++;
        }
    }

    /** Up to where every key was noted; -1 if not even one fits. */
    long lastOffset() {
        return lastOffset;
    }

    /** Reads at least one batch, and no more once that many bytes are read; how many were, or -1 at the end. */
    long step(long bytesMax) throws IOException {
        long bytes = 0;
        while (bytes < bytesMax) {
            SourceWalk open = walk;
            if (open == null) {
                if (full || number == sources.size()) {
                    return bytes == 0 ? -1 : bytes;
                }
                walk = open = SourceWalk.open(sources.get(number));
            }
            if (open.next()) {
                bytes += open.batch().lengthBytes();
                note(open.batch());
            } else {
                // The offsets up to the next segment are missing, not dirty.
                lastOffset = sources.get(number).endOffset() - 1;
                number++;
            }
            if (full || !open.isOpen()) {
                close();
            }
        }
        return bytes;
    }

    private void note(RecordBatch batch) {
        if (batch.isControl()) {
            transactions.marker(batch);
        } else if (!transactions.isAborted(batch) && batch.lastOffset() >= firstDirtyOffset && !noteKeys(batch)) {
            full = true;
            return;
        }
        if (batch.lastOffset() >= firstDirtyOffset) {
            lastOffset = batch.lastOffset();
        }
    }

    private boolean noteKeys(RecordBatch batch) {
        try (RecordCursor records = RecordCursor.over(batch, SourceWalk.DECOMPRESSED_BYTES_MAX)) {
            while (records.next()) {
                ByteBuffer key = records.offset() < firstDirtyOffset ? null : records.key();
                if (key != null) {
                    if (!map.put(key, records.offset())) {
                        return false;
                    }
                    lastOffset = records.offset();
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        SourceWalk open = walk;
        walk = null;
        if (open != null) {
            open.close();
        }
    }
}
