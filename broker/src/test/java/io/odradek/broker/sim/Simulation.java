/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.net.HandDrivenLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One thread, virtual time, one seed: turns the loops of everything that takes part in an order that the seed gives, and
 * lets time pass only when no loop has work, from one deadline to the next. Writes down what happened, so that two runs
 * can be compared.
 */
final class Simulation {
    /** Memory that goes with the garbage: whoever is killed releases nothing. */
    static final ByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(false, false, false);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TURNS_MAX = 1_000_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<HandDrivenLoop> loops = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final SimulatedNetwork network = new SimulatedNetwork(new HandDrivenLoop(ticker));
    private final SplittableRandom random;
    private final SplittableRandom order;
    private final HandDrivenLoop world;

    Simulation(long seed) {
        random = new SplittableRandom(seed);
        order = random.split();
        world = newLoop();
    }

    HandDrivenLoop newLoop() {
        HandDrivenLoop loop = new HandDrivenLoop(ticker);
        loops.add(loop);
        return loop;
    }

    /** The loop's owner is dead, or stopped for a while: nothing of it happens. */
    void forget(HandDrivenLoop loop) {
        loops.remove(loop);
    }

    /** The loop's owner goes on, with all that has come due meanwhile. */
    void resume(HandDrivenLoop loop) {
        loops.add(loop);
    }

    /** Something outside of every broker happens later. */
    void later(long ms, Runnable what) {
        var unused = world.executor().schedule(what, ms, TimeUnit.MILLISECONDS);
    }

    SplittableRandom random() {
        return random;
    }

    MockTicker ticker() {
        return ticker;
    }

    SimulatedNetwork network() {
        return network;
    }

    InstantSource clock() {
        return () -> START.plusNanos(ticker.nanoTime());
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime());
    }

    void note(String what) {
        trace.add(nowMs() + " " + what);
    }

    List<String> trace() {
        return trace;
    }

    /** Does everything that can be done without time passing, in the seed's order. */
    void settle() {
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            boolean worked = loops.get(order.nextInt(loops.size())).turn() > 0;
            if (!worked && loops.stream().mapToInt(HandDrivenLoop::turn).sum() == 0) {
                return;
            }
        }
        throw new AssertionError("there is always more to do");
    }

    void pass(long ms) {
        passUntil(ms, () -> false);
    }

    /** Lets time pass until the condition holds, but no longer than that. */
    void passUntil(long msMax, BooleanSupplier condition) {
        long endNanos = ticker.nanoTime() + TimeUnit.MILLISECONDS.toNanos(msMax);
        settle();
        while (ticker.nanoTime() < endNanos && !condition.getAsBoolean()) {
            ticker.advance(nextStepNanos(endNanos), TimeUnit.NANOSECONDS);
            settle();
        }
    }

    private long nextStepNanos(long endNanos) {
        long now = ticker.nanoTime();
        long next = endNanos;
        for (HandDrivenLoop loop : loops) {
            long deadline = loop.nextDeadlineNanos();
            if (deadline >= 0) {
                next = Math.min(next, deadline);
            }
        }
        return Math.max(next - now, 1);
    }

    /** The result, when it has come within so much virtual time. */
    <T> T await(CompletableFuture<T> result, long msMax) {
        passUntil(msMax, result::isDone);
        if (!result.isDone()) {
            throw new AssertionError("nothing came in " + msMax + " ms of virtual time; so far: " + trace);
        }
        return result.join();
    }
}
