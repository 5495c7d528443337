/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Makes what a cleaner leaves of a batch. Offsets, leader epoch, producer and sequence numbers stay those of the original,
 * also where records are missing, so that its last offset and last sequence number are still known. Stateless.
 */
public final class BatchRewriter {
    private BatchRewriter() {}

    /**
     * The batch with those records alone, in a buffer of its own, which the caller releases. Compressed as the original.
     *
     * @param kept by the records' places in the batch; not empty
     * @param deleteHorizonMs from when on the batch's tombstones may be dropped (KIP-534), or
     *     {@link RecordBatch#NO_TIMESTAMP} to leave that as it is
     */
    public static ByteBuf retain(RecordBatch original, BitSet kept, long deleteHorizonMs, int decompressedBytesMax) {
        boolean stamped = deleteHorizonMs != RecordBatch.NO_TIMESTAMP;
        // A horizon stands in the place of the base timestamp; without one, that is the first record's, as in Kafka.
        boolean horizon = stamped || original.hasDeleteHorizon();
        long baseTimestamp = stamped ? deleteHorizonMs : original.baseTimestamp();
        long maxTimestamp = RecordBatch.NO_TIMESTAMP;
        boolean first = true;
        ByteBuf plain = original.buffer().alloc().buffer();
        try (RecordCursor records = RecordCursor.over(original, decompressedBytesMax)) {
            for (int place = 0; records.next(); place++) {
                if (kept.get(place)) {
                    baseTimestamp = first && !horizon ? records.timestamp() : baseTimestamp;
                    first = false;
                    copy(records, records.timestamp() - baseTimestamp, plain);
                    maxTimestamp = Math.max(maxTimestamp, records.timestamp());
                }
            }
            ByteBuf out = header(original, plain.readableBytes());
            original.compression().compress(plain, out, original.compression().defaultLevel());
            int attributes = original.attributes() | (stamped ? RecordBatch.DELETE_HORIZON_BIT : 0);
            out.setShort(RecordBatch.ATTRIBUTES, attributes);
            out.setLong(RecordBatch.BASE_TIMESTAMP, baseTimestamp);
            out.setLong(RecordBatch.MAX_TIMESTAMP, maxTimestamp);
            out.setInt(RecordBatch.RECORD_COUNT, kept.cardinality());
            return closed(out);
        } finally {
            plain.release();
        }
    }

    /** The batch without any record, in a buffer of its own, which the caller releases. */
    public static ByteBuf empty(RecordBatch original) {
        ByteBuf out = header(original, 0);
        int dropped = RecordBatch.COMPRESSION_MASK | RecordBatch.DELETE_HORIZON_BIT;
        out.setShort(RecordBatch.ATTRIBUTES, original.attributes() & ~dropped);
        out.setLong(RecordBatch.BASE_TIMESTAMP, RecordBatch.NO_TIMESTAMP);
        out.setInt(RecordBatch.RECORD_COUNT, 0);
        return closed(out);
    }

    private static void copy(RecordCursor records, long timestampDelta, ByteBuf out) {
        ByteBuffer rest = records.afterTimestamp();
        Varints.writeInt(out, 1 + Varints.sizeOfLong(timestampDelta) + rest.remaining());
        // A record's own attributes: none are in use.
        out.writeByte(0);
        Varints.writeLong(out, timestampDelta);
        out.writeBytes(rest);
    }

    private static ByteBuf header(RecordBatch original, int plainBytes) {
        ByteBuf out = original.buffer().alloc().buffer(RecordBatch.HEADER_BYTES + plainBytes);
        return out.writeBytes(original.buffer(), original.index(), RecordBatch.HEADER_BYTES);
    }

    private static ByteBuf closed(ByteBuf out) {
        out.setInt(RecordBatch.LENGTH, out.readableBytes() - RecordBatch.LOG_OVERHEAD_BYTES);
        RecordBatch.wrap(out, 0).updateCrc();
        return out;
    }
}
