/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.store;

/** The server in a client's own process, if there is one. Any thread may ask. */
interface NearServer {
    /** Nothing is known of it: it counts as serving. */
    NearServer UNKNOWN = waitMs -> true;

    /** Waits at most so long for it to serve clients, and tells whether it does. */
    boolean awaitServing(long waitMs) throws InterruptedException;

    /** Whether it leads the ensemble. */
    default boolean isLeading() {
        return false;
    }
}
