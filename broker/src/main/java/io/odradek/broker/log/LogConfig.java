/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/** A topic's settings as far as its log needs them, typed. Immutable and shared by all partitions that agree in it. */
public record LogConfig(Roll roll, Retention retention, Flush flush, Batches batches, Cleaning cleaning) {
    private static final long DAY_MS = 24L * 60 * 60 * 1000;
    private static final long WEEK_MS = 7 * DAY_MS;

    /** Kafka's defaults. */
    public static final LogConfig DEFAULTS = new LogConfig(
            new Roll(1 << 30, WEEK_MS, 0, 10 << 20, 4096),
            new Retention(true, false, WEEK_MS, -1, 60_000),
            new Flush(Long.MAX_VALUE, Long.MAX_VALUE),
            new Batches(1_048_588, false, Long.MAX_VALUE, 3_600_000, Recompression.PRODUCER),
            new Cleaning(0.5, 0, Long.MAX_VALUE, DAY_MS));

    /** When a segment is closed and the next one begun, and how densely it is indexed. */
    public record Roll(
            int segmentBytes, long segmentMs, long segmentJitterMs, int indexBytesMax, int indexIntervalBytes) {}

    /** What is deleted when; -1 is no limit. {@code delete} and {@code compact} are the parts of cleanup.policy. */
    public record Retention(
            boolean delete, boolean compact, long retentionMs, long retentionBytes, long fileDeleteDelayMs) {}

    /** When what was appended is forced to the disk without being asked. */
    public record Flush(long flushMessages, long flushMs) {}

    /** What a batch has to be, and what is changed in it. */
    public record Batches(
            int messageBytesMax,
            boolean logAppendTime,
            long timestampBeforeMaxMs,
            long timestampAfterMaxMs,
            Recompression recompression) {}

    /**
     * When a compacted log is cleaned, and for how long its tombstones can be seen.
     *
     * @param lagMinMs records younger than that are left alone
     * @param lagMaxMs records older than that are cleaned whatever the ratio
     */
    public record Cleaning(double dirtyRatioMin, long lagMinMs, long lagMaxMs, long deleteRetentionMs) {}

    /** The topic's compression.type ("producer" leaves batches as they come) and the level for its codec. */
    public record Recompression(String type, int level) {
        public static final Recompression PRODUCER = new Recompression("producer", -1);
    }

    public LogConfig withRoll(Roll other) {
        return new LogConfig(other, retention, flush, batches, cleaning);
    }

    public LogConfig withSegmentBytes(int segmentBytes) {
        return withRoll(new Roll(
                segmentBytes, roll.segmentMs, roll.segmentJitterMs, roll.indexBytesMax, roll.indexIntervalBytes));
    }

    public LogConfig withRetention(Retention other) {
        return new LogConfig(roll, other, flush, batches, cleaning);
    }

    public LogConfig withFlush(Flush other) {
        return new LogConfig(roll, retention, other, batches, cleaning);
    }

    public LogConfig withCleaning(Cleaning other) {
        return new LogConfig(roll, retention, flush, batches, other);
    }

    public LogConfig withBatches(Batches other) {
        return new LogConfig(roll, retention, flush, other, cleaning);
    }
}
