/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/**
 * Who fetches, and how.
 *
 * @param bytesMax for all partitions together; the first batch may be larger
 * @param readCommitted whether reading ends at the last stable offset
 */
public record FetchReader(FetchOrigin origin, int minBytes, int bytesMax, int waitMaxMs, boolean readCommitted) {
    boolean readsToTheEnd() {
        return origin.readsToTheEnd();
    }

    boolean needsLeader() {
        return origin.needsLeader();
    }
}
