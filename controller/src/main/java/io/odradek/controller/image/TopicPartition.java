/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.Comparator;

/** One partition of one topic, by name; printed as the directory name Kafka gives it. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
