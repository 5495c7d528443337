/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How one item of an admin call ended: Kafka's error code, and a text for people where the code alone is not enough. */
public record Outcome(ErrorCode error, @Nullable String message) {
    public static final Outcome OK = new Outcome(ErrorCode.NONE, null);

    public static Outcome of(ErrorCode error, String message) {
        return new Outcome(error, message);
    }

    public static Outcome of(ErrorCode error) {
        return new Outcome(error, null);
    }

    public boolean isOk() {
        return error == ErrorCode.NONE;
    }
}
