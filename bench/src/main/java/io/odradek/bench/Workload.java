/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench;

import io.odradek.bench.group.GroupSize;
import java.time.Duration;

/**
 * How much of everything.
 *
 * @param produceRecords in each of {@code produceRuns} runs; the consumer then reads those of three
 * @param settlingReads between the consumer's three runs and the three that count as settled
 * @param steadyRecords at 2,000 a second
 * @param partitions of P8 to P10, and with three replicas each of what comes behind P15
 */
public record Workload(
        long produceRecords,
        int produceRuns,
        int settlingReads,
        long steadyRecords,
        long latencyRecords,
        Partitions partitions,
        Replicated replicated,
        Blows blows,
        Groups groups,
        Cleaning cleaning,
        Replay replay,
        Soak soak,
        Pauses pauses) {

    /** So many topics of so many partitions each; P9 adds one more topic. */
    public record Partitions(int topics, int perTopic) {
        public int count() {
            return topics * perTopic;
        }
    }

    /**
     * P15.
     *
     * @param runs of as many records as fast as possible, the first of which counts apart
     * @param perSecond then at this rate
     */
    public record Replicated(long records, int runs, int perSecond, int steadySeconds) {}

    /** How often a leader is hit: kill -9 in P11, SIGTERM in P12, SIGSTOP. */
    public record Blows(int kills, int stops, int hangs) {}

    /**
     * Of groups.
     *
     * @param warmUp rebalances that do not count
     * @param rebalances how often a member leaves and another joins
     * @param commitWarmUp before {@code commitTime}, which counts
     * @param idle groups that do nothing
     * @param loadedOffsets in one partition of the coordinator, which is loaded {@code loads} times
     */
    public record Groups(
            GroupSize size,
            int warmUp,
            int rebalances,
            Duration commitWarmUp,
            Duration commitTime,
            int idle,
            int loadedOffsets,
            int loads) {}

    /** A log to be compacted: so many records over so many keys. */
    public record Cleaning(long records, int keys, int valueBytes, int segmentBytes) {}

    /**
     * Of the generator of our own.
     *
     * @param warmUpBytes written and read before a scenario is measured
     * @param bytes of one flood; that of records of 100 B has half of it
     * @param paced how long a fixed rate is offered
     * @param allCells of the matrix, or only some
     * @param manyRequests of 200 connections
     * @param backlogBytes what stands in the log before somebody reads it from the beginning
     */
    public record Replay(
            long warmUpBytes, long bytes, Duration paced, boolean allCells, long manyRequests, long backlogBytes) {}

    /** So many steps, each of which has its own percentiles. */
    public record Soak(int steps, Duration step) {}

    /**
     * When nothing is done.
     *
     * @param settle between two steps, so that one does not pay for the other
     * @param housekeeping the age of a broker from which on it counts as idle with many partitions
     * @param idle how long idle CPU is counted
     */
    public record Pauses(Duration settle, Duration housekeeping, Duration idle) {}

    /** As in the anchors. */
    public static final Workload FULL = new Workload(
            5_000_000,
            4,
            4,
            20_000,
            10_000,
            new Partitions(10, 1000),
            new Replicated(1_000_000, 3, 5_000, 20),
            new Blows(20, 6, 4),
            new Groups(
                    new GroupSize(200, 10, 100),
                    600,
                    100,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    5_000,
                    1_000_000,
                    3),
            new Cleaning(5_000_000, 500_000, 200, 128 << 20),
            new Replay(256L << 20, 512L << 20, Duration.ofSeconds(5), true, 400_000, 2L << 30),
            new Soak(30, Duration.ofMinutes(1)),
            new Pauses(Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(20)));

    /** Checks that everything works; its figures mean nothing. */
    public static final Workload SHORT = new Workload(
            50_000,
            2,
            0,
            1000,
            200,
            new Partitions(2, 20),
            new Replicated(20_000, 2, 1_000, 2),
            new Blows(1, 1, 0),
            new Groups(new GroupSize(5, 2, 10), 1, 2, Duration.ofMillis(500), Duration.ofMillis(500), 50, 2_000, 1),
            new Cleaning(100_000, 1_000, 200, 2 << 20),
            new Replay(1 << 20, 2 << 20, Duration.ofMillis(200), false, 1_000, 4 << 20),
            new Soak(3, Duration.ofMillis(300)),
            new Pauses(Duration.ofMillis(500), Duration.ZERO, Duration.ofSeconds(1)));
}
