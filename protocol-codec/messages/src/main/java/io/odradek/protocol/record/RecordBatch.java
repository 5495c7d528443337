/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record batch of format v2, seen through its bytes: nothing is decoded until it is asked for, and the setters patch
 * the fields that a broker owns in place. Batches of the formats v0 and v1 can be told apart by {@link #magic()}, which
 * stands at the same place in all three; no other field may be read from those.
 *
 * <p>The view neither owns nor retains the buffer, and belongs to whoever owns the buffer at that moment. Its getters
 * trust that the header is there: check with {@link #isWhole} first.
 */
public final class RecordBatch {
    /** Base offset and length, which the length itself does not count. */
    public static final int LOG_OVERHEAD_BYTES = 12;

    /** The whole header of a v2 batch. */
    public static final int HEADER_BYTES = 61;

    public static final byte MAGIC_V2 = 2;
    public static final long NO_TIMESTAMP = -1;
    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;

    static final int LENGTH = 8;
    static final int PARTITION_LEADER_EPOCH = 12;
    static final int MAGIC = 16;
    static final int CRC = 17;
    static final int ATTRIBUTES = 21;
    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int RECORD_COUNT = 57;

    static final int COMPRESSION_MASK = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;
    static final int DELETE_HORIZON_BIT = 0x40;

    /** The smallest message of the formats before v2: offset, size, CRC, magic, attributes, two null lengths. */
    private static final int OLD_FORMAT_BYTES_MIN = LOG_OVERHEAD_BYTES + 14;

    private final ByteBuf buffer;
    private final int index;

    private RecordBatch(ByteBuf buffer, int index) {
        this.buffer = buffer;
        this.index = index;
    }

    /** A view of the batch that starts at {@code index}. */
    public static RecordBatch wrap(ByteBuf buffer, int index) {
        return new RecordBatch(buffer, index);
    }

    /**
     * True when a batch of any format starts at {@code index} and ends at or before {@code limit}, by its length field
     * and the least size of its format. Says nothing about the checksum.
     */
    public static boolean isWhole(ByteBuf buffer, int index, int limit) {
        if (limit - index < MAGIC + 1) {
            return false;
        }
        int lengthAfterOverhead = buffer.getInt(index + LENGTH);
        byte magic = buffer.getByte(index + MAGIC);
        int least = magic >= MAGIC_V2 ? HEADER_BYTES : OLD_FORMAT_BYTES_MIN;
        return lengthAfterOverhead >= least - LOG_OVERHEAD_BYTES
                && lengthAfterOverhead <= limit - index - LOG_OVERHEAD_BYTES;
    }

    public ByteBuf buffer() {
        return buffer;
    }

    public int index() {
        return index;
    }

    public long baseOffset() {
        return buffer.getLong(index);
    }

    /** Size of the whole batch, overhead included. */
    public int lengthBytes() {
        return LOG_OVERHEAD_BYTES + buffer.getInt(index + LENGTH);
    }

    public int partitionLeaderEpoch() {
        return buffer.getInt(index + PARTITION_LEADER_EPOCH);
    }

    public byte magic() {
        return buffer.getByte(index + MAGIC);
    }

    /** The stored checksum, unsigned. */
    public long crc() {
        return buffer.getUnsignedInt(index + CRC);
    }

    public short attributes() {
        return buffer.getShort(index + ATTRIBUTES);
    }

    /** Refuses the three ids that name no codec. */
    public Compression compression() {
        return Compression.forId(attributes() & COMPRESSION_MASK);
    }

    public TimestampType timestampType() {
        return (attributes() & LOG_APPEND_TIME_BIT) == 0 ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL_BIT) != 0;
    }

    public boolean isControl() {
        return (attributes() & CONTROL_BIT) != 0;
    }

    /** When set, the base timestamp is the time after which a cleaner may drop the batch's tombstones. */
    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON_BIT) != 0;
    }

    public int lastOffsetDelta() {
        return buffer.getInt(index + LAST_OFFSET_DELTA);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestamp() {
        return buffer.getLong(index + BASE_TIMESTAMP);
    }

    public long maxTimestamp() {
        return buffer.getLong(index + MAX_TIMESTAMP);
    }

    public long producerId() {
        return buffer.getLong(index + PRODUCER_ID);
    }

    public boolean hasProducerId() {
        return producerId() > NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return buffer.getShort(index + PRODUCER_EPOCH);
    }

    public int baseSequence() {
        return buffer.getInt(index + BASE_SEQUENCE);
    }

    /** Sequence numbers wrap from the largest int to zero. */
    public int lastSequence() {
        int base = baseSequence();
        return base == NO_SEQUENCE ? NO_SEQUENCE : (base + lastOffsetDelta()) & Integer.MAX_VALUE;
    }

    public int recordCount() {
        return buffer.getInt(index + RECORD_COUNT);
    }

    /** Records as they are stored: compressed, when the batch is. */
    public ByteBuffer payload() {
        return buffer.nioBuffer(index + HEADER_BYTES, lengthBytes() - HEADER_BYTES);
    }

    /** Everything after the checksum is covered by it, so this one is free to move. */
    public void baseOffset(long offset) {
        buffer.setLong(index, offset);
    }

    /** Not covered by the checksum. */
    public void partitionLeaderEpoch(int epoch) {
        buffer.setInt(index + PARTITION_LEADER_EPOCH, epoch);
    }

    /** Stamps the batch and computes its checksum anew. */
    public void maxTimestamp(TimestampType type, long maxTimestamp) {
        if (timestampType() == type && maxTimestamp() == maxTimestamp) {
            return;
        }
        int attributes = attributes() & ~LOG_APPEND_TIME_BIT;
        buffer.setShort(
                index + ATTRIBUTES,
                type == TimestampType.LOG_APPEND_TIME ? attributes | LOG_APPEND_TIME_BIT : attributes);
        buffer.setLong(index + MAX_TIMESTAMP, maxTimestamp);
        updateCrc();
    }

    public boolean isCrcValid() {
        return lengthBytes() >= HEADER_BYTES && computeCrc() == crc();
    }

    void updateCrc() {
        buffer.setInt(index + CRC, (int) computeCrc());
    }

    private long computeCrc() {
        CRC32C crc = new CRC32C();
        int from = index + ATTRIBUTES;
        int bytes = lengthBytes() - ATTRIBUTES;
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + from, bytes);
        } else if (buffer.nioBufferCount() == 1) {
            crc.update(buffer.nioBuffer(from, bytes));
        } else {
            for (ByteBuffer part : buffer.nioBuffers(from, bytes)) {
                crc.update(part);
            }
        }
        return crc.getValue();
    }

    @Override
    public String toString() {
        return "RecordBatch(baseOffset=" + baseOffset() + ", lastOffsetDelta=" + lastOffsetDelta() + ", lengthBytes="
                + lengthBytes() + ", leaderEpoch=" + partitionLeaderEpoch() + ", attributes=" + attributes()
                + ", producerId=" + producerId() + ", producerEpoch=" + producerEpoch() + ", baseSequence="
                + baseSequence() + ", records=" + recordCount() + ")";
    }
}
