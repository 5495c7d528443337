/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A live broker. Its epoch is the czxid of its registration, so a broker that registers again is never taken for the
 * one it was; -1 where the sender did not know it.
 */
public record BrokerImage(
        int id,
        long epoch,
        Map<String, Endpoint> endpoints,
        @Nullable String rack) {
    public BrokerImage {
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    public @Nullable Endpoint endpoint(String listener) {
        return endpoints.get(listener);
    }
}
