/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of either kind, as far as offsets and administration go. What members ask of it is in {@link ClassicGroups} for
 * the classic protocol and in {@link ConsumerGroups} for the consumer protocol; either may meet either kind, as a group
 * can hold members of both. Confined to the loop of its shard.
 */
public sealed interface Group permits ClassicGroup, ConsumerGroup {
    /** What {@link #unusedSinceMs} says of offsets that somebody may use. */
    long IN_USE = Long.MAX_VALUE;

    String id();

    /** The kind, as ListGroups gives it. */
    String type();

    /** Of the members; empty for a group that has never had any. */
    String protocolTypeOrEmpty();

    /** Kafka's name of the state. */
    String stateLabel();

    /** NONE if this may be committed now; a commit from outside only a group without members takes. */
    ErrorCode commitRefusal(OffsetCommit commit);

    /** A commit of this member was accepted. */
    void committed(String memberId);

    /** NONE if this member may ask where the group stands; a null and a negative epoch are somebody from outside. */
    ErrorCode fetchRefusal(@Nullable String memberId, int memberEpoch);

    /** NONE, or NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND. */
    ErrorCode offsetDeleteRefusal();

    /** Whether the group may be deleted: NONE, or why not. */
    ErrorCode deleteRefusal();

    boolean isSubscribedTo(String topic);

    /** Since when nobody uses what was committed for this topic at that time; {@link #IN_USE} if somebody may. */
    long unusedSinceMs(String topic, long committedAtMs);

    /** Nobody is in it. */
    boolean isEmpty();

    /** What takes it back, all of it but its offsets. */
    List<CoordinatorRecord> tombstones();

    /** Deleted, or no longer ours: whoever waits here is sent away with the reason. */
    void end(ErrorCode reason);
}
