/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes connections that have waited for too long for an answer, so that whoever is blocked on one fails. */
final class Watchdog implements AutoCloseable {

    private static final Duration TIME_MAX = Duration.ofMinutes(2);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private final Runnable close;

    Watchdog(Runnable close) {
        this.close = close;
    }

    Timing watch(Runnable work) {
        ScheduledFuture<?> bite = timer.schedule(close, TIME_MAX.toSeconds(), TimeUnit.SECONDS);
        try {
            return Timing.of(work);
        } finally {
            bite.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
