/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know of where a group stands.
 *
 * @param partitions null asks for all in which it has committed anything
 * @param stableOnly whether a transaction that is open hides what was committed before
 */
public record OffsetFetch(
        String group, Claim claim, @Nullable List<TopicPartition> partitions, boolean stableOnly) {
    /** Who asks: a member of a consumer group says so, others have no id and a negative epoch. */
    public record Claim(@Nullable String memberId, int memberEpoch) {
        public static final Claim OUTSIDER = new Claim(null, -1);
    }

    /** What it hears; nothing with an error. */
    public record Outcome(ErrorCode error, List<FoundOffset> found) {}
}
