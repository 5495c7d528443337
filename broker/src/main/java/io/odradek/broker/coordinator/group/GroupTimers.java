/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/** The timers of one group, on its loop. A timer that fires is told to {@link ClassicGroup#expired}. */
public interface GroupTimers {
    /** Takes the place of an earlier one with the same key. */
    void schedule(GroupTimer timer, long delayMs);

    void cancel(GroupTimer timer);

    boolean isScheduled(GroupTimer timer);
}
