/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes in a second over the last few windows of time, as Kafka's quotas count: all that is in the windows, over the time
 * since the oldest of them began, but over one window at least. Any thread may call; a call at the border of two windows
 * may count for either.
 */
final class ByteRate {
    private static final long MS_PER_SECOND = 1_000;

    private final long windowMs;
    private final AtomicReferenceArray<Window> windows;

    private record Window(long number, LongAdder bytes) {}

    ByteRate(int windowCount, long windowMs) {
        this.windowMs = windowMs;
        this.windows = new AtomicReferenceArray<>(windowCount);
    }

    void record(long bytes, long nowMs) {
        long number = Math.floorDiv(nowMs, windowMs);
        int slot = Math.floorMod(number, windows.length());
        Window present = windows.get(slot);
        while (present == null || present.number() < number) {
            Window fresh = new Window(number, new LongAdder());
            present = windows.compareAndSet(slot, present, fresh) ? fresh : windows.get(slot);
        }
        present.bytes().add(bytes);
    }

    double bytesPerSecond(long nowMs) {
        long newest = Math.floorDiv(nowMs, windowMs);
        long oldest = newest;
        long bytes = 0;
        for (int i = 0; i < windows.length(); i++) {
            Window window = windows.get(i);
            if (window != null && window.number() > newest - windows.length()) {
                bytes += window.bytes().sum();
                oldest = Math.min(oldest, window.number());
            }
        }
        long elapsedMs = Math.max(windowMs, nowMs - oldest * windowMs);
        return (double) bytes * MS_PER_SECOND / elapsedMs;
    }
}
