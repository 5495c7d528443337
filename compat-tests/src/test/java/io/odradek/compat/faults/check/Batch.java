/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

/**
 * A record batch in a replica's log.
 *
 * @param digest of all its bytes
 */
public record Batch(long baseOffset, long lastOffset, int leaderEpoch, String digest) {}
