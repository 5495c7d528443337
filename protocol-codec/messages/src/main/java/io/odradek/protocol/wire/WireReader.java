/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primitives of Kafka's protocol from the readable bytes of one buffer, which it borrows. Every length is
 * checked against the bytes that are left before anything is allocated for it, and whatever is wrong with the bytes
 * ends in a {@link MalformedMessageException}. Confined to one thread; can be reset and used for the next buffer.
 *
 * <p>Records are not copied but slices of the buffer, which share its reference count. {@link #retainRecords} adds one
 * reference for each, once the message that holds them is whole; a malformed message leaves the count alone.
 */
public final class WireReader {
    private static final byte[] NO_BYTES = new byte[0];
    private static final int[] NO_INTS = new int[0];
    private static final long[] NO_LONGS = new long[0];
    private static final short[] NO_SHORTS = new short[0];
    private static final int STRING_BYTES_MAX = Short.MAX_VALUE;
    private static final int SCRATCH_BYTES = 256;

    private ByteBuf buffer;
    private ByteBuffer bytes; // the readable bytes of the buffer, with a position of its own
    private int start;
    private int recordsRead;
    private byte[] scratch = NO_BYTES;

    public WireReader(ByteBuf buffer) {
        this.buffer = buffer;
        this.bytes = view(buffer);
        this.start = bytes.position();
    }

    /** Starts over with the readable bytes of another buffer. */
    public WireReader reset(ByteBuf next) {
        buffer = next;
        bytes = view(next);
        start = bytes.position();
        recordsRead = 0;
        return this;
    }

    private static ByteBuffer view(ByteBuf buffer) {
        return buffer.nioBufferCount() == 1
                ? buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes())
                        .duplicate()
                : buffer.nioBuffer();
    }

    /** The number of bytes not yet read. */
    public int remaining() {
        return bytes.remaining();
    }

    /** The buffer's index of the next byte. */
    public int index() {
        return buffer.readerIndex() + bytes.position() - start;
    }

    /**
     * Adds a reference to the buffer for each records field read since the last call: the message that holds them is
     * whole now, and will release them.
     */
    public void retainRecords() {
        if (recordsRead > 0) {
            buffer.retain(recordsRead);
            recordsRead = 0;
        }
    }

    public byte readByte() {
        require(1);
        return bytes.get();
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public short readShort() {
        require(2);
        return bytes.getShort();
    }

    public int readUnsignedShort() {
        return Short.toUnsignedInt(readShort());
    }

    public int readInt() {
        require(4);
        return bytes.getInt();
    }

    public long readUnsignedInt() {
        return Integer.toUnsignedLong(readInt());
    }

    public long readLong() {
        require(8);
        return bytes.getLong();
    }

    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    public Uuid readUuid() {
        long most = readLong();
        long least = readLong();
        return most == 0 && least == 0 ? Uuid.ZERO : new Uuid(most, least);
    }

    /** Seven bits a byte, lowest first, at most five bytes. */
    public int readUnsignedVarint() {
        byte first = readByte();
        return first >= 0 ? first : readUnsignedVarintRest(first);
    }

    private int readUnsignedVarintRest(byte first) {
        int value = first & 0x7F;
        for (int shift = 7; shift <= 28; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a varint of more than five bytes");
    }

    public String readString() {
        return string(readShort());
    }

    public @Nullable String readNullableString() {
        int length = readShort();
        return length < 0 ? null : string(length);
    }

    public String readCompactString() {
        return string(readUnsignedVarint() - 1);
    }

    public @Nullable String readCompactNullableString() {
        int length = readUnsignedVarint() - 1;
        return length < 0 ? null : string(length);
    }

    private String string(int length) {
        if (length < 0) {
            throw malformed("null where a string must be");
        }
        if (length > STRING_BYTES_MAX) {
            throw malformed("a string of " + length + " bytes");
        }
        int at = advance(length);
        if (length == 0) {
            return "";
        }
        if (bytes.hasArray()) {
            return new String(bytes.array(), bytes.arrayOffset() + at, length, StandardCharsets.UTF_8);
        }
        if (scratch.length < length) {
            scratch = new byte[Math.max(SCRATCH_BYTES, length)];
        }
        bytes.get(at, scratch, 0, length);
        return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }

    public byte[] readBytes() {
        return bytes(readInt());
    }

    public byte @Nullable [] readNullableBytes() {
        int length = readInt();
        return length < 0 ? null : bytes(length);
    }

    public byte[] readCompactBytes() {
        return bytes(readUnsignedVarint() - 1);
    }

    public byte @Nullable [] readCompactNullableBytes() {
        int length = readUnsignedVarint() - 1;
        return length < 0 ? null : bytes(length);
    }

    private byte[] bytes(int length) {
        if (length < 0) {
            throw malformed("null where bytes must be");
        }
        return rawBytes(length);
    }

    private byte[] rawBytes(int length) {
        int at = advance(length);
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return copy;
    }

    public Records readRecords() {
        return records(readInt());
    }

    public @Nullable Records readNullableRecords() {
        int length = readInt();
        return length < 0 ? null : records(length);
    }

    public Records readCompactRecords() {
        return records(readUnsignedVarint() - 1);
    }

    public @Nullable Records readCompactNullableRecords() {
        int length = readUnsignedVarint() - 1;
        return length < 0 ? null : records(length);
    }

    private Records records(int length) {
        if (length < 0) {
            throw malformed("null where records must be");
        }
        int at = advance(length);
        recordsRead++;
        return BufRecords.of(buffer, buffer.readerIndex() + at - start, length);
    }

    /**
     * The number of elements of an array, or -1 for null.
     *
     * @param elementBytesMin the least that one element takes; what is left must hold that many for each
     */
    public int readArrayCount(int elementBytesMin) {
        return arrayCount(readInt(), elementBytesMin);
    }

    /** As {@link #readArrayCount}, for the flexible versions. */
    public int readCompactArrayCount(int elementBytesMin) {
        return arrayCount(readUnsignedVarint() - 1, elementBytesMin);
    }

    private int arrayCount(int count, int elementBytesMin) {
        if (count < 0) {
            return -1;
        }
        if ((long) count * elementBytesMin > remaining()) {
            throw malformed("an array of " + count + " elements");
        }
        return count;
    }

    /** {@code count} was checked by {@link #readArrayCount}, or is -1 for an array that must not be null. */
    public int[] readInts(int count) {
        if (count == 0) {
            return NO_INTS;
        }
        int at = advance(notNull(count) * 4);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getInt(at + 4 * i);
        }
        return values;
    }

    public int @Nullable [] readNullableInts(int count) {
        return count < 0 ? null : readInts(count);
    }

    /** {@code count} was checked by {@link #readArrayCount}, or is -1 for an array that must not be null. */
    public long[] readLongs(int count) {
        if (count == 0) {
            return NO_LONGS;
        }
        int at = advance(notNull(count) * 8);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getLong(at + 8 * i);
        }
        return values;
    }

    public long @Nullable [] readNullableLongs(int count) {
        return count < 0 ? null : readLongs(count);
    }

    /** {@code count} was checked by {@link #readArrayCount}, or is -1 for an array that must not be null. */
    public short[] readShorts(int count) {
        if (count == 0) {
            return NO_SHORTS;
        }
        int at = advance(notNull(count) * 2);
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getShort(at + 2 * i);
        }
        return values;
    }

    public short @Nullable [] readNullableShorts(int count) {
        return count < 0 ? null : readShorts(count);
    }

    /** {@code count} was checked by {@link #readArrayCount}, or is -1 for an array that must not be null. */
    public byte[] readBytes(int count) {
        return rawBytes(notNull(count));
    }

    public byte @Nullable [] readNullableBytes(int count) {
        return count < 0 ? null : rawBytes(count);
    }

    /** The count itself, refusing the null of an array that must not be null. */
    public int notNull(int count) {
        if (count < 0) {
            throw malformed("null where an array must be");
        }
        return count;
    }

    /** The mark before a nullable struct. */
    public boolean isNull() {
        return readByte() < 0;
    }

    /** Reads a section of tagged fields none of which is known; null if it is empty. */
    public @Nullable List<RawTaggedField> readUnknownTaggedFields() {
        int tags = readUnsignedVarint();
        List<RawTaggedField> fields = null;
        for (int i = 0; i < tags; i++) {
            int tag = readUnsignedVarint();
            fields = readUnknownTaggedField(fields, tag, readUnsignedVarint());
        }
        return fields;
    }

    /** Reads an unknown tagged field of the given size, adding it to the list, which is made when it is null. */
    public List<RawTaggedField> readUnknownTaggedField(@Nullable List<RawTaggedField> known, int tag, int sizeBytes) {
        List<RawTaggedField> fields = known == null ? new ArrayList<>(1) : known;
        if (sizeBytes < 0) {
            throw malformed("a tagged field of " + sizeBytes + " bytes");
        }
        fields.add(new RawTaggedField(tag, rawBytes(sizeBytes)));
        return fields;
    }

    /** What to throw about the bytes before the current position. */
    public MalformedMessageException malformed(String what) {
        return new MalformedMessageException(
                what + ", before byte " + (bytes.position() - start) + " of " + (bytes.limit() - start));
    }

    /** Passes over bytes and says where they start in {@link #bytes}. */
    private int advance(int length) {
        require(length);
        int at = bytes.position();
        bytes.position(at + length);
        return at;
    }

    // The buffer checks again, but an exception of its own would carry a stack trace, whoever sends the bytes.
    private void require(int length) {
        if (length > bytes.remaining()) {
            throw malformed(length + " bytes are wanted where " + bytes.remaining() + " are left");
        }
    }
}
