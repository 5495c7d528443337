/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one leadership of a shard. A timer that is moved later keeps its place on the loop and is put back when
 * it comes up too early, so that heartbeats, which move one each, cost the loop nothing.
 */
final class ShardTimers implements CoordinatorTimers {
    private final EventExecutor loop;
    private final Consumer<Supplier<? extends Decision<?>>> carryOut;
    private final Map<Object, Timer> timers = new HashMap<>();
    private boolean ended;

    /** @param carryOut what happens with a timer that came up */
    ShardTimers(EventExecutor loop, Consumer<Supplier<? extends Decision<?>>> carryOut) {
        this.loop = loop;
        this.carryOut = carryOut;
    }

    private static final class Timer {
        private long dueNs;
        private long scheduledNs;
        private Supplier<? extends Decision<?>> onTime;
        private @Nullable Future<?> future;

        Timer(long dueNs, Supplier<? extends Decision<?>> onTime) {
            this.dueNs = dueNs;
            this.onTime = onTime;
        }
    }

    @Override
    public void schedule(Object key, long delayMs, Supplier<? extends Decision<?>> onTime) {
        assert loop.inEventLoop();
        if (ended) {
            return;
        }
        long dueNs = nowNs() + TimeUnit.MILLISECONDS.toNanos(Math.max(delayMs, 0));
        Timer timer = timers.get(key);
        if (timer == null) {
            timer = new Timer(dueNs, onTime);
            timers.put(key, timer);
            await(key, timer);
            return;
        }
        timer.dueNs = dueNs;
        timer.onTime = onTime;
        if (dueNs - timer.scheduledNs < 0) {
            stop(timer);
            await(key, timer);
        }
    }

    @Override
    public void cancel(Object key) {
        assert loop.inEventLoop();
        Timer timer = timers.remove(key);
        if (timer != null) {
            stop(timer);
        }
    }

    @Override
    public boolean isScheduled(Object key) {
        assert loop.inEventLoop();
        return timers.containsKey(key);
    }

    /** Nothing comes up any more, whatever is set by somebody who has not heard that the leadership is lost. */
    void end() {
        ended = true;
        timers.values().forEach(ShardTimers::stop);
        timers.clear();
    }

    private void await(Object key, Timer timer) {
        timer.scheduledNs = timer.dueNs;
        timer.future =
                loop.schedule(() -> comeUp(key, timer), Math.max(timer.dueNs - nowNs(), 0), TimeUnit.NANOSECONDS);
    }

    private void comeUp(Object key, Timer timer) {
        if (timers.get(key) != timer) {
            return;
        }
        if (timer.dueNs - timer.scheduledNs > 0) {
            await(key, timer);
        } else {
            timers.remove(key);
            carryOut.accept(timer.onTime);
        }
    }

    private static void stop(Timer timer) {
        if (timer.future != null) {
            timer.future.cancel(false);
        }
    }

    private long nowNs() {
        return loop.ticker().nanoTime();
    }
}
