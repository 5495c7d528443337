/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Kafka's zigzag varints, and how many bytes they take. Reading is done on a {@link ByteBuffer} by position. */
final class Varints {
    private static final int INT_BYTES_MAX = 5;
    private static final int LONG_BYTES_MAX = 10;

    private Varints() {}

    static int sizeOfInt(int value) {
        return sizeOfUnsigned(Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
    }

    static int sizeOfLong(long value) {
        return sizeOfUnsigned((value << 1) ^ (value >> 63));
    }

    private static int sizeOfUnsigned(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    static void writeInt(ByteBuf out, int value) {
        writeUnsigned(out, Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
    }

    static void writeLong(ByteBuf out, long value) {
        writeUnsigned(out, (value << 1) ^ (value >> 63));
    }

    private static void writeUnsigned(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Reads at the buffer's position and moves it. Running past the limit or the width is corruption. */
    static int readInt(ByteBuffer in) {
        int position = in.position();
        if (in.limit() - position >= 2) {
            // Nearly all that a record has fits into two bytes: no loop, no wide arithmetic.
            byte first = in.get(position);
            if (first >= 0) {
                in.position(position + 1);
                return (first >>> 1) ^ -(first & 1);
            }
            byte second = in.get(position + 1);
            if (second >= 0) {
                in.position(position + 2);
                int value = (first & 0x7F) | (second << 7);
                return (value >>> 1) ^ -(value & 1);
            }
        }
        long value = readUnsigned(in, INT_BYTES_MAX);
        return (int) (value >>> 1) ^ -(int) (value & 1);
    }

    static long readLong(ByteBuffer in) {
        int position = in.position();
        if (in.hasRemaining()) {
            long first = in.get(position);
            if (first >= 0) {
                in.position(position + 1);
                return (first >>> 1) ^ -(first & 1);
            }
        }
        long value = readUnsigned(in, LONG_BYTES_MAX);
        return (value >>> 1) ^ -(value & 1);
    }

    private static long readUnsigned(ByteBuffer in, int bytesMax) {
        int position = in.position();
        int end = Math.min(in.limit(), position + bytesMax);
        long value = 0;
        int shift = 0;
        while (position < end) {
            byte b = in.get(position++);
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                in.position(position);
                return value;
            }
            shift += 7;
        }
        throw new CorruptBatchException("A varint does not end within " + bytesMax + " bytes, or is cut off");
    }
}
