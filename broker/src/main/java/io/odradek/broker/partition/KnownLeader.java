/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

/** A partition's leader, perhaps nobody (-1), in an epoch. */
public record KnownLeader(int leader, int leaderEpoch) {}
