/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import java.util.Map;

/**
 * The features that are switched on for the whole cluster. Immutable.
 *
 * @param levels none of them is 0
 * @param epoch grows with each change; the version of the znode
 */
public record FinalizedFeatures(Map<String, Integer> levels, long epoch) {
    /** Before anything was read. */
    public static final FinalizedFeatures UNKNOWN = new FinalizedFeatures(Map.of(), -1);

    public FinalizedFeatures {
        levels = Map.copyOf(levels);
    }

    public int level(String feature) {
        return levels.getOrDefault(feature, 0);
    }
}
