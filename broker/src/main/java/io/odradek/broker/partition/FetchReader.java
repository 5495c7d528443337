/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * Who fetches, and how.
 *
 * @param replicaId the broker id of a follower, -1 for a consumer
 * @param bytesMax for all partitions together; the first batch may be larger
 * @param readCommitted whether reading ends at the last stable offset
 */
public record FetchReader(int replicaId, int minBytes, int bytesMax, int waitMaxMs, boolean readCommitted) {
    private static final int CONSUMER = -1;

    public boolean isFollower() {
        return replicaId > CONSUMER;
    }
}
