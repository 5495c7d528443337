/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.protocol.error.ErrorCode;
import java.io.IOException;

/**
 * The disk below a log failed in an operation that has no result to say so in. The log directory has been told already;
 * a handler answers with {@link #error()}.
 */
public final class LogStorageException extends RuntimeException {
    private final IOException disk;

    public LogStorageException(String message, IOException cause) {
        super(message, cause);
        this.disk = cause;
    }

    IOException disk() {
        return disk;
    }

    public ErrorCode error() {
        return ErrorCode.KAFKA_STORAGE_ERROR;
    }
}
