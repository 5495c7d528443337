/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import org.jspecify.annotations.Nullable;

/** The kinds of things that have configurations, with their numbers on the wire. */
enum ConfigResource {
    TOPIC(2),
    BROKER(4),
    BROKER_LOGGER(8),
    CLIENT_METRICS(16),
    GROUP(32);

    private final byte id;

    ConfigResource(int id) {
        this.id = (byte) id;
    }

    byte id() {
        return id;
    }

    static @Nullable ConfigResource forId(byte id) {
        for (ConfigResource resource : values()) {
            if (resource.id == id) {
                return resource;
            }
        }
        return null;
    }
}
