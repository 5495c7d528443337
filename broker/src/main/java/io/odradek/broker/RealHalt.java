/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.net.IoLoops;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A broker's threads, held where they are by a task in each that waits: what a test of an application does to a broker
 * that has no process of its own, to which a signal could be sent. No broker does it to itself.
 */
final class RealHalt implements Threads.Halt {
    private static final long CLOSE_MS_MAX = 1_000;

    private final RealThreads threads;
    private final CountDownLatch standing;
    private final CountDownLatch over = new CountDownLatch(1);

    /** Loops that have sockets to close still: no loop ends before, as what hears of a close turns to other loops. */
    private final CountDownLatch open;

    /** Written before the latch opens. */
    private volatile boolean abandoned;

    private RealHalt(RealThreads threads, int count) {
        this.threads = threads;
        this.standing = new CountDownLatch(count);
        this.open = new CountDownLatch(threads.ioLoops().executors().size());
    }

    static Optional<Threads.Halt> of(RealThreads threads, long timeoutMs) throws InterruptedException {
        List<EventExecutor> loops = threads.ioLoops().executors();
        int workers = threads.diskPool().getMaximumPoolSize();
        RealHalt halt = new RealHalt(threads, loops.size() + 1 + workers);
        loops.forEach(loop -> loop.execute(() -> halt.stand(() -> halt.end(loop))));
        threads.controlLoop().execute(() -> halt.stand(halt::endControl));
        for (int worker = 0; worker < workers; worker++) {
            threads.diskPool().execute(() -> halt.stand(() -> {}));
        }
        if (halt.standing.await(timeoutMs, TimeUnit.MILLISECONDS)) {
            return Optional.of(halt);
        }
        halt.resume();
        return Optional.empty();
    }

    private void stand(Runnable ifAbandoned) {
        standing.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (abandoned) {
            ifAbandoned.run();
        }
    }

    private void end(EventExecutor loop) {
        IoLoops.discardTasks(loop);
        IoLoops.closeSockets(loop);
        open.countDown();
        awaitClosed();
        IoLoops.discardTasks(loop);
    }

    private void endControl() {
        awaitClosed();
        threads.controlLoop().discardTasks();
    }

    private void awaitClosed() {
        try {
            boolean unused = open.await(CLOSE_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void resume() {
        over.countDown();
    }

    @Override
    public void abandon() {
        abandoned = true;
        threads.diskPool().getQueue().clear();
        threads.end();
        over.countDown();
    }
}
