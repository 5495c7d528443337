/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;

/** The batches of a sealed segment, whole and checked, for a cleaner. On the disk pool; closed by whoever opened it. */
final class SourceWalk implements AutoCloseable {
    /** As far as a record batch may swell before it is taken for an attack on the memory. */
    static final int DECOMPRESSED_BYTES_MAX = 1 << 30;

    private final CleaningOrder.Source source;
    private final OpenFile file;
    private final BatchWalk walk;
    private long nextOffset;
    private boolean open = true;

    private SourceWalk(CleaningOrder.Source source, OpenFile file) {
        this.source = source;
        this.file = file;
        this.nextOffset = source.baseOffset();
        this.walk = new BatchWalk(file.file(), 0, source.sizeBytes(), BatchWalk.LARGE_WINDOW_BYTES);
    }

    static SourceWalk open(CleaningOrder.Source source) throws IOException {
        return new SourceWalk(
                source, source.files().handles().acquire(source.files().log(source.baseOffset())));
    }

    /** False at the segment's end. */
    boolean next() throws IOException {
        if (!walk.next()) {
            if (walk.damage() != null) {
                throw damaged(walk.damage());
            }
            open = false;
            return false;
        }
        if (walk.isOldFormat()) {
            throw damaged("a message of the format before v2, which this broker does not rewrite,");
        }
        if (!walk.isCrcValid()) {
            throw damaged("a batch that does not match its checksum");
        }
        long first = walk.batch().baseOffset();
        // The checksum does not cover the offset, by which everything is compared.
        if (first < nextOffset || walk.lastOffset() < first || walk.lastOffset() >= source.endOffset()) {
            throw damaged("a batch with offsets " + first + " to " + walk.lastOffset() + " where " + nextOffset + " to "
                    + source.endOffset() + " belong");
        }
        nextOffset = walk.lastOffset() + 1;
        return true;
    }

    private DamagedLogException damaged(String what) {
        return new DamagedLogException(what + " at position " + walk.position() + " of "
                + source.files().log(source.baseOffset()));
    }

    /** Good until the next step. */
    RecordBatch batch() throws IOException {
        return walk.wholeBatch();
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        walk.close();
        file.release();
    }
}
