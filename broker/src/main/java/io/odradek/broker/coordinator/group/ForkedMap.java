/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.HashMap;
import java.util.Map;

/**
 * A map whose fork reads the original's entries until it changes one: a decision that changes one member of two hundred
 * is not to copy all that the group has. The original must not change while a fork of it is used. Owned as the group is
 * whose it is.
 */
final class ForkedMap<K, V> {
    private Map<K, V> entries;
    private boolean borrowed;

    ForkedMap() {
        this(new HashMap<>(), false);
    }

    private ForkedMap(Map<K, V> entries, boolean borrowed) {
        this.entries = entries;
        this.borrowed = borrowed;
    }

    ForkedMap<K, V> fork() {
        return new ForkedMap<>(entries, true);
    }

    /** To look at. */
    Map<K, V> now() {
        return entries;
    }

    /** To change. */
    Map<K, V> own() {
        if (borrowed) {
            entries = new HashMap<>(entries);
            borrowed = false;
        }
        return entries;
    }
}
