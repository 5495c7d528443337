/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import org.jspecify.annotations.Nullable;

/** Where replicas are, for consumers that would rather read near by (KIP-392). Any thread may ask. */
@FunctionalInterface
public interface ReplicaRacks {
    /** Nobody is sent anywhere: {@code replica.selector.class} is not set. */
    ReplicaRacks UNKNOWN = (brokerId, listener) -> null;

    /** The rack of a live broker that has the listener, or null. */
    @Nullable
    String rackOf(int brokerId, String listener);
}
