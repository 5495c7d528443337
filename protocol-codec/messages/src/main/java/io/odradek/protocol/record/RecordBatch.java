/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record batch of format v2: its header as it stood when the view was made, and its bytes, in which the setters patch
 * the fields that a broker owns. Of batches of the formats v0 and v1 only {@link #magic()}, by which they are told apart,
 * the base offset and the length may be asked for: they stand at the same place in all three.
 *
 * <p>The header is read once, as each read of a buffer is a call through its checks, and those of several kinds of
 * buffers, which the compiler puts into every caller of a getter.
 *
 * <p>The view neither owns nor retains the buffer, and belongs to whoever owns the buffer at that moment. It trusts that
 * the header is there: check with {@link #isWhole} first. Of two views of the same bytes the one does not see what the
 * other patches.
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
    private final int lengthBytes;
    private final byte magic;
    private long baseOffset;
    private int partitionLeaderEpoch;
    private short attributes;
    private int lastOffsetDelta;
    private long baseTimestamp;
    private long maxTimestamp;
    private long producerId;
    private short producerEpoch;
    private int baseSequence;
    private int recordCount;

    private RecordBatch(ByteBuf buffer, int index) {
        this.buffer = buffer;
        this.index = index;
        this.baseOffset = buffer.getLong(index);
        long lengthAndEpoch = buffer.getLong(index + LENGTH);
        this.lengthBytes = LOG_OVERHEAD_BYTES + (int) (lengthAndEpoch >>> 32);
        long magicToAttributes = buffer.getLong(index + MAGIC);
        this.magic = (byte) (magicToAttributes >>> 56);
        // Also where the length is not to be trusted yet, as long as there are bytes.
        if (magic >= MAGIC_V2 && buffer.capacity() - index >= HEADER_BYTES) {
            partitionLeaderEpoch = (int) lengthAndEpoch;
            attributes = (short) (magicToAttributes >>> 8);
            readRest();
        }
    }

    private void readRest() {
        lastOffsetDelta = buffer.getInt(index + LAST_OFFSET_DELTA);
        baseTimestamp = buffer.getLong(index + BASE_TIMESTAMP);
        maxTimestamp = buffer.getLong(index + MAX_TIMESTAMP);
        producerId = buffer.getLong(index + PRODUCER_ID);
        long epochAndSequence = buffer.getLong(index + PRODUCER_EPOCH);
        producerEpoch = (short) (epochAndSequence >>> 48);
        baseSequence = (int) (epochAndSequence >>> 16);
        recordCount = buffer.getInt(index + RECORD_COUNT);
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
        int least = magicAt(buffer, index) >= MAGIC_V2 ? HEADER_BYTES : OLD_FORMAT_BYTES_MIN;
        return lengthAfterOverhead >= least - LOG_OVERHEAD_BYTES
                && lengthAfterOverhead <= limit - index - LOG_OVERHEAD_BYTES;
    }

    /** Of a batch of any format, without a view of it, for walking past many. */
    public static byte magicAt(ByteBuf buffer, int index) {
        return buffer.getByte(index + MAGIC);
    }

    /** Of a batch of any format, without a view of it: its whole size. */
    public static int lengthBytesAt(ByteBuf buffer, int index) {
        return LOG_OVERHEAD_BYTES + buffer.getInt(index + LENGTH);
    }

    /** Of a batch of any format, without a view of it. */
    public static long baseOffsetAt(ByteBuf buffer, int index) {
        return buffer.getLong(index);
    }

    /** Of a v2 batch, without a view of it. */
    public static long lastOffsetAt(ByteBuf buffer, int index) {
        return buffer.getLong(index) + buffer.getInt(index + LAST_OFFSET_DELTA);
    }

    public ByteBuf buffer() {
        return buffer;
    }

    public int index() {
        return index;
    }

    public long baseOffset() {
        return baseOffset;
    }

    /** Size of the whole batch, overhead included. */
    public int lengthBytes() {
        return lengthBytes;
    }

    public int partitionLeaderEpoch() {
        return partitionLeaderEpoch;
    }

    public byte magic() {
        return magic;
    }

    /** The stored checksum, unsigned. */
    public long crc() {
        return buffer.getUnsignedInt(index + CRC);
    }

    public short attributes() {
        return attributes;
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
        return lastOffsetDelta;
    }

    public long lastOffset() {
        return baseOffset + lastOffsetDelta;
    }

    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestamp() {
        return baseTimestamp;
    }

    public long maxTimestamp() {
        return maxTimestamp;
    }

    public long producerId() {
        return producerId;
    }

    public boolean hasProducerId() {
        return producerId() > NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return producerEpoch;
    }

    public int baseSequence() {
        return baseSequence;
    }

    /** Sequence numbers wrap from the largest int to zero. */
    public int lastSequence() {
        return baseSequence == NO_SEQUENCE ? NO_SEQUENCE : (baseSequence + lastOffsetDelta) & Integer.MAX_VALUE;
    }

    public int recordCount() {
        return recordCount;
    }

    /** Records as they are stored: compressed, when the batch is. */
    public ByteBuffer payload() {
        return buffer.nioBuffer(index + HEADER_BYTES, lengthBytes() - HEADER_BYTES);
    }

    /** Everything after the checksum is covered by it, so this one is free to move. */
    public void baseOffset(long offset) {
        baseOffset = offset;
        buffer.setLong(index, offset);
    }

    /** Not covered by the checksum. */
    public void partitionLeaderEpoch(int epoch) {
        partitionLeaderEpoch = epoch;
        buffer.setInt(index + PARTITION_LEADER_EPOCH, epoch);
    }

    /** Stamps the batch and computes its checksum anew. */
    public void maxTimestamp(TimestampType type, long timestamp) {
        if (timestampType() == type && maxTimestamp == timestamp) {
            return;
        }
        int others = attributes & ~LOG_APPEND_TIME_BIT;
        attributes = (short) (type == TimestampType.LOG_APPEND_TIME ? others | LOG_APPEND_TIME_BIT : others);
        maxTimestamp = timestamp;
        buffer.setShort(index + ATTRIBUTES, attributes);
        buffer.setLong(index + MAX_TIMESTAMP, timestamp);
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
