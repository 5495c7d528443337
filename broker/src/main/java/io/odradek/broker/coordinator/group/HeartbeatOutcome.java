/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a ConsumerGroupHeartbeat.
 *
 * @param message what is wrong, in words; null without an error
 * @param memberId null with an error
 * @param assignment null if the member knows it
 */
public record HeartbeatOutcome(
        ErrorCode error,
        @Nullable String message,
        @Nullable String memberId,
        int epoch,
        int intervalMs,
        @Nullable AssignedPartitions assignment) {

    public static HeartbeatOutcome refused(ErrorCode error, @Nullable String message) {
        return new HeartbeatOutcome(error, message, null, 0, 0, null);
    }

    static HeartbeatOutcome refused(Refusal refusal) {
        return refused(refusal.error(), refusal.message());
    }

    static HeartbeatOutcome accepted(
            String memberId, int epoch, int intervalMs, @Nullable AssignedPartitions assignment) {
        return new HeartbeatOutcome(ErrorCode.NONE, null, memberId, epoch, intervalMs, assignment);
    }
}
