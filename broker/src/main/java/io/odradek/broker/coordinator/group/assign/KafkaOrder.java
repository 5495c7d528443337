/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The order in which Kafka's assignors come across topics and partitions. They go through hash sets; nothing rests on
 * it but that the same group is distributed here as there.
 */
final class KafkaOrder {
    /** Signed, as Kafka's Uuid compares. */
    static final Comparator<Uuid> BY_ID =
            Comparator.comparingLong(Uuid::mostSignificantBits).thenComparingLong(Uuid::leastSignificantBits);

    private KafkaOrder() {}

    static List<Uuid> topics(Collection<Uuid> topics) {
        if (topics.size() < 2) {
            return List.copyOf(topics);
        }
        Set<Hashed> set = new HashSet<>();
        topics.forEach(topic -> set.add(new Hashed(topic)));
        return set.stream().map(Hashed::topic).toList();
    }

    static int[] partitions(PartitionSet partitions) {
        Set<Integer> set = new HashSet<>(partitions.stream().boxed().toList());
        return set.stream().mapToInt(Integer::intValue).toArray();
    }

    private record Hashed(Uuid topic) {
        @Override
        public int hashCode() {
            return Long.hashCode(topic.mostSignificantBits() ^ topic.leastSignificantBits());
        }
    }
}
