/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A tagged field that this version of the schema does not know, kept so that it can be written again. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below; nobody changes the array
public record RawTaggedField(int tag, byte[] data) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawTaggedField that && tag == that.tag && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "RawTaggedField(tag=" + tag + ", " + data.length + " bytes)";
    }
}
