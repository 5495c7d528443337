/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** The levels of a feature that a broker can work at, both ends included. */
public record FeatureRange(int min, int max) {
    public boolean contains(int level) {
        return level >= min && level <= max;
    }
}
