/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What waits until the high watermark has reached an offset, in the order of the offsets, which is also that of the
 * deadlines; so one timer is enough. Owned by the shard and its loop. Bounded by the requests that connections may have
 * in flight.
 */
final class ParkedAnswers {
    private record Parked(long endOffset, long deadlineNs, Effect effect) {}

    private final EventExecutor loop;
    private final long timeoutMs;
    private final ArrayDeque<Parked> waiting = new ArrayDeque<>();
    private @Nullable Future<?> timer;

    ParkedAnswers(EventExecutor loop, long timeoutMs) {
        this.loop = loop;
        this.timeoutMs = timeoutMs;
    }

    void park(long endOffset, Effect effect) {
        long deadlineNs = loop.ticker().nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        waiting.add(new Parked(endOffset, deadlineNs, effect));
        awaitFirst();
    }

    void completeUpTo(long highWatermark) {
        Parked first = waiting.peek();
        while (first != null && first.endOffset <= highWatermark) {
            waiting.remove();
            first.effect.done(ErrorCode.NONE);
            first = waiting.peek();
        }
    }

    void failAll(ErrorCode reason) {
        Parked next = waiting.poll();
        while (next != null) {
            next.effect.done(reason);
            next = waiting.poll();
        }
    }

    int size() {
        return waiting.size();
    }

    private void awaitFirst() {
        Parked first = waiting.peek();
        if (timer == null && first != null) {
            long delayNs = Math.max(first.deadlineNs - loop.ticker().nanoTime(), 0);
            timer = loop.schedule(this::expire, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    /** The timer is left to run when its answer has gone out: it comes up at most once a timeout. */
    private void expire() {
        timer = null;
        long nowNs = loop.ticker().nanoTime();
        Parked first = waiting.peek();
        while (first != null && first.deadlineNs - nowNs <= 0) {
            waiting.remove();
            first.effect.done(ErrorCode.COORDINATOR_NOT_AVAILABLE);
            first = waiting.peek();
        }
        awaitFirst();
    }
}
