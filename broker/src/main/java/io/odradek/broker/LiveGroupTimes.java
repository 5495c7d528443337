/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.config.BrokerSettings;
import io.odradek.broker.config.GroupConfigs;
import io.odradek.broker.config.GroupKeys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.coordinator.group.ConsumerGroupTimes;
import io.odradek.controller.ConfigImage;
import java.util.function.BooleanSupplier;

/** The times of groups by the configuration in force. */
record LiveGroupTimes(LiveSettings settings) implements ConsumerGroupTimes {
    @Override
    public OfGroup of(String groupId) {
        BrokerSettings broker = settings.broker();
        ConfigImage image = settings.image();
        GroupConfigs configs = GroupConfigs.of(broker, image.group(groupId));
        return new Known(
                configs.get(GroupKeys.CONSUMER_SESSION_TIMEOUT_MS),
                configs.get(GroupKeys.CONSUMER_HEARTBEAT_INTERVAL_MS),
                configs.get(GroupKeys.CONSUMER_ASSIGNMENT_INTERVAL_MS),
                () -> settings.broker() == broker && settings.image() == image);
    }

    private record Known(int sessionMs, int heartbeatMs, int assignmentIntervalMs, BooleanSupplier unchanged)
            implements OfGroup {
        @Override
        public boolean isCurrent() {
            return unchanged.getAsBoolean();
        }
    }
}
