/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import org.jspecify.annotations.Nullable;

/** One header of one record; the value may be null, and is not copied. */
public final class RecordHeader {
    private final String key;
    private final byte @Nullable [] value;

    public RecordHeader(String key, byte @Nullable [] value) {
        this.key = key;
        this.value = value;
    }

    public String key() {
        return key;
    }

    public byte @Nullable [] value() {
        return value;
    }
}
