/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the logs of directories that were not stopped cleanly, several at a time on the disk pool. Each log can be
 * used as soon as its own recovery is done. Owned by the directories' loop; says how far it is while it takes long.
 */
final class RecoveryRun {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryRun.class);
    private static final long REPORT_INTERVAL_MS = 5_000;

    private final EventExecutor loop;
    private final LogEnvironment environment;
    private final Queue<HostedLog> waiting;
    private final int total;
    private int done;
    private long startedNanos;
    private @Nullable ScheduledFuture<?> reports;
    private boolean stopped;

    RecoveryRun(EventExecutor loop, LogEnvironment environment, Collection<HostedLog> logs) {
        this.loop = loop;
        this.environment = environment;
        this.waiting = new ArrayDeque<>(logs);
        this.total = logs.size();
        logs.forEach(log -> log.recovery = new CompletableFuture<>());
    }

    void start(int parallel) {
        assert loop.inEventLoop();
        LOG.info("The broker was not stopped cleanly: {} logs are checked from their recovery points on", total);
        startedNanos = loop.ticker().nanoTime();
        reports = loop.scheduleAtFixedRate(this::report, REPORT_INTERVAL_MS, REPORT_INTERVAL_MS, TimeUnit.MILLISECONDS);
        for (int i = 0; i < parallel; i++) {
            next();
        }
    }

    /** What is not begun stays as it is; the next start checks it. */
    void stop() {
        stopped = true;
        if (reports != null) {
            reports.cancel(false);
        }
    }

    private void next() {
        HostedLog log = waiting.poll();
        if (log == null || stopped) {
            return;
        }
        CompletableFuture<LogRecovery.Recovered> result = Objects.requireNonNull(log.recovery);
        environment.diskPool().execute(() -> {
            try {
                LogRecovery.Recovered recovered = recover(log);
                loop.execute(() -> finished(() -> result.complete(recovered)));
            } catch (IOException e) {
                log.directory.fail(e);
                loop.execute(() -> finished(() -> result.completeExceptionally(
                        new LogStorageException(log.partition + " cannot be recovered", e))));
            } catch (RuntimeException e) {
                environment.faults().partitionFault(log.partition, "recovery", e);
                loop.execute(() -> finished(() -> result.completeExceptionally(e)));
            }
        });
    }

    private LogRecovery.Recovered recover(HostedLog log) throws IOException {
        PartitionFiles files = new PartitionFiles(environment.handles(), log.folder());
        return new LogRecovery(files, environment.clock().millis(), environment.producerIdExpirationMs())
                .recover(Math.max(0, log.recoveryPoint), log.logStart);
    }

    private void finished(Runnable tell) {
        done++;
        tell.run();
        next();
        if (done == total) {
            stop();
            LOG.info("{} logs were checked in {} ms", total, elapsedMs());
        }
    }

    private long elapsedMs() {
        return TimeUnit.NANOSECONDS.toMillis(loop.ticker().nanoTime() - startedNanos);
    }

    private void report() {
        long elapsedMs = Math.max(1, elapsedMs());
        long leftSeconds = done == 0 ? -1 : (total - done) * elapsedMs / done / 1000;
        LOG.info(
                "Checking logs: {} of {} done, {} a second, about {} s left",
                done,
                total,
                done * 1000L / elapsedMs,
                leftSeconds < 0 ? "?" : leftSeconds);
    }
}
