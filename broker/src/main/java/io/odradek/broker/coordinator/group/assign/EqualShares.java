/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The uniform assignment of a group whose members all subscribe to the same topics. Each keeps what it had up to its
 * share, and those with room get the rest in turn. Where it does not come out even, some have one more: those who had,
 * and, if they are too few, the last ones. Used once.
 */
final class EqualShares {
    private record Partition(Uuid topic, int number) {}

    private final Map<String, AssignorMember> members;
    private final Map<Uuid, Integer> sizes = new LinkedHashMap<>();
    private final Queue<Partition> free = new ArrayDeque<>();

    EqualShares(Map<String, AssignorMember> members, TopicSizes sizes) {
        this.members = members;
        Set<Uuid> topics = members.values().iterator().next().topics();
        KafkaOrder.topics(topics).forEach(topic -> this.sizes.put(topic, sizes.partitions(topic)));
    }

    Map<String, AssignedPartitions> assign() {
        int total = sizes.values().stream().mapToInt(Integer::intValue).sum();
        int share = total / members.size();
        int larger = total % members.size();
        int following = members.size();
        freeWhatNobodyHad();
        Map<String, AssignedPartitions> result = new LinkedHashMap<>();
        Map<String, Integer> room = new LinkedHashMap<>();
        for (Map.Entry<String, AssignorMember> member : members.entrySet()) {
            AssignedPartitions kept = keep(member.getValue().target(), larger > 0 ? share + 1 : share);
            boolean hasLarger = larger > 0 && (kept.size() > share || following <= larger);
            result.put(member.getKey(), kept);
            room.put(member.getKey(), (hasLarger ? share + 1 : share) - kept.size());
            larger -= hasLarger ? 1 : 0;
            following--;
        }
        room.forEach((id, count) -> result.merge(id, take(count), AssignedPartitions::plus));
        return result;
    }

    private void freeWhatNobodyHad() {
        Map<Uuid, BitSet> had = new HashMap<>();
        for (AssignorMember member : members.values()) {
            member.target().topics().forEach((topic, partitions) -> {
                BitSet numbers = had.computeIfAbsent(topic, id -> new BitSet());
                partitions.only(number -> number >= 0).forEach(numbers::set);
            });
        }
        sizes.forEach((topic, size) -> {
            BitSet taken = had.getOrDefault(topic, new BitSet());
            for (int number = taken.nextClearBit(0); number < size; number = taken.nextClearBit(number + 1)) {
                free.add(new Partition(topic, number));
            }
        });
    }

    private AssignedPartitions keep(AssignedPartitions had, int most) {
        if (had.size() <= most && areThere(had)) {
            return had;
        }
        Map<Uuid, PartitionSet> kept = new LinkedHashMap<>();
        int room = most;
        for (Uuid topic : KafkaOrder.topics(had.topics().keySet())) {
            PartitionSet existing = had.partitions(topic).below(sizes.getOrDefault(topic, 0));
            PartitionSet part = existing.size() <= room ? existing : cut(topic, existing, room);
            room -= part.size();
            kept.put(topic, part);
        }
        return AssignedPartitions.of(kept);
    }

    private boolean areThere(AssignedPartitions had) {
        for (Map.Entry<Uuid, PartitionSet> topic : had.topics().entrySet()) {
            PartitionSet partitions = topic.getValue();
            if (!partitions.equals(partitions.below(sizes.getOrDefault(topic.getKey(), 0)))) {
                return false;
            }
        }
        return true;
    }

    private PartitionSet cut(Uuid topic, PartitionSet partitions, int room) {
        int[] ordered = KafkaOrder.partitions(partitions);
        IntStream.of(ordered).skip(room).forEach(number -> free.add(new Partition(topic, number)));
        return PartitionSet.of(IntStream.of(ordered).limit(room).toArray());
    }

    private AssignedPartitions take(int count) {
        Map<Uuid, IntStream.Builder> taken = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Partition next = free.remove();
            taken.computeIfAbsent(next.topic(), topic -> IntStream.builder()).add(next.number());
        }
        Map<Uuid, PartitionSet> result = new LinkedHashMap<>();
        taken.forEach((topic, numbers) ->
                result.put(topic, PartitionSet.of(numbers.build().toArray())));
        return AssignedPartitions.of(result);
    }
}
