/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import java.io.Serial;

/**
 * What a peer sent is no Kafka request. Ends that connection alone; the message is the one log line, so it names the
 * likely cause.
 */
final class BadInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** No stack trace: it would say where the decoder stands, which nobody asks. */
    BadInputException(String message) {
        super(message, null, false, false);
    }
}
