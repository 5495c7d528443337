/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.wire.Uuid;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which member of a consumer group has which partition, or has yet to give it back: nobody else gets it before. Follows
 * from the members' records; owned by its group.
 */
final class PartitionOwners {
    private final Map<Uuid, Map<Integer, String>> owners = new HashMap<>();

    PartitionOwners copy() {
        PartitionOwners copy = new PartitionOwners();
        owners.forEach((topic, ofTopic) -> copy.owners.put(topic, new HashMap<>(ofTopic)));
        return copy;
    }

    @Nullable
    String owner(Uuid topic, int partition) {
        return owners.getOrDefault(topic, Map.of()).get(partition);
    }

    void take(String memberId, MemberStanding standing) {
        take(memberId, standing.owned());
        take(memberId, standing.revoking());
    }

    private void take(String memberId, OwnedPartitions partitions) {
        partitions.epochs().forEach((topic, ofTopic) -> {
            Map<Integer, String> owned = owners.computeIfAbsent(topic, id -> new HashMap<>());
            ofTopic.keySet().forEach(partition -> owned.put(partition, memberId));
        });
    }

    void release(String memberId, MemberStanding standing) {
        release(memberId, standing.owned());
        release(memberId, standing.revoking());
    }

    /** What is somebody else's by now, by a later record, stays theirs. */
    private void release(String memberId, OwnedPartitions partitions) {
        partitions.epochs().forEach((topic, ofTopic) -> {
            Map<Integer, String> owned = owners.getOrDefault(topic, new HashMap<>());
            ofTopic.keySet().forEach(partition -> owned.remove(partition, memberId));
            if (owned.isEmpty()) {
                owners.remove(topic);
            }
        });
    }
}
