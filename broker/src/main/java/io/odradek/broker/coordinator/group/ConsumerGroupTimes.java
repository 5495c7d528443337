/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/** The times of single consumer groups: what their own configuration says, or else the broker's. Any loop may ask. */
public interface ConsumerGroupTimes {
    /** As they are now; to be asked for again when they are not {@link OfGroup#isCurrent current} any more. */
    OfGroup of(String groupId);

    /** Those of one group. Immutable, and cheap to look at: each heartbeat does. */
    interface OfGroup {
        /** {@code consumer.session.timeout.ms} */
        int sessionMs();

        /** {@code consumer.heartbeat.interval.ms} */
        int heartbeatMs();

        /** {@code consumer.assignment.interval.ms} */
        int assignmentIntervalMs();

        /** Whether no configuration has changed since. */
        boolean isCurrent();
    }
}
