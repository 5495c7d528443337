/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A 128-bit identifier, written as Kafka writes it: URL-safe base64 without padding, 22 characters. */
public record Uuid(long mostSignificantBits, long leastSignificantBits) {
    public static final int SIZE_BYTES = 16;
    public static final Uuid ZERO = new Uuid(0, 0);

    private static final Uuid METADATA_TOPIC = new Uuid(0, 1);
    private static final int TEXT_CHARS = 22;

    /** A random (version 4) identifier. One that Kafka reserves or whose text starts with a dash is not returned. */
    public static Uuid random(RandomGenerator random) {
        while (true) {
            long most = (random.nextLong() & ~0xF000L) | 0x4000L;
            long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
            Uuid uuid = new Uuid(most, least);
            if (!uuid.isReserved() && uuid.toString().charAt(0) != '-') {
                return uuid;
            }
        }
    }

    /**
     * The identifier that {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is not 22 characters of URL-safe base64
     */
    public static Uuid fromString(String text) {
        if (text.length() != TEXT_CHARS) {
            throw new IllegalArgumentException("A uuid has " + TEXT_CHARS + " characters, not: " + text);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new Uuid(bytes.getLong(), bytes.getLong());
    }

    private boolean isReserved() {
        return equals(ZERO) || equals(METADATA_TOPIC);
    }

    // By hand, as in every record that is looked up with each request: what a record is given is compiled from a tree
    // of
    // method handles, twenty times this code in each of its callers.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Uuid uuid
                && mostSignificantBits == uuid.mostSignificantBits
                && leastSignificantBits == uuid.leastSignificantBits;
    }

    @Override
    public int hashCode() {
        long bits = mostSignificantBits ^ leastSignificantBits;
        return (int) (bits ^ (bits >>> Integer.SIZE));
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(SIZE_BYTES)
                .putLong(mostSignificantBits)
                .putLong(leastSignificantBits)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
