/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import org.jspecify.annotations.Nullable;

/** The broker must not start on these log directories; the message is the one line that says what to change. */
public final class LogStartupException extends RuntimeException {
    public LogStartupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
