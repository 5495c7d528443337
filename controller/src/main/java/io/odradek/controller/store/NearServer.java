/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

/** Tells a client when the server in its own process is worth connecting to. */
@FunctionalInterface
interface NearServer {
    /** Nothing is known of it: it counts as serving. */
    NearServer UNKNOWN = waitMs -> true;

    /** Waits at most so long for it to serve clients, and tells whether it does. */
    boolean awaitServing(long waitMs) throws InterruptedException;
}
