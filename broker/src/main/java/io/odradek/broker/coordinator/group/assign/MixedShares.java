/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The uniform assignment of a group whose members subscribe to different topics: everybody keeps what is still to its
 * taste, what is free goes to the least loaded subscribers, and then topic after topic is evened out among its
 * subscribers until nothing moves, or it has been tried often enough. Used once.
 */
final class MixedShares {
    /** Kafka's. Subscriptions that overlap in a chain hand a partition on by one member in each round. */
    private static final int ROUNDS_MAX = 16;

    /** Those who have few subscribers to choose from come first. */
    private static final Comparator<SharedTopic> HARDEST_FIRST = Comparator.comparingDouble(
                    SharedTopic::partitionsPerSubscriber)
            .reversed()
            .thenComparingInt(topic -> topic.subscribers().length)
            .thenComparing(SharedTopic::id, KafkaOrder.BY_ID);

    private final List<AssignorMember> members;
    private final List<String> ids;
    private final int[] loads;
    private final List<SharedTopic> topics;

    MixedShares(Map<String, AssignorMember> members, TopicSizes sizes) {
        this.members = List.copyOf(members.values());
        this.ids = List.copyOf(members.keySet());
        this.loads = new int[ids.size()];
        Map<Uuid, IntStream.Builder> subscribers = new LinkedHashMap<>();
        for (int member = 0; member < ids.size(); member++) {
            for (Uuid topic : this.members.get(member).topics()) {
                subscribers.computeIfAbsent(topic, id -> IntStream.builder()).add(member);
            }
        }
        this.topics = subscribers.entrySet().stream()
                .map(topic -> new SharedTopic(
                        topic.getKey(), topic.getValue().build().toArray(), sizes.partitions(topic.getKey()), loads))
                .sorted(HARDEST_FIRST)
                .toList();
    }

    Map<String, AssignedPartitions> assign() {
        keep();
        topics.forEach(SharedTopic::handOut);
        evenOut(topics.stream().filter(topic -> topic.subscribers().length > 1).toList());
        return result();
    }

    private void keep() {
        Map<Uuid, SharedTopic> byId = new HashMap<>();
        topics.forEach(topic -> byId.put(topic.id(), topic));
        for (int i = 0; i < members.size(); i++) {
            int member = i;
            AssignorMember asked = members.get(member);
            asked.target().topics().forEach((id, partitions) -> {
                SharedTopic topic = byId.get(id);
                if (topic != null && asked.topics().contains(id)) {
                    topic.keep(member, partitions);
                }
            });
        }
    }

    /** Ends where a whole round since the last topic that moved anything has moved nothing. */
    private static void evenOut(List<SharedTopic> shared) {
        int quiet = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            for (int i = 0; i < shared.size(); i++) {
                boolean first = round == 0 && i == 0;
                if (!first && quiet == shared.size() - 1) {
                    return;
                }
                quiet = shared.get(i).evenOut() || first ? 0 : quiet + 1;
            }
        }
    }

    private Map<String, AssignedPartitions> result() {
        List<Map<Uuid, PartitionSet>> assigned = new ArrayList<>();
        ids.forEach(id -> assigned.add(new LinkedHashMap<>()));
        for (SharedTopic topic : topics) {
            topic.byOwner().forEach((member, partitions) -> assigned.get(member).put(topic.id(), partitions));
        }
        Map<String, AssignedPartitions> result = new LinkedHashMap<>();
        for (int member = 0; member < ids.size(); member++) {
            AssignedPartitions next = AssignedPartitions.of(assigned.get(member));
            AssignedPartitions had = members.get(member).target();
            result.put(ids.get(member), next.equals(had) ? had : next);
        }
        return result;
    }
}
