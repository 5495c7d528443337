/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.MemberStanding.Progress;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.protocol.wire.Uuid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Leads one member of a consumer group towards its target: first it gives back what it is not to have any more, then it
 * enters the target's epoch and gets what others have given back. Pure.
 *
 * @param subscribed whether it subscribes to a topic, by its id
 * @param reported the partitions that the member says it has; null if it says nothing
 */
record Reconciliation(
        ConsumerMember member,
        PartitionOwners owners,
        int targetEpoch,
        AssignedPartitions target,
        Predicate<Uuid> subscribed,
        @Nullable AssignedPartitions reported) {

    /**
     * Where the member stands next.
     *
     * @param narrowed its subscription has changed: what it no longer subscribes to goes at once, whatever the target
     */
    MemberStanding next(boolean narrowed) {
        MemberStanding now = member.standing();
        return switch (now.progress()) {
            case STABLE -> {
                if (now.epoch() != targetEpoch) {
                    yield towardsTarget();
                }
                yield narrowed ? withinSubscription() : now;
            }
            case UNREVOKED -> {
                if (!has(now.revoking())) {
                    yield towardsTarget();
                }
                yield narrowed ? withinSubscription() : now;
            }
            case UNRELEASED, UNKNOWN -> towardsTarget();
        };
    }

    /** Whether the member may still use any of these. */
    private boolean has(OwnedPartitions revoking) {
        return reported == null || revoking.containsAny(reported);
    }

    private MemberStanding towardsTarget() {
        MemberStanding now = member.standing();
        AssignedPartitions wanted = subscribedOnly(target);
        if (wanted.equals(now.owned().partitions())) {
            // As with most members in most epochs: it has what it is to have.
            return now.in(targetEpoch, Progress.STABLE, now.owned(), OwnedPartitions.NONE);
        }
        OwnedPartitions kept = now.owned().and(wanted);
        OwnedPartitions revoking = now.owned().minus(wanted);
        if (!revoking.isEmpty() && has(revoking)) {
            return now.in(now.epoch(), Progress.UNREVOKED, kept, revoking);
        }
        AssignedPartitions missing = wanted.minus(kept.partitions());
        AssignedPartitions free = free(missing);
        Progress progress = free.size() < missing.size() ? Progress.UNRELEASED : Progress.STABLE;
        return now.in(targetEpoch, progress, kept.plus(free, targetEpoch), OwnedPartitions.NONE);
    }

    /** Those that nobody else has, or has yet to give back. */
    private AssignedPartitions free(AssignedPartitions missing) {
        Map<Uuid, PartitionSet> free = new LinkedHashMap<>();
        missing.topics()
                .forEach(
                        (topic, partitions) -> free.put(topic, partitions.only(partition -> isFree(topic, partition))));
        return AssignedPartitions.consumed(free);
    }

    private boolean isFree(Uuid topic, int partition) {
        String owner = owners.owner(topic, partition);
        return owner == null || owner.equals(member.id());
    }

    /** The epoch stays; only what the member no longer subscribes to is to be given back. */
    private MemberStanding withinSubscription() {
        MemberStanding now = member.standing();
        OwnedPartitions kept = now.owned().and(subscribedOnly(now.owned().partitions()));
        if (kept.equals(now.owned())) {
            return now;
        }
        OwnedPartitions revoking = now.revoking().plus(now.owned().minus(kept.partitions()));
        return has(revoking)
                ? now.in(now.epoch(), Progress.UNREVOKED, kept, revoking)
                : now.in(now.epoch(), now.progress(), kept, now.revoking());
    }

    private AssignedPartitions subscribedOnly(AssignedPartitions partitions) {
        for (Uuid topic : partitions.topics().keySet()) {
            if (!subscribed.test(topic)) {
                Map<Uuid, PartitionSet> only = new LinkedHashMap<>(partitions.topics());
                only.keySet().removeIf(subscribed.negate());
                return AssignedPartitions.consumed(only);
            }
        }
        return partitions;
    }
}
