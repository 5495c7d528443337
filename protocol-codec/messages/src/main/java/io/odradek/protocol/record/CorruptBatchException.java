/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

/** The only thing that reading a batch throws: its bytes are not what its header says, or not a batch at all. */
public final class CorruptBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptBatchException(String message) {
        super(message);
    }

    public CorruptBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
