/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

/**
 * How a broker fetches from leaders, by Kafka's {@code replica.fetch.*} keys.
 *
 * @param partitionBytesMax {@code replica.fetch.max.bytes}; the first batch may be larger
 * @param answerBytesMax {@code replica.fetch.response.max.bytes}; the first batch may be larger
 * @param backoffMaxMs {@code replica.fetch.backoff.ms}: waiting begins much shorter and stays so for some tries, since
 *     what fails when a leader is named is often right a moment later, and producers wait for it
 */
public record FetcherSettings(
        int brokerId, int waitMaxMs, int minBytes, int partitionBytesMax, int answerBytesMax, int backoffMaxMs) {
    private static final int BACKOFF_FIRST_MS = 20;
    private static final int PROMPT_TRIES = 5;
    private static final int DOUBLINGS_MAX = 16;

    /** How long to wait after so many failures in a row. */
    long backoffMs(int failures) {
        int doublings = Math.min(Math.max(0, failures - PROMPT_TRIES), DOUBLINGS_MAX);
        return Math.min(backoffMaxMs, (long) BACKOFF_FIRST_MS << doublings);
    }
}
