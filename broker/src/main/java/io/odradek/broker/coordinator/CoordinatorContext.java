/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import java.time.InstantSource;

/** The world of one shard's state. */
public record CoordinatorContext(
        int partition, CoordinatorTimers timers, CoordinatorBackground background, InstantSource clock) {
    public long nowMs() {
        return clock.millis();
    }
}
