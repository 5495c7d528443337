/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.controller.image.TopicPartition;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions of this broker a topic's list of throttled replicas names: pairs of partition and broker, or {@code *}
 * for all. Lists are read once and remembered by their text. Any thread may ask; two that read the same list at a time
 * do it twice, and either result stays.
 */
final class ThrottledReplicas {
    private static final String ALL = "*";

    private final int brokerId;
    private final Function<String, @Nullable String> listOf;
    private volatile Map<String, Parsed> known = Map.of();

    private record Parsed(String text, boolean all, BitSet partitions) {}

    /** @param listOf the list in force for a topic, null or empty if it has none */
    ThrottledReplicas(int brokerId, Function<String, @Nullable String> listOf) {
        this.brokerId = brokerId;
        this.listOf = listOf;
    }

    boolean contains(TopicPartition partition) {
        String text = listOf.apply(partition.topic());
        if (text == null || text.isEmpty()) {
            return false;
        }
        Parsed parsed = known.get(partition.topic());
        if (parsed == null || !parsed.text().equals(text)) {
            parsed = parse(text);
            Map<String, Parsed> next = new HashMap<>(known);
            next.put(partition.topic(), parsed);
            known = next;
        }
        return parsed.all() || parsed.partitions().get(partition.partition());
    }

    /** A pair that cannot be read, written by another release, names nobody. */
    private Parsed parse(String text) {
        BitSet partitions = new BitSet();
        String own = ":" + brokerId;
        for (String element : text.split(",", -1)) {
            String pair = element.trim();
            if (pair.equals(ALL)) {
                return new Parsed(text, true, partitions);
            }
            if (pair.endsWith(own) && pair.matches("\\d{1,9}:\\d+")) {
                partitions.set(Integer.parseInt(pair.substring(0, pair.indexOf(':'))));
            }
        }
        return new Parsed(text, false, partitions);
    }
}
