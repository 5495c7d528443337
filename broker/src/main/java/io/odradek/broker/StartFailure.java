/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The broker cannot start. The message is the one line that the operator reads: what is wrong and what to change. */
public final class StartFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
