/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import java.util.function.LongSupplier;

/**
 * What all leaders of a broker share. Immutable.
 *
 * @param brokerEpoch the epoch of this broker's registration
 * @param nowMs a clock that never goes back
 * @param lagTimeMaxMs {@code replica.lag.time.max.ms}
 */
public record LeaderEnvironment(
        InSyncProposals proposals,
        LiveBrokers live,
        ReplicaRacks racks,
        ReplicationQuota quota,
        LongSupplier brokerEpoch,
        LongSupplier nowMs,
        long lagTimeMaxMs) {}
