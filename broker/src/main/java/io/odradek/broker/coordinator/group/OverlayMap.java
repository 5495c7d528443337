/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What another map has, and what is changed above it: a decision that changes one member of two hundred copies none of
 * the others. The map below must not change while this one is used. Its views are to be read only. Owned as the draft is
 * whose it is.
 */
final class OverlayMap<K, V> extends AbstractMap<K, V> {
    private final Map<K, V> below;

    /** Null for what is not there any more. */
    private final Map<K, @Nullable V> changes = new HashMap<>();

    private int size;

    OverlayMap(Map<K, V> below) {
        this.below = below;
        this.size = below.size();
    }

    @Override
    public @Nullable V get(Object key) {
        V changed = changes.get(key);
        return changed != null || changes.containsKey(key) ? changed : below.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable V put(K key, V value) {
        V before = get(key);
        changes.put(key, value);
        size += before == null ? 1 : 0;
        return before;
    }

    @Override
    @SuppressWarnings("unchecked") // It is a key of this map, or nothing is done with it.
    public @Nullable V remove(Object key) {
        V before = get(key);
        if (before != null) {
            changes.put((K) key, null);
            size--;
        }
        return before;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return Stream.concat(
                                below.entrySet().stream().filter(entry -> !changes.containsKey(entry.getKey())),
                                changes.entrySet().stream().filter(entry -> entry.getValue() != null))
                        .iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }
}
