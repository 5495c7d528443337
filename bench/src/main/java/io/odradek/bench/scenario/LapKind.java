/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.scenario;

import java.util.Map;

/** The lives that a side has in a pair. */
public enum LapKind {
    /** One broker with traffic. */
    TRAFFIC,
    /** One broker with many partitions. */
    PARTITIONS,
    /** One broker with groups that rebalance and commit. */
    GROUPS,
    /** One broker with the offsets of groups that do nothing. */
    OFFSETS,
    /** One broker with a log to be compacted. */
    CLEANING,
    /** One broker with traffic of the generator's. */
    REPLAY,
    /** One broker with traffic for a long time. */
    SOAK,
    /** Three brokers with traffic. */
    REPLICATION,
    /** Three brokers with many partitions. */
    REPLICAS;

    /** What a single broker is told beside its defaults, on both sides alike. */
    public Map<String, String> properties() {
        return switch (this) {
            // A group of one member need not wait for a second one.
            case OFFSETS -> Map.of("group.initial.rebalance.delay.ms", "0");
            // The log is looked at soon.
            case CLEANING -> Map.of("log.cleaner.backoff.ms", "1000");
            // The disk is small beside what is written.
            case SOAK -> Map.of("log.retention.check.interval.ms", "10000");
            case TRAFFIC, PARTITIONS, GROUPS, REPLAY, REPLICATION, REPLICAS -> Map.of();
        };
    }

    /** Whether what the machine itself needs for the bytes is measured beside it. */
    public boolean isHeldAgainstLimits() {
        return this == TRAFFIC || this == REPLAY || this == REPLICATION;
    }

    /** Whether a side has it in the first pair only, since it takes so long. */
    public boolean isOnce() {
        return this == SOAK;
    }
}
