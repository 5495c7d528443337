/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import java.util.Map;
import java.util.Optional;

/**
 * A way to distribute partitions to the members of a consumer group (KIP-848). Has no state: the same members in the
 * same order get the same partitions, from here as from Apache Kafka 4.3.1.
 */
public sealed interface ServerAssignor permits RangeAssignor, UniformAssignor {
    /** What members and {@code group.consumer.assignors} call it. */
    String name();

    /**
     * What each member is to have from now on: every partition that anybody subscribes to belongs to exactly one of its
     * subscribers.
     *
     * @param members by member id. Where there is a choice, who comes first gets more; Kafka goes through its members in
     *     the order of a {@link java.util.HashMap}
     * @return an entry for each member, in the same order
     */
    Map<String, AssignedPartitions> assign(Map<String, AssignorMember> members, TopicSizes sizes);

    /** The assignor that {@code group.consumer.assignors} means by a name, or by the name of Kafka's class. */
    static Optional<ServerAssignor> named(String name) {
        return switch (name) {
            case UniformAssignor.NAME, UniformAssignor.KAFKA_CLASS -> Optional.of(new UniformAssignor());
            case RangeAssignor.NAME, RangeAssignor.KAFKA_CLASS -> Optional.of(new RangeAssignor());
            default -> Optional.empty();
        };
    }
}
