/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import io.odradek.controller.image.TopicPartition;
import java.util.ArrayList;
import java.util.List;

/**
 * A metric's name as Kafka has it.
 *
 * @param group such as kafka.log
 * @param type such as LogCleaner
 * @param tags what tells it from others of that name, in Kafka's order
 */
public record MetricName(String group, String type, String name, List<Tag> tags) {
    public MetricName {
        tags = List.copyOf(tags);
    }

    /** One property more, such as logDirectory. */
    public record Tag(String key, String value) {}

    public static MetricName of(String group, String type, String name) {
        return new MetricName(group, type, name, List.of());
    }

    /** Another one of the same group and type. */
    public MetricName named(String other) {
        return new MetricName(group, type, other, tags);
    }

    public MetricName with(String key, String value) {
        List<Tag> more = new ArrayList<>(tags);
        more.add(new Tag(key, value));
        return new MetricName(group, type, name, more);
    }

    public MetricName with(TopicPartition partition) {
        return with("topic", partition.topic()).with("partition", Integer.toString(partition.partition()));
    }
}
