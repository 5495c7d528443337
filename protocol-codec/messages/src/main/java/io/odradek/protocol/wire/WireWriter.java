/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends the primitives of Kafka's protocol to one buffer, which it borrows; records go to a {@link RecordsSink}.
 * The buffer should have room for what {@link ApiMessage#sizeBytes} says, less the records that the sink keeps out of
 * it. The static methods named {@code …Size} say exactly how many bytes the method of that name appends.
 */
public final class WireWriter {
    private static final int STRING_BYTES_MAX = Short.MAX_VALUE;

    private final ByteBuf out;
    private final RecordsSink recordsSink;

    /** A writer that copies the bytes of records into the buffer. */
    public WireWriter(ByteBuf out) {
        this(out, RecordsSink.COPY);
    }

    public WireWriter(ByteBuf out, RecordsSink recordsSink) {
        this.out = out;
        this.recordsSink = recordsSink;
    }

    public ByteBuf buffer() {
        return out;
    }

    public void writeByte(byte value) {
        out.writeByte(value);
    }

    public void writeBoolean(boolean value) {
        out.writeByte(value ? 1 : 0);
    }

    public void writeShort(short value) {
        out.writeShort(value);
    }

    public void writeUnsignedShort(int value) {
        out.writeShort(value);
    }

    public void writeInt(int value) {
        out.writeInt(value);
    }

    public void writeUnsignedInt(long value) {
        out.writeInt((int) value);
    }

    public void writeLong(long value) {
        out.writeLong(value);
    }

    public void writeDouble(double value) {
        out.writeLong(Double.doubleToRawLongBits(value));
    }

    public void writeUuid(Uuid value) {
        out.writeLong(value.mostSignificantBits());
        out.writeLong(value.leastSignificantBits());
    }

    public void writeUnsignedVarint(int value) {
        if ((value & ~0x7F) == 0) {
            out.writeByte(value);
        } else {
            writeLongVarint(value);
        }
    }

    private void writeLongVarint(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    public static int unsignedVarintSize(int value) {
        // ceil(significant bits / 7), at least 1, without a branch
        int bits = 32 - Integer.numberOfLeadingZeros(value | 1);
        return (bits * 37 + 222) >>> 8;
    }

    public void writeString(String value) {
        int length = checkedString(ByteBufUtil.utf8Bytes(value));
        out.writeShort(length);
        ByteBufUtil.reserveAndWriteUtf8(out, value, length); // reserves no more than that, unlike writeUtf8
    }

    public static int stringSize(String value) {
        return 2 + ByteBufUtil.utf8Bytes(value);
    }

    public void writeNullableString(@Nullable String value) {
        if (value == null) {
            out.writeShort(-1);
        } else {
            writeString(value);
        }
    }

    public static int nullableStringSize(@Nullable String value) {
        return value == null ? 2 : stringSize(value);
    }

    public void writeCompactString(String value) {
        int length = checkedString(ByteBufUtil.utf8Bytes(value));
        writeUnsignedVarint(length + 1);
        ByteBufUtil.reserveAndWriteUtf8(out, value, length);
    }

    public static int compactStringSize(String value) {
        int length = ByteBufUtil.utf8Bytes(value);
        return unsignedVarintSize(length + 1) + length;
    }

    public void writeCompactNullableString(@Nullable String value) {
        if (value == null) {
            out.writeByte(0);
        } else {
            writeCompactString(value);
        }
    }

    public static int compactNullableStringSize(@Nullable String value) {
        return value == null ? 1 : compactStringSize(value);
    }

    private static int checkedString(int bytes) {
        if (bytes > STRING_BYTES_MAX) {
            throw new IllegalArgumentException("A string of " + bytes + " bytes is longer than " + STRING_BYTES_MAX);
        }
        return bytes;
    }

    public void writeBytes(byte[] value) {
        out.writeInt(value.length);
        out.writeBytes(value);
    }

    public static int bytesSize(byte[] value) {
        return 4 + value.length;
    }

    public void writeNullableBytes(byte @Nullable [] value) {
        if (value == null) {
            out.writeInt(-1);
        } else {
            writeBytes(value);
        }
    }

    public static int nullableBytesSize(byte @Nullable [] value) {
        return value == null ? 4 : bytesSize(value);
    }

    public void writeCompactBytes(byte[] value) {
        writeUnsignedVarint(value.length + 1);
        out.writeBytes(value);
    }

    public static int compactBytesSize(byte[] value) {
        return unsignedVarintSize(value.length + 1) + value.length;
    }

    public void writeCompactNullableBytes(byte @Nullable [] value) {
        if (value == null) {
            out.writeByte(0);
        } else {
            writeCompactBytes(value);
        }
    }

    public static int compactNullableBytesSize(byte @Nullable [] value) {
        return value == null ? 1 : compactBytesSize(value);
    }

    public void writeRecords(Records records) {
        out.writeInt(records.sizeBytes());
        recordsSink.write(out, records);
    }

    public static int recordsSize(Records records) {
        return 4 + records.sizeBytes();
    }

    public void writeNullableRecords(@Nullable Records records) {
        if (records == null) {
            out.writeInt(-1);
        } else {
            writeRecords(records);
        }
    }

    public static int nullableRecordsSize(@Nullable Records records) {
        return records == null ? 4 : recordsSize(records);
    }

    public void writeCompactRecords(Records records) {
        writeUnsignedVarint(records.sizeBytes() + 1);
        recordsSink.write(out, records);
    }

    public static int compactRecordsSize(Records records) {
        return unsignedVarintSize(records.sizeBytes() + 1) + records.sizeBytes();
    }

    public void writeCompactNullableRecords(@Nullable Records records) {
        if (records == null) {
            out.writeByte(0);
        } else {
            writeCompactRecords(records);
        }
    }

    public static int compactNullableRecordsSize(@Nullable Records records) {
        return records == null ? 1 : compactRecordsSize(records);
    }

    /** The number of elements of an array, or -1 for null. */
    public void writeArrayCount(int count) {
        out.writeInt(count);
    }

    /** As {@link #writeArrayCount}, for the flexible versions. */
    public void writeCompactArrayCount(int count) {
        writeUnsignedVarint(count + 1);
    }

    public static int compactArrayCountSize(int count) {
        return unsignedVarintSize(count + 1);
    }

    public void writeInts(int[] values) {
        for (int value : values) {
            out.writeInt(value);
        }
    }

    public void writeLongs(long[] values) {
        for (long value : values) {
            out.writeLong(value);
        }
    }

    public void writeShorts(short[] values) {
        for (short value : values) {
            out.writeShort(value);
        }
    }

    /** Bytes without their number. */
    public void writeRawBytes(byte[] values) {
        out.writeBytes(values);
    }

    /**
     * Writes the section of tagged fields of a struct that knows none.
     *
     * @throws IllegalArgumentException if the tags do not ascend
     */
    public void writeUnknownTaggedFields(@Nullable List<RawTaggedField> fields) {
        if (fields == null) {
            out.writeByte(0);
        } else {
            writeUnsignedVarint(fields.size());
            writeUnknownTaggedFields(fields, 0, Integer.MAX_VALUE);
        }
    }

    /**
     * Writes the unknown tagged fields that come before the next known one.
     *
     * @param from the index of the first one not written yet
     * @return the index of the first one still not written
     * @throws IllegalArgumentException if the tags do not ascend, or one is that of the known field
     */
    public int writeUnknownTaggedFields(@Nullable List<RawTaggedField> fields, int from, int nextKnownTag) {
        if (fields == null) {
            return from;
        }
        int next = from;
        while (next < fields.size() && fields.get(next).tag() <= nextKnownTag) {
            RawTaggedField field = fields.get(next);
            if (field.tag() == nextKnownTag
                    || (next > 0 && field.tag() <= fields.get(next - 1).tag())) {
                throw new IllegalArgumentException("Tag " + field.tag() + " is known, or out of order in " + fields);
            }
            writeUnsignedVarint(field.tag());
            writeUnsignedVarint(field.data().length);
            out.writeBytes(field.data());
            next++;
        }
        return next;
    }

    /** The size of the section of tagged fields of a struct that knows none. */
    public static int unknownTaggedFieldsSize(@Nullable List<RawTaggedField> fields) {
        return fields == null ? 1 : unknownTaggedFieldsSize(fields, fields.size());
    }

    /** The size of the unknown tagged fields and of the number of all, which is {@code tags}. */
    public static int unknownTaggedFieldsSize(@Nullable List<RawTaggedField> fields, int tags) {
        int size = unsignedVarintSize(tags);
        if (fields != null) {
            for (RawTaggedField field : fields) {
                size += taggedFieldSize(field.tag(), field.data().length);
            }
        }
        return size;
    }

    /** The size of a tagged field whose content has {@code contentBytes}. */
    public static int taggedFieldSize(int tag, int contentBytes) {
        return unsignedVarintSize(tag) + unsignedVarintSize(contentBytes) + contentBytes;
    }

    /** What to throw about a value that this version of the message cannot carry. */
    public static IllegalArgumentException notInVersion(String field, short version) {
        return new IllegalArgumentException("Version " + version + " cannot carry this value of " + field);
    }

    /** What to throw when asked to write a version that does not exist. */
    public static IllegalArgumentException noSuchVersion(String message, short version) {
        return new IllegalArgumentException(message + " has no version " + version);
    }
}
