/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs an action when the last of several parts, which end on different loops, has ended; on the loop of that one. */
final class Countdown {
    private final AtomicInteger left;
    private final Runnable atZero;

    /** With no parts at all, the action runs at the first {@link #partDone}, so there is one call too many. */
    Countdown(int parts, Runnable atZero) {
        this.left = new AtomicInteger(parts);
        this.atZero = atZero;
    }

    void partDone() {
        if (left.decrementAndGet() == 0) {
            atZero.run();
        }
    }
}
