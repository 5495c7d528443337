/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

/** What somebody wants a feature's level to be; 0 switches it off. */
public record FeatureUpdate(String feature, int level, Kind kind) {
    /** Whether the level may fall. */
    public enum Kind {
        UNKNOWN,
        UPGRADE,
        SAFE_DOWNGRADE,
        UNSAFE_DOWNGRADE;

        /** By the number on the wire. */
        public static Kind of(int code) {
            return code < 0 || code >= values().length ? UNKNOWN : values()[code];
        }
    }
}
