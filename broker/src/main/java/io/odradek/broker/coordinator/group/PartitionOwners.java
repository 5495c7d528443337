/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.wire.Uuid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which member of a consumer group has which partition, or has yet to give it back: nobody else gets it before. Follows
 * from the members' records; owned by its group.
 */
final class PartitionOwners {
    private final Map<Uuid, Map<Integer, String>> owners;

    /** The topics whose map is not the original's any more; null for one that is no fork. */
    private final @Nullable Set<Uuid> own;

    PartitionOwners() {
        this(new HashMap<>(), null);
    }

    private PartitionOwners(Map<Uuid, Map<Integer, String>> owners, @Nullable Set<Uuid> own) {
        this.owners = owners;
        this.own = own;
    }

    /** One that copies a topic's owners when it changes them; the original must not change while it is used. */
    PartitionOwners fork() {
        return new PartitionOwners(new HashMap<>(owners), new HashSet<>());
    }

    private Map<Integer, String> toChange(Uuid topic) {
        boolean borrowed = own != null && own.add(topic);
        Map<Integer, String> present = owners.get(topic);
        if (present == null || borrowed) {
            present = present == null ? new HashMap<>() : new HashMap<>(present);
            owners.put(topic, present);
        }
        return present;
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
            Map<Integer, String> owned = toChange(topic);
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
            if (!owners.containsKey(topic)) {
                return;
            }
            Map<Integer, String> owned = toChange(topic);
            ofTopic.keySet().forEach(partition -> owned.remove(partition, memberId));
            if (owned.isEmpty()) {
                owners.remove(topic);
            }
        });
    }
}
