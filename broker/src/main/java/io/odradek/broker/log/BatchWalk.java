/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.protocol.record.CorruptBatchException;
import io.odradek.protocol.record.RecordBatch;
import java.io.IOException;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Goes from batch to batch through a run of a segment file, reading no more than headers unless asked for a whole batch.
 * Stops at the end of the run or at the first bytes that cannot be a batch. One thread; closed by whoever opened it.
 */
final class BatchWalk implements AutoCloseable {
    /** Enough to tell a batch of any format, and everything of a v2 header. */
    private static final int OLD_HEADER_BYTES = 26;

    /** For looking for one place. */
    static final int SMALL_WINDOW_BYTES = 8 << 10;

    /** For reading everything. */
    static final int LARGE_WINDOW_BYTES = 256 << 10;

    private final DiskFile file;
    private final long end;
    private ByteBuf window;
    private long windowStart;
    private long position;
    private int batchBytes;
    private @Nullable String damage;
    private @Nullable RecordBatch batch;

    BatchWalk(DiskFile file, long start, long end, int windowBytes) {
        this.file = file;
        this.end = end;
        this.position = start;
        this.windowStart = start;
        this.window = PooledByteBufAllocator.DEFAULT.directBuffer(windowBytes);
    }

    /** Moves to the next batch; false at the end of the run, or where something else than a batch stands. */
    boolean next() throws IOException {
        position += batchBytes;
        batchBytes = 0;
        batch = null;
        long left = end - position;
        if (left <= 0) {
            return false;
        }
        int have = (int) Math.min(left, RecordBatch.HEADER_BYTES);
        if (have < OLD_HEADER_BYTES || !load(have)) {
            damage = "only " + left + " bytes of a batch header";
            return false;
        }
        return look(left);
    }

    private boolean look(long left) {
        int at = (int) (position - windowStart);
        int length = RecordBatch.lengthBytesAt(window, at);
        byte magic = RecordBatch.magicAt(window, at);
        int least = magic == RecordBatch.MAGIC_V2 ? RecordBatch.HEADER_BYTES : OLD_HEADER_BYTES;
        if (magic < 0 || magic > RecordBatch.MAGIC_V2) {
            damage = "a batch of unknown format " + magic;
        } else if (length < least) {
            damage = "a batch of impossible size " + length;
        } else if (length > left) {
            damage = "a batch of " + length + " bytes where only " + left + " are left";
        } else {
            batchBytes = length;
            return true;
        }
        return false;
    }

    /** Why the walk stopped before the end of its run; null if it did not. */
    @Nullable
    String damage() {
        return damage;
    }

    /** Where the current batch begins; after the last one, where it ended. */
    long position() {
        return position;
    }

    int batchBytes() {
        return batchBytes;
    }

    /** The header of the current batch; good until the next step. */
    RecordBatch batch() {
        RecordBatch found = batch;
        if (found == null) {
            found = RecordBatch.wrap(window, at());
            batch = found;
        }
        return found;
    }

    /** A v0 or v1 message: its offset is the last one of what is compressed inside. */
    boolean isOldFormat() {
        return RecordBatch.magicAt(window, at()) < RecordBatch.MAGIC_V2;
    }

    /** Like the last one asked for on the way to an offset, so without a view of the batch. */
    long baseOffset() {
        return RecordBatch.baseOffsetAt(window, at());
    }

    long lastOffset() {
        return isOldFormat() ? baseOffset() : RecordBatch.lastOffsetAt(window, at());
    }

    /** Where the current batch stands in the window. */
    private int at() {
        if (batchBytes == 0) {
            throw new IllegalStateException("not on a batch");
        }
        return (int) (position - windowStart);
    }

    /** The current batch with all its bytes in memory; good until the next step. */
    RecordBatch wholeBatch() throws IOException {
        if (!load(batchBytes)) {
            throw new IOException("the segment became shorter while it was read");
        }
        RecordBatch whole = RecordBatch.wrap(window, at());
        batch = whole;
        return whole;
    }

    /** Whether the current batch's bytes are what its checksum says. */
    boolean isCrcValid() throws IOException {
        RecordBatch whole = wholeBatch();
        if (whole.magic() == RecordBatch.MAGIC_V2) {
            try {
                return whole.isCrcValid();
            } catch (CorruptBatchException e) {
                return false;
            }
        }
        CRC32 crc = new CRC32();
        int from = whole.index() + RecordBatch.LOG_OVERHEAD_BYTES + Integer.BYTES;
        crc.update(window.nioBuffer(from, batchBytes - RecordBatch.LOG_OVERHEAD_BYTES - Integer.BYTES));
        return crc.getValue() == window.getUnsignedInt(whole.index() + RecordBatch.LOG_OVERHEAD_BYTES);
    }

    /** Has so many bytes from the position on in the window; false if the file has fewer. */
    private boolean load(int bytes) throws IOException {
        long offset = position - windowStart;
        if (offset >= 0 && offset + bytes <= window.writerIndex()) {
            return true;
        }
        if (bytes > window.capacity()) {
            window.release();
            window = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
        }
        window.clear();
        windowStart = position;
        int wanted = (int) Math.min(window.capacity(), end - position);
        int read = file.read(window.nioBuffer(0, wanted), position);
        window.writerIndex(read);
        return read >= bytes;
    }

    @Override
    public void close() {
        window.release();
    }
}
