/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

/**
 * The broker's settings for cleaning compacted logs, Kafka's {@code log.cleaner.*}; asked for again when they matter, so
 * that they can change while the broker runs.
 *
 * @param threads how many logs are cleaned at a time
 * @param dedupeBufferBytes for the keys of all logs that are cleaned at a time
 * @param loadFactor how full each one's share of it may get
 * @param ioBufferBytes for the output of all of them
 * @param ioBytesPerSecond read and written by all of them
 * @param backoffMs after a segment was closed, or the disk was full, until the log is looked at
 */
public record CleanerSettings(
        boolean enabled,
        int threads,
        long dedupeBufferBytes,
        double loadFactor,
        int ioBufferBytes,
        double ioBytesPerSecond,
        long backoffMs) {
    /** Kafka's defaults. */
    public static final CleanerSettings DEFAULTS =
            new CleanerSettings(true, 1, 128L << 20, 0.9, 512 << 10, Double.MAX_VALUE, 15_000);

    long dedupeBytesEach() {
        return dedupeBufferBytes / Math.max(1, threads);
    }

    int ioBytesEach() {
        return Math.max(1, ioBufferBytes / Math.max(1, threads) / 2);
    }
}
