/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer wants to be remembered.
 *
 * @param retentionMs how long; -1 leaves it to the broker
 * @param ofUnknownGroup what a member of a group is told that does not exist
 */
public record OffsetCommit(
        String group, Claim claim, long retentionMs, ErrorCode ofUnknownGroup, List<Position> positions) {
    public static final long DEFAULT_RETENTION = -1;

    /**
     * Who commits.
     *
     * @param generation of a classic group, or the member's epoch; negative from outside of the group
     * @param knowsEpochs the request can say an epoch, which it can from version 9 on
     */
    public record Claim(String memberId, @Nullable String instanceId, int generation, boolean knowsEpochs) {
        /** Of a request that can say everything. */
        public Claim(String memberId, @Nullable String instanceId, int generation) {
            this(memberId, instanceId, generation, true);
        }
    }

    /** In one partition. */
    public record Position(TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, String metadata) {}

    /**
     * What became of it.
     *
     * @param error of all, then there are none for each
     * @param errors one for each position, in their order
     */
    public record Outcome(ErrorCode error, List<ErrorCode> errors) {
        static Outcome refused(ErrorCode error) {
            return new Outcome(error, List.of());
        }
    }
}
