/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

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
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread, virtual time, one seed: turns the loops of everything that takes part in an order that the seed gives, and
 * lets time pass only when no loop has work. Writes down what happened, so that two runs can be compared.
 */
final class Simulation {
    /** Local addresses are global to the process. The name is nowhere in the trace. */
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TURNS_MAX = 1_000_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final List<HandDrivenLoop> loops = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final String network = "sim-" + RUNS.incrementAndGet();
    private final SplittableRandom random;
    private final SplittableRandom order;

    Simulation(long seed) {
        random = new SplittableRandom(seed);
        order = random.split();
    }

    HandDrivenLoop newLoop() {
        HandDrivenLoop loop = new HandDrivenLoop(ticker);
        loops.add(loop);
        return loop;
    }

    /** The loop's owner is dead: nothing of it happens any more. */
    void forget(HandDrivenLoop loop) {
        loops.remove(loop);
    }

    SplittableRandom random() {
        return random;
    }

    MockTicker ticker() {
        return ticker;
    }

    String network() {
        return network;
    }

    InstantSource clock() {
        return () -> START.plusNanos(ticker.nanoTime());
    }

    void note(String what) {
        trace.add(TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime()) + " " + what);
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
        settle();
        for (long i = 0; i < ms; i++) {
            ticker.advanceMillis(1);
            settle();
        }
    }

    /** The result, when it has come within so much virtual time. */
    <T> T await(CompletableFuture<T> result, long msMax) {
        settle();
        for (long i = 0; i < msMax && !result.isDone(); i++) {
            pass(1);
        }
        if (!result.isDone()) {
            throw new AssertionError("nothing came in " + msMax + " ms of virtual time; so far: " + trace);
        }
        return result.join();
    }
}
