/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What offsets need to know of the group that they belong to, whatever its protocol. Confined to the loop of its shard. */
public interface Group {
    /** What {@link #unusedSinceMs} says of offsets that somebody may use. */
    long IN_USE = Long.MAX_VALUE;

    String id();

    /**
     * NONE if this member may commit now; -1 as generation is a commit from outside, which only a group without members
     * takes.
     */
    ErrorCode commitRefusal(String memberId, @Nullable String instanceId, int generationId);

    /** A commit of this member was accepted, which is a sign of life. */
    void committed(String memberId);

    /** NONE, or NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND. */
    ErrorCode offsetDeleteRefusal();

    boolean isSubscribedTo(String topic);

    /** Since when nobody uses what was committed for this topic at that time; {@link #IN_USE} if somebody may. */
    long unusedSinceMs(String topic, long committedAtMs);

    /** Nobody is in it. */
    boolean isEmpty();
}
