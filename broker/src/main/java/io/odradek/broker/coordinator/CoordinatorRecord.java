/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.odradek.protocol.wire.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * One record of a coordinator's log. On disk: the type of record ({@link ApiMessage#apiKey} of the key) as int16, the
 * key; the version as int16, the value.
 *
 * @param value null takes back what was stored under the key
 */
public record CoordinatorRecord(ApiMessage key, @Nullable ApiMessage value, short valueVersion) {
    public static CoordinatorRecord of(ApiMessage key, ApiMessage value, int valueVersion) {
        return new CoordinatorRecord(key, value, (short) valueVersion);
    }

    public static CoordinatorRecord tombstone(ApiMessage key) {
        return new CoordinatorRecord(key, null, (short) 0);
    }
}
