/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

/** The store could not answer: the session is gone, or the connection was lost with the outcome unknown. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
