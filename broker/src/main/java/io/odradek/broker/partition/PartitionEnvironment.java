/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.log.LogDirectories;

/** What all partitions of a broker share. Immutable. */
public record PartitionEnvironment(
        int brokerId,
        LogDirectories logs,
        TopicSettings settings,
        FaultHandler faults,
        LeaderEnvironment leaders,
        LeaderFollowing following,
        LeadershipObservers observers) {
    /** Of a broker on whose partitions nobody keeps state. */
    public PartitionEnvironment(
            int brokerId,
            LogDirectories logs,
            TopicSettings settings,
            FaultHandler faults,
            LeaderEnvironment leaders,
            LeaderFollowing following) {
        this(brokerId, logs, settings, faults, leaders, following, LeadershipObservers.NONE);
    }
}
