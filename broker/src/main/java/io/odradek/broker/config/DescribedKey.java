/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key as somebody who asks is shown it. A secret has neither value nor texts.
 *
 * @param layers every layer's word on it, the one in effect first; empty when only the default speaks
 */
public record DescribedKey(
        String name,
        @Nullable String value,
        KeyType type,
        boolean readOnly,
        boolean sensitive,
        ConfigLayer layer,
        List<LayeredValue> layers) {

    /** A key that is stored and that nobody here knows. */
    static DescribedKey stranger(String name, ConfigLayer layer) {
        return new DescribedKey(
                name, null, KeyType.UNKNOWN, false, true, layer, List.of(new LayeredValue(name, "", layer)));
    }

    static DescribedKey of(KeyDefinition key, @Nullable String value, boolean readOnly, List<LayeredValue> layers) {
        boolean sensitive = key.type().isSensitive();
        return new DescribedKey(
                key.name(),
                sensitive ? null : value,
                key.type(),
                readOnly,
                sensitive,
                layers.isEmpty() ? ConfigLayer.DEFAULT : layers.get(0).layer(),
                layers);
    }
}
