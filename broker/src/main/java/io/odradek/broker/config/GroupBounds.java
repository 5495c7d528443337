/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import org.jspecify.annotations.Nullable;

/**
 * The broker keys that bound a key of single groups: of consumer.session.timeout.ms, group.consumer.min.session.timeout.ms
 * and group.consumer.max.session.timeout.ms. Null where there is none.
 */
record GroupBounds(@Nullable String least, @Nullable String most) {
    static GroupBounds of(String key) {
        return new GroupBounds(bound(key, "min"), bound(key, "max"));
    }

    private static @Nullable String bound(String key, String which) {
        int dot = key.indexOf('.');
        String name = "group." + key.substring(0, dot + 1) + which
                + key.substring(dot).replace(".num.standby", ".standby");
        return KeyTable.broker().contains(name) ? name : null;
    }

    int nearest(int value, BrokerSettings broker) {
        int atLeast = least != null && broker.value(least) instanceof Integer min ? Math.max(value, min) : value;
        return most != null && broker.value(most) instanceof Integer max ? Math.min(atLeast, max) : atLeast;
    }

    /** In Kafka's words; null if the value is within. */
    @Nullable
    String complaint(String key, int value, BrokerSettings broker) {
        if (least != null && broker.value(least) instanceof Integer min && value < min) {
            return key + " must be greater than or equal to " + least;
        }
        if (most != null && broker.value(most) instanceof Integer max && value > max) {
            return key + " must be less than or equal to " + most;
        }
        return null;
    }
}
