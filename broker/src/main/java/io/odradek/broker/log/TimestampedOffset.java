/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** A record found by its timestamp. */
public record TimestampedOffset(long timestampMs, long offset, int leaderEpoch) {}
