/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The last offset of each key in the dirty part of a log, in a bounded piece of memory off the heap: 24 bytes a key, 16 of
 * them a digest that stands for the key. Open addressing; nothing is ever removed. One thread at a time; closed by whoever
 * made it.
 */
final class DedupeMap implements AutoCloseable {
    static final int ENTRY_BYTES = 24;
    static final long NONE = -1;
    private static final int OFFSET_AT = 16;

    /** Where there is no memory for a map of that size, something else is wrong. */
    private static final int SLOTS_WORTHWHILE = 10_000;

    private final MessageDigest digest;
    private final byte[] hash = new byte[16];
    private final ByteBuffer hashed = ByteBuffer.wrap(hash);
    private final ByteBuf entries;
    private final int slots;
    private final int keysMax;
    private int keys;

    /** @param loadFactor how much of it may be filled: the fuller, the slower */
    DedupeMap(int slots, double loadFactor) {
        this.slots = Math.max(2, slots);
        this.keysMax = (int) Math.max(1, Math.min(this.slots - 1.0, this.slots * loadFactor));
        this.entries = UnpooledByteBufAllocator.DEFAULT.directBuffer(
                Math.multiplyExact(this.slots, ENTRY_BYTES), Math.multiplyExact(this.slots, ENTRY_BYTES));
        entries.setZero(0, entries.capacity());
        try {
            this.digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** A map for so many keys, or for fewer: less than is allowed, where the memory has not as much. */
    static DedupeMap forKeys(long keys, double loadFactor, long bytesMax) {
        int slots = slotsFor(keys, loadFactor, bytesMax);
        while (true) {
            try {
                return new DedupeMap(slots, loadFactor);
            } catch (OutOfMemoryError e) {
                if (slots < SLOTS_WORTHWHILE) {
                    throw e;
                }
                slots /= 2;
            }
        }
    }

    /** How many slots hold so many keys; never more than fit into the bytes allowed. */
    static int slotsFor(long keys, double loadFactor, long bytesMax) {
        long limit = Math.min(bytesMax, Integer.MAX_VALUE) / ENTRY_BYTES;
        double wanted = Math.ceil((double) keys / loadFactor) + 2;
        return (int) Math.max(2, Math.min((double) limit, wanted));
    }

    int size() {
        return keys;
    }

    /** Notes where a key stands; false if there is no room for another key. */
    boolean put(ByteBuffer key, long offset) {
        hash(key);
        int at = find();
        if (entries.getLong(at + OFFSET_AT) == 0) {
            if (keys >= keysMax) {
                return false;
            }
            entries.setLong(at, hashed.getLong(0));
            entries.setLong(at + 8, hashed.getLong(8));
            keys++;
        }
        entries.setLong(at + OFFSET_AT, offset + 1);
        return true;
    }

    /** The last offset noted for the key, or {@link #NONE}. */
    long get(ByteBuffer key) {
        hash(key);
        return entries.getLong(find() + OFFSET_AT) - 1;
    }

    private void hash(ByteBuffer key) {
        digest.update(key);
        try {
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("MD5 has 16 bytes", e);
        }
    }

    /** Where the hashed key stands, or the free slot where it would: there always is one. */
    private int find() {
        long high = hashed.getLong(0);
        long low = hashed.getLong(8);
        int slot = (int) Long.remainderUnsigned(high, slots);
        while (true) {
            int at = slot * ENTRY_BYTES;
            if (entries.getLong(at + OFFSET_AT) == 0
                    || (entries.getLong(at) == high && entries.getLong(at + 8) == low)) {
                return at;
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }

    @Override
    public void close() {
        entries.release();
    }
}
