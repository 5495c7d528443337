/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import java.util.function.Supplier;

/** The timers of one shard's state, by key. Confined to its loop; gone with the leadership. To move one later costs nothing. */
public interface CoordinatorTimers {
    /** Sets the timer of that key, or sets it anew. What is decided then is carried out as any other decision. */
    void schedule(Object key, long delayMs, Supplier<? extends Decision<?>> onTime);

    void cancel(Object key);

    boolean isScheduled(Object key);
}
