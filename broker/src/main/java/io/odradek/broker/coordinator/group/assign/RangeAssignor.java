/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Neighbouring partitions of each topic, the same numbers of all topics with as many partitions and the same
 * subscribers, so that a member can join them. Static members come first, by instance id, and so keep their place for
 * as long as no other static member comes or goes. What members have does not count.
 */
public final class RangeAssignor implements ServerAssignor {
    static final String NAME = "range";
    static final String KAFKA_CLASS = "org.apache.kafka.coordinator.group.assignor.RangeAssignor";

    private static final Comparator<Map.Entry<String, AssignorMember>> STATIC_FIRST = Comparator.comparing(
                    (Map.Entry<String, AssignorMember> member) ->
                            member.getValue().instanceId(),
                    Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Map.Entry::getKey);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, AssignedPartitions> assign(Map<String, AssignorMember> members, TopicSizes sizes) {
        Map<String, AssignedPartitions> result = new LinkedHashMap<>();
        members.keySet().forEach(id -> result.put(id, AssignedPartitions.EMPTY));
        Map<Uuid, Ranges> topics = new HashMap<>();
        members.values()
                .forEach(member -> member.topics()
                        .forEach(topic -> topics.computeIfAbsent(topic, id -> new Ranges(sizes.partitions(id)))
                                .addSubscriber()));
        List<Map.Entry<String, AssignorMember>> inOrder =
                members.entrySet().stream().sorted(STATIC_FIRST).toList();
        for (Map.Entry<String, AssignorMember> member : inOrder) {
            Map<Uuid, PartitionSet> assigned = new LinkedHashMap<>();
            member.getValue().topics().forEach(topic -> {
                Ranges ranges = topics.get(topic);
                if (ranges != null) {
                    assigned.put(topic, ranges.next());
                }
            });
            result.put(member.getKey(), AssignedPartitions.of(assigned));
        }
        return result;
    }

    /** One topic's partitions, cut into as many ranges as it has subscribers; the first ones get what is left over. */
    private static final class Ranges {
        private final int partitions;
        private int subscribers;
        private int served;
        private int start;

        Ranges(int partitions) {
            this.partitions = partitions;
        }

        void addSubscriber() {
            subscribers++;
        }

        PartitionSet next() {
            int first = start;
            start += partitions / subscribers + (served < partitions % subscribers ? 1 : 0);
            served++;
            return PartitionSet.range(first, start);
        }
    }
}
