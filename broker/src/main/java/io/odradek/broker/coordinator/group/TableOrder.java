/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.Comparator;

/**
 * The order in which Kafka's coordinator goes through groups and members: that of its hash tables, whose slot is in the
 * highest bits of the key's hash times the golden ratio. Nothing depends on it but what is listed, and then a client
 * cannot tell us from Kafka.
 */
final class TableOrder {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    static final Comparator<String> OF_IDS = (one, other) -> Long.compareUnsigned(place(one), place(other));

    private TableOrder() {}

    private static long place(String id) {
        return id.hashCode() * GOLDEN_RATIO;
    }
}
