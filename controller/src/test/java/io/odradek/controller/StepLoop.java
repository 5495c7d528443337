/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A loop that runs only when told to, in virtual time: whatever runs on it is deterministic. */
public final class StepLoop extends AbstractScheduledEventExecutor {
    private static final int STEPS_MAX = 1_000_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    /** Runs all that can run now. */
    public void run() {
        int steps = 0;
        while (true) {
            Runnable due = pollScheduledTask(ticker.nanoTime());
            while (due != null) {
                tasks.add(due);
                due = pollScheduledTask(ticker.nanoTime());
            }
            Runnable next = tasks.poll();
            if (next == null) {
                return;
            }
            next.run();
            if (++steps > STEPS_MAX) {
                throw new AssertionError("the loop does not come to rest");
            }
        }
    }

    /** Runs all that can run now and in so much time to come. */
    public void advance(long ms) {
        run();
        for (long i = 0; i < ms; i++) {
            ticker.advance(1, TimeUnit.MILLISECONDS);
            run();
        }
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return terminationFuture();
    }

    @Override
    public Future<?> terminationFuture() {
        Promise<Void> promise = new DefaultPromise<>(this);
        return promise.setSuccess(null);
    }

    @Override
    @SuppressWarnings("deprecation")
    public void shutdown() {}

    @Override
    @SuppressWarnings("deprecation")
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
