/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The answer to a SyncGroup. */
public record SyncOutcome(
        ErrorCode error,
        @Nullable String protocolType,
        @Nullable String protocolName,
        Opaque assignment) {
    public static SyncOutcome failed(ErrorCode error) {
        return new SyncOutcome(error, null, null, Opaque.EMPTY);
    }
}
