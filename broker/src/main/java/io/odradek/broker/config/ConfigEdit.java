/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import org.jspecify.annotations.Nullable;

/** One step of an incremental change. The operation's number is the wire's, and may be one that does not exist. */
public record ConfigEdit(
        String name, byte operation, @Nullable String value) {
    public static final byte SET = 0;
    public static final byte DELETE = 1;
    public static final byte APPEND = 2;
    public static final byte SUBTRACT = 3;
}
