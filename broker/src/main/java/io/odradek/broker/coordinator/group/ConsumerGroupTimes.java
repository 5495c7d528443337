/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

/**
 * The times of single consumer groups: what their own configuration says, or else the broker's. Asked each time, on any
 * loop, as either may change meanwhile.
 */
public interface ConsumerGroupTimes {
    /** {@code consumer.session.timeout.ms} */
    int sessionMs(String groupId);

    /** {@code consumer.heartbeat.interval.ms} */
    int heartbeatMs(String groupId);

    /** {@code consumer.assignment.interval.ms} */
    int assignmentIntervalMs(String groupId);
}
