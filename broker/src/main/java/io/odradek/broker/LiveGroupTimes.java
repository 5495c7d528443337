/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.GroupKeys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.coordinator.group.ConsumerGroupTimes;

/** The times of groups by the configuration in force. */
record LiveGroupTimes(LiveSettings settings) implements ConsumerGroupTimes {
    @Override
    public int sessionMs(String groupId) {
        return settings.group(groupId).get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS);
    }

    @Override
    public int heartbeatMs(String groupId) {
        return settings.group(groupId).get(GroupKeys.CONSUMER_HEARTBEAT_INTERVAL_MS);
    }

    @Override
    public int assignmentIntervalMs(String groupId) {
        return settings.group(groupId).get(GroupKeys.CONSUMER_ASSIGNMENT_INTERVAL_MS);
    }
}
