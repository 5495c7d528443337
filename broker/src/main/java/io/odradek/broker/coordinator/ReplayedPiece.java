/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.broker.log.EndMarker;
import io.odradek.broker.log.LogSlice;
import io.odradek.protocol.record.CorruptBatchException;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a coordinator's log, decoded: what it says, and the offset after it. Immutable; made on the disk pool.
 */
record ReplayedPiece(List<Replayed> content, long nextOffset) {
    private static final int PAYLOAD_BYTES_MAX = 1 << 28;

    /**
     * Decodes whole batches, from the offset on; the slice stays the caller's.
     *
     * @throws RuntimeException if anything in it is damaged or of a version that is not known
     */
    static ReplayedPiece of(LogSlice slice, long fromOffset, RecordDecoder decoder) throws IOException {
        ByteBuf bytes = Unpooled.buffer(slice.sizeBytes(), slice.sizeBytes());
        slice.readInto(bytes);
        List<Replayed> content = new ArrayList<>();
        long next = fromOffset;
        int index = 0;
        while (RecordBatch.isWhole(bytes, index, bytes.writerIndex())) {
            RecordBatch batch = RecordBatch.wrap(bytes, index);
            if (batch.magic() != RecordBatch.MAGIC_V2 || !batch.isCrcValid()) {
                throw new CorruptBatchException("the batch at offset " + batch.baseOffset());
            }
            if (batch.isControl()) {
                addMarker(batch, content);
            } else {
                addRecords(batch, fromOffset, decoder, content);
            }
            next = Math.max(next, batch.nextOffset());
            index += batch.lengthBytes();
        }
        return new ReplayedPiece(content, next);
    }

    private static void addMarker(RecordBatch batch, List<Replayed> content) {
        EndMarker marker = EndMarker.of(batch);
        if (marker != null) {
            content.add(new Replayed.TransactionEnded(batch.producerId(), marker.committed()));
        }
    }

    private static void addRecords(RecordBatch batch, long fromOffset, RecordDecoder decoder, List<Replayed> content) {
        try (RecordCursor records = RecordCursor.over(batch, PAYLOAD_BYTES_MAX)) {
            while (records.next()) {
                ByteBuffer key = records.key();
                if (records.offset() < fromOffset || key == null) {
                    continue;
                }
                CoordinatorRecord record = decoder.decode(key, records.value());
                if (record != null) {
                    content.add(
                            batch.isTransactional()
                                    ? new Replayed.Pending(batch.producerId(), record)
                                    : new Replayed.Stored(record));
                }
            }
        }
    }
}
