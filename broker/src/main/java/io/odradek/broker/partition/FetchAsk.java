/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * What is wanted of one partition. Epochs and the log start that the reader does not tell are -1; a follower's log start
 * says what it still has.
 */
public record FetchAsk(
        PartitionRef partition,
        long fetchOffset,
        int currentLeaderEpoch,
        int lastFetchedEpoch,
        long logStartOffset,
        int bytesMax) {}
