/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * Who fetches, and how.
 *
 * @param bytesMax for all partitions together; the first batch may be larger
 * @param readCommitted whether reading ends at the last stable offset
 */
public record FetchReader(FetchOrigin origin, int minBytes, int bytesMax, int waitMaxMs, boolean readCommitted) {
    /** Whether it reads what is not committed yet. */
    boolean readsToTheEnd() {
        return !(origin instanceof FetchOrigin.Consumer);
    }

    /** Whether only the leader may answer. */
    boolean needsLeader() {
        return origin instanceof FetchOrigin.Replica
                || (origin instanceof FetchOrigin.Consumer consumer && !consumer.anyReplica());
    }
}
