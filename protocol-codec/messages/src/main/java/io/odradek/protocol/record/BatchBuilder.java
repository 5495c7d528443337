/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one v2 batch: set the header's fields, append records, {@link #build}. Used where the broker writes records of
 * its own, and by tests. Belongs to one thread; {@link #close} gives the buffer back, also after {@code build}.
 */
public final class BatchBuilder implements AutoCloseable {
    private final ByteBufAllocator allocator;
    private final ByteBuf records;
    private Compression compression = Compression.NONE;
    private int compressionLevel;
    private TimestampType timestampType = TimestampType.CREATE_TIME;
    private long baseOffset;
    private int partitionLeaderEpoch = -1;
    private long producerId = RecordBatch.NO_PRODUCER_ID;
    private short producerEpoch = RecordBatch.NO_PRODUCER_EPOCH;
    private int baseSequence = RecordBatch.NO_SEQUENCE;
    private int flags;
    private long baseTimestamp = RecordBatch.NO_TIMESTAMP;
    private long maxTimestamp = RecordBatch.NO_TIMESTAMP;
    private int lastOffsetDelta = -1;
    private int recordCount;

    public BatchBuilder(ByteBufAllocator allocator) {
        this.allocator = allocator;
        this.records = allocator.buffer();
    }

    public BatchBuilder compression(Compression compression) {
        return compression(compression, compression.defaultLevel());
    }

    public BatchBuilder compression(Compression compression, int level) {
        this.compression = compression;
        this.compressionLevel = level;
        return this;
    }

    public BatchBuilder timestampType(TimestampType timestampType) {
        this.timestampType = timestampType;
        return this;
    }

    public BatchBuilder baseOffset(long baseOffset) {
        this.baseOffset = baseOffset;
        return this;
    }

    public BatchBuilder partitionLeaderEpoch(int partitionLeaderEpoch) {
        this.partitionLeaderEpoch = partitionLeaderEpoch;
        return this;
    }

    public BatchBuilder producer(long producerId, short producerEpoch, int baseSequence) {
        this.producerId = producerId;
        this.producerEpoch = producerEpoch;
        this.baseSequence = baseSequence;
        return this;
    }

    public BatchBuilder transactional() {
        flags |= RecordBatch.TRANSACTIONAL_BIT;
        return this;
    }

    public BatchBuilder control() {
        flags |= RecordBatch.CONTROL_BIT;
        return this;
    }

    public BatchBuilder append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        return append(timestamp, key, value, List.of());
    }

    public BatchBuilder append(
            long timestamp, byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
        return appendAt(lastOffsetDelta + 1, timestamp, key, value, headers);
    }

    /** For batches with holes, as a cleaner leaves them. */
    public BatchBuilder appendAt(
            int offsetDelta,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        if (recordCount == 0) {
            baseTimestamp = timestamp;
        }
        long timestampDelta = timestamp - baseTimestamp;
        Varints.writeInt(records, bodyBytes(timestampDelta, offsetDelta, key, value, headers));
        records.writeByte(0);
        Varints.writeLong(records, timestampDelta);
        Varints.writeInt(records, offsetDelta);
        write(key);
        write(value);
        Varints.writeInt(records, headers.size());
        for (RecordHeader header : headers) {
            write(header.key().getBytes(StandardCharsets.UTF_8));
            write(header.value());
        }
        lastOffsetDelta = offsetDelta;
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        recordCount++;
        return this;
    }

    public int recordCount() {
        return recordCount;
    }

    /** Size that the batch would have uncompressed. */
    public int plainBytes() {
        return RecordBatch.HEADER_BYTES + records.readableBytes();
    }

    /** The batch, in a buffer of its own, which the caller releases. */
    public ByteBuf build() {
        ByteBuf out = allocator.buffer(plainBytes());
        try {
            out.writeZero(RecordBatch.HEADER_BYTES);
            if (compression == Compression.NONE) {
                out.writeBytes(records, records.readerIndex(), records.readableBytes());
            } else {
                compression.compress(records, out, compressionLevel);
            }
            writeHeader(out);
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    @Override
    public void close() {
        records.release();
    }

    private void writeHeader(ByteBuf out) {
        out.setLong(0, baseOffset);
        out.setInt(RecordBatch.LENGTH, out.readableBytes() - RecordBatch.LOG_OVERHEAD_BYTES);
        out.setInt(RecordBatch.PARTITION_LEADER_EPOCH, partitionLeaderEpoch);
        out.setByte(RecordBatch.MAGIC, RecordBatch.MAGIC_V2);
        int timestampBit = timestampType == TimestampType.LOG_APPEND_TIME ? RecordBatch.LOG_APPEND_TIME_BIT : 0;
        out.setShort(RecordBatch.ATTRIBUTES, compression.id() | timestampBit | flags);
        out.setInt(RecordBatch.LAST_OFFSET_DELTA, lastOffsetDelta);
        out.setLong(RecordBatch.BASE_TIMESTAMP, baseTimestamp);
        out.setLong(RecordBatch.MAX_TIMESTAMP, maxTimestamp);
        out.setLong(RecordBatch.PRODUCER_ID, producerId);
        out.setShort(RecordBatch.PRODUCER_EPOCH, producerEpoch);
        out.setInt(RecordBatch.BASE_SEQUENCE, baseSequence);
        out.setInt(RecordBatch.RECORD_COUNT, recordCount);
        RecordBatch.wrap(out, 0).updateCrc();
    }

    private void write(byte @Nullable [] bytes) {
        if (bytes == null) {
            Varints.writeInt(records, -1);
        } else {
            Varints.writeInt(records, bytes.length);
            records.writeBytes(bytes);
        }
    }

    private static int bodyBytes(
            long timestampDelta,
            int offsetDelta,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        int bytes = 1
                + Varints.sizeOfLong(timestampDelta)
                + Varints.sizeOfInt(offsetDelta)
                + fieldBytes(key)
                + fieldBytes(value)
                + Varints.sizeOfInt(headers.size());
        for (RecordHeader header : headers) {
            bytes += fieldBytes(header.key().getBytes(StandardCharsets.UTF_8)) + fieldBytes(header.value());
        }
        return bytes;
    }

    private static int fieldBytes(byte @Nullable [] field) {
        return field == null ? 1 : Varints.sizeOfInt(field.length) + field.length;
    }
}
