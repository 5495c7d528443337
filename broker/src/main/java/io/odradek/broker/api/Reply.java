/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.wire.ApiMessage;

/**
 * The place of one answer in its connection's order. Thread-safe: a call from any thread is carried
 * to the I/O loop, and answers leave in the order of their requests whatever order they are made in.
 * Exactly one of {@link #send}, {@link #noResponse} and {@link #close} is called, once; a second call
 * is a bug and is reported as one.
 *
 * @param <A> the answer
 */
public interface Reply<A extends ApiMessage> {
    /** Takes over the answer; its records are released when they were written or dropped. */
    void send(A answer);

    /** The request is done and gets no answer: produce with acks=0. */
    void noResponse();

    /** Closes the connection, with one log line that carries the reason. */
    void close(String reason);

    /**
     * Runs the action on the I/O loop when the connection goes away before the answer was sent, so
     * that a parked request does not outlive its asker. The answer may still be sent; it is dropped.
     * Called at most once, on the I/O loop, from within {@link ApiHandler#handle}.
     */
    void onAbandoned(Runnable action);
}
