/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.Future;
import io.odradek.broker.net.IoLoops;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The loops and the pool of one broker. */
record RealThreads(IoLoops ioLoops, ControlLoop controlLoop, ThreadPoolExecutor diskPool) implements Threads {
    private static final long LOOPS_CLOSE_MS = 1_000;

    @Override
    public void end() {
        Future<?> unusedIo = ioLoops.shutDown(LOOPS_CLOSE_MS);
        Future<?> unusedControl = controlLoop.shutdownGracefully(0, LOOPS_CLOSE_MS, TimeUnit.MILLISECONDS);
        diskPool.shutdown();
    }

    @Override
    public Optional<Halt> halt(long timeoutMs) throws InterruptedException {
        return RealHalt.of(this, timeoutMs);
    }

    @Override
    public boolean awaitEnd(long timeoutMs) throws InterruptedException {
        return ioLoops.awaitEnd(timeoutMs)
                && controlLoop.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS)
                && diskPool.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
    }
}
