/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One loop that the test's own thread turns, in virtual time: for the simulation. Time stands still while there is work,
 * and moves on only when there is none.
 */
public final class HandDrivenLoop {
    private static final int TURNS_MAX = 1_000_000;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MockTicker ticker;
    private final Loop loop;

    /** Tells when it has something to do next. */
    private static final class Loop extends ManualIoEventLoop {
        Loop(MockTicker ticker) {
            // The loop must be given the ticker here: it would keep the system's for what is already scheduled.
            super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        }

        long nextDeadlineNanos() {
            return nextScheduledTaskDeadlineNanos();
        }
    }

    public HandDrivenLoop() {
        this(Ticker.newMockTicker());
    }

    /** A loop that shares its time with others. */
    public HandDrivenLoop(MockTicker ticker) {
        this.ticker = ticker;
        this.loop = new Loop(ticker);
    }

    /** Does what is ready; returns how much that was. */
    public int turn() {
        return loop.runNow();
    }

    /** The time, by the ticker, at which the loop has something to do next; negative if it waits for nothing. */
    public long nextDeadlineNanos() {
        return loop.nextDeadlineNanos();
    }

    public MockTicker ticker() {
        return ticker;
    }

    public EventExecutor executor() {
        return loop;
    }

    public EventLoop eventLoop() {
        return loop;
    }

    public IoLoops ioLoops() {
        return IoLoops.of(loop);
    }

    /** Does everything that can be done without time passing. */
    public void settle() {
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            if (loop.runNow() == 0) {
                return;
            }
        }
        throw new AssertionError("there is always more to do");
    }

    /** Lets time pass, with everything that comes due in it. */
    public void pass(long ms) {
        settle();
        for (long i = 0; i < ms; i++) {
            ticker.advance(STEP_NANOS, TimeUnit.NANOSECONDS);
            settle();
        }
    }

    /** Lets time pass until the condition holds; fails if it does not within the limit of virtual time. */
    public void passUntil(long msMax, BooleanSupplier condition) {
        settle();
        for (long i = 0; i < msMax && !condition.getAsBoolean(); i++) {
            pass(1);
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("did not come about in " + msMax + " ms of virtual time");
        }
    }
}
