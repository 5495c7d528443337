/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that is part of the schedule: how long a fault lasts. */
final class Pause {

    private Pause() {}

    static void ofMs(long ms) {
        try {
            boolean counted = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
            assert !counted;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
