/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that members say to each other through the coordinator. Nobody changes them. */
public final class Opaque {
    public static final Opaque EMPTY = new Opaque(new byte[0]);

    private final byte[] bytes;

    /** 0: not known yet; whoever is asked again and again knows it. */
    private int hash;

    private Opaque(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Not a copy. */
    public static Opaque of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Opaque(bytes);
    }

    /** Not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Opaque that && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = Arrays.hashCode(bytes);
            hash = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
