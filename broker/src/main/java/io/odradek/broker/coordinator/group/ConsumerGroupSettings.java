/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import java.util.List;

/**
 * What the configuration says about consumer groups.
 *
 * @param times what may be another for each group
 * @param membersMax {@code group.consumer.max.size}
 * @param assignors {@code group.consumer.assignors}; the first one where nobody asks for another
 * @param migration {@code group.consumer.migration.policy}
 * @param expressionRefreshMs {@code group.consumer.regex.refresh.interval.ms}
 */
public record ConsumerGroupSettings(
        ConsumerGroupTimes times,
        int membersMax,
        List<ServerAssignor> assignors,
        MigrationPolicy migration,
        int expressionRefreshMs) {

    /** Whether a group that is not empty may go from one protocol to the other. */
    public enum MigrationPolicy {
        DISABLED(false, false),
        UPGRADE(true, false),
        DOWNGRADE(false, true),
        BIDIRECTIONAL(true, true);

        private final boolean upgrades;
        private final boolean downgrades;

        MigrationPolicy(boolean upgrades, boolean downgrades) {
            this.upgrades = upgrades;
            this.downgrades = downgrades;
        }

        boolean upgrades() {
            return upgrades;
        }

        boolean downgrades() {
            return downgrades;
        }
    }
}
