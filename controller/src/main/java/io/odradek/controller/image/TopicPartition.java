/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One partition of one topic, by name; printed as the directory name Kafka gives it. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, other);
    }

    // By hand, as in io.odradek.protocol.wire.Uuid.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicPartition named && partition == named.partition && topic.equals(named.topic);
    }

    @Override
    public int hashCode() {
        return topic.hashCode() * 31 + partition;
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
