/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

/** The state of the store's session. An expired one is followed by a connected one with another id. */
public sealed interface SessionState {
    /** No session yet. */
    record Connecting() implements SessionState {}

    /** The session is alive. */
    record Connected(long sessionId) implements SessionState {}

    /** The connection is lost; the session and its ephemerals may live on until its timeout. */
    record Suspended(long sessionId) implements SessionState {}

    /**
     * Its watches are gone. Its ephemerals are too, unless the same session is connected again: no server had answered
     * for longer than its timeout then, and it is for the servers to say whether it has ended.
     */
    record Expired(long sessionId) implements SessionState {}

    /** The server will not have us, and trying again is of no use. */
    record Refused(String reason) implements SessionState {}

    /** Closed by its owner. */
    record Closed() implements SessionState {}
}
