/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.controller.image.BrokerImage;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all fetchers of a broker share.
 *
 * @param brokerEpoch the epoch of this broker's registration, which every fetch carries (KIP-903)
 * @param brokers the live brokers by id, as this broker last heard of them; any thread may ask
 * @param quota on what followers fetch that are not in sync (KIP-73)
 */
public record FetcherEnvironment(
        FetcherSettings settings,
        LongSupplier brokerEpoch,
        IntFunction<@Nullable BrokerImage> brokers,
        ReplicationQuota quota,
        FaultHandler faults) {}
