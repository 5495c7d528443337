/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose changed copy costs about the square root of its size: entries lie in small buckets, and a copy
 * shares every bucket it did not touch. Made for images of which a few entries of many thousands change at a time.
 */
final class BucketMap<K, V> {
    private static final int BUCKETS_MIN = 16;

    private final List<Map<K, V>> buckets;
    private final int size;

    private BucketMap(List<Map<K, V>> buckets, int size) {
        this.buckets = buckets;
        this.size = size;
    }

    static <K, V> BucketMap<K, V> empty() {
        return new BucketMap<>(emptyBuckets(BUCKETS_MIN), 0);
    }

    int size() {
        return size;
    }

    @Nullable
    V get(K key) {
        return buckets.get(bucketOf(key, buckets.size())).get(key);
    }

    void forEach(BiConsumer<K, V> visitor) {
        buckets.forEach(bucket -> bucket.forEach(visitor));
    }

    /** A copy with these entries set, and without these keys. */
    BucketMap<K, V> with(Map<K, V> changed, Set<K> removed) {
        if (changed.isEmpty() && removed.isEmpty()) {
            return this;
        }
        List<Map<K, V>> copy = new ArrayList<>(roomFor(changed.size()));
        boolean[] owned = new boolean[copy.size()];
        int newSize = size;
        for (K key : removed) {
            newSize -= owned(copy, owned, key).remove(key) == null ? 0 : 1;
        }
        for (Map.Entry<K, V> entry : changed.entrySet()) {
            newSize += owned(copy, owned, entry.getKey()).put(entry.getKey(), entry.getValue()) == null ? 1 : 0;
        }
        return new BucketMap<>(copy, newSize);
    }

    /** The buckets as they are, or spread over more when additions would make them long. */
    private List<Map<K, V>> roomFor(int additions) {
        int wanted = size + additions;
        int count = buckets.size();
        while ((long) count * count < wanted) {
            count *= 2;
        }
        if (count == buckets.size()) {
            return buckets;
        }
        List<Map<K, V>> spread = emptyBuckets(count);
        boolean[] owned = new boolean[count];
        forEach((key, value) -> owned(spread, owned, key).put(key, value));
        return spread;
    }

    private static <K, V> Map<K, V> owned(List<Map<K, V>> buckets, boolean[] owned, K key) {
        int index = bucketOf(key, buckets.size());
        if (!owned[index]) {
            buckets.set(index, new HashMap<>(buckets.get(index)));
            owned[index] = true;
        }
        return buckets.get(index);
    }

    private static int bucketOf(Object key, int count) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & (count - 1);
    }

    private static <K, V> List<Map<K, V>> emptyBuckets(int count) {
        List<Map<K, V>> fresh = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fresh.add(Map.of());
        }
        return fresh;
    }

    @Override
    public String toString() {
        return "BucketMap" + Arrays.toString(buckets.toArray());
    }
}
