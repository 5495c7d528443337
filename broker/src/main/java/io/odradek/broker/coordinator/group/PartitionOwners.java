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
    private record Place(Uuid topic, int partition) {}

    private final Map<Place, String> owners;

    PartitionOwners() {
        this(new HashMap<>());
    }

    private PartitionOwners(Map<Place, String> owners) {
        this.owners = owners;
    }

    /** One that changes on its own; the original must not change while it is used. */
    PartitionOwners fork() {
        return new PartitionOwners(new OverlayMap<>(owners));
    }

    @Nullable
    String owner(Uuid topic, int partition) {
        return owners.get(new Place(topic, partition));
    }

    /** What is somebody else's by now, by a later record, stays theirs. Most steps of a member move no partition. */
    void move(String memberId, MemberStanding before, MemberStanding now) {
        if (before.owned().equals(now.owned()) && before.revoking().equals(now.revoking())) {
            return;
        }
        release(memberId, before.owned());
        release(memberId, before.revoking());
        take(memberId, now.owned());
        take(memberId, now.revoking());
    }

    private void take(String memberId, OwnedPartitions partitions) {
        partitions.partitions().forEach((topic, partition) -> owners.put(new Place(topic, partition), memberId));
    }

    private void release(String memberId, OwnedPartitions partitions) {
        partitions.partitions().forEach((topic, partition) -> owners.remove(new Place(topic, partition), memberId));
    }
}
