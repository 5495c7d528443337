/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.odradek.protocol.error.ErrorCode;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Produces with acks=all that wait for the high watermark, in the order of the offsets they wait for. Owned by the
 * partition and its loop. What moves the high watermark completes a prefix; what ends the leadership fails all; a timer
 * for each fails that one alone. Bounded by the requests that connections may have in flight.
 */
final class ParkedProduces {
    private final EventExecutor loop;
    private final PriorityQueue<Parked> waiting = new PriorityQueue<>(1);

    ParkedProduces(EventExecutor loop) {
        this.loop = loop;
    }

    /** Answers {@code outcome} once the high watermark has passed the last offset. */
    void park(long lastOffset, Produced outcome, int timeoutMs, Produced.Listener listener) {
        Parked parked = new Parked(lastOffset, outcome, listener);
        parked.deadline = loop.schedule(() -> expire(parked), Math.max(timeoutMs, 0), TimeUnit.MILLISECONDS);
        waiting.add(parked);
    }

    /** Answers everything below the high watermark, with NONE or what the in-sync replicas deserve by now. */
    void completeBelow(long highWatermark, ErrorCode result) {
        Parked first = waiting.peek();
        while (first != null && first.lastOffset < highWatermark) {
            waiting.poll();
            first.finish(result);
            first = waiting.peek();
        }
    }

    void failAll(ErrorCode reason) {
        Parked next = waiting.poll();
        while (next != null) {
            next.finish(reason);
            next = waiting.poll();
        }
    }

    int size() {
        return waiting.size();
    }

    private void expire(Parked parked) {
        if (waiting.remove(parked)) {
            parked.finish(ErrorCode.REQUEST_TIMED_OUT);
        }
    }

    private static final class Parked implements Comparable<Parked> {
        private final long lastOffset;
        private final Produced outcome;
        private final Produced.Listener listener;
        private @Nullable Future<?> deadline;

        Parked(long lastOffset, Produced outcome, Produced.Listener listener) {
            this.lastOffset = lastOffset;
            this.outcome = outcome;
            this.listener = listener;
        }

        void finish(ErrorCode result) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            listener.produced(result == ErrorCode.NONE ? outcome : outcome.failed(result));
        }

        @Override
        public int compareTo(Parked other) {
            return Long.compare(lastOffset, other.lastOffset);
        }
    }
}
