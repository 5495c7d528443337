/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one partition. Epochs and the log start that the reader does not tell are -1; a follower's log start
 * says what it still has.
 *
 * @param watch what is to hear of the partition from this read on, if anything
 */
public record FetchAsk(
        PartitionRef partition,
        long fetchOffset,
        int currentLeaderEpoch,
        int lastFetchedEpoch,
        long logStartOffset,
        int bytesMax,
        @Nullable FetchWatch watch) {
    public FetchAsk(
            PartitionRef partition,
            long fetchOffset,
            int currentLeaderEpoch,
            int lastFetchedEpoch,
            long logStartOffset,
            int bytesMax) {
        this(partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch, logStartOffset, bytesMax, null);
    }
}
