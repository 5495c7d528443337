/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.controller.image.TopicPartition;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A quota whose limit and partitions may change at any time; everything recorded in its windows counts. */
final class MeasuredQuota implements ReplicationQuota {
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final LongSupplier bytesPerSecondMax;
    private final Predicate<TopicPartition> throttled;
    private final ByteRate rate;
    private final LongSupplier nowMs;

    MeasuredQuota(
            LongSupplier bytesPerSecondMax, Predicate<TopicPartition> throttled, ByteRate rate, LongSupplier nowMs) {
        this.bytesPerSecondMax = bytesPerSecondMax;
        this.throttled = throttled;
        this.rate = rate;
        this.nowMs = nowMs;
    }

    @Override
    public boolean isLimited() {
        return bytesPerSecondMax.getAsLong() != UNLIMITED;
    }

    @Override
    public boolean isThrottled(TopicPartition partition) {
        return throttled.test(partition);
    }

    @Override
    public boolean isExceeded() {
        return rate.bytesPerSecond(nowMs.getAsLong()) > bytesPerSecondMax.getAsLong();
    }

    @Override
    public void record(TopicPartition partition, long bytes) {
        if (bytes > 0 && isLimited() && isThrottled(partition)) {
            rate.record(bytes, nowMs.getAsLong());
        }
    }
}
