/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When one log is looked at for something to clean: some time after a segment was closed, or when a lag has passed. So a
 * log that nothing is appended to costs nothing. Confined to the log's loop; made when the log is opened.
 */
final class CleaningCandidacy {
    private final LogCleaner cleaner;
    private final PartitionLog log;
    private @Nullable ScheduledFuture<?> look;
    private long lookAtNanos;
    /** From when it was offered to the cleaner until that is done with it. */
    private boolean offered;

    private boolean uncleanable;

    CleaningCandidacy(LogCleaner cleaner, PartitionLog log) {
        this.cleaner = cleaner;
        this.log = log;
    }

    /** A segment was closed. It is being forced to the disk, and perhaps not the only one in these seconds. */
    void rolled() {
        lookIn(cleaner.settings().backoffMs());
    }

    void reconfigured() {
        uncleanable = false;
        lookIn(cleaner.settings().backoffMs());
    }

    boolean isUncleanable() {
        return uncleanable;
    }

    private void lookIn(long delayMs) {
        if (offered || uncleanable || !log.state().config.retention().compact()) {
            return;
        }
        long atNanos = log.loop().ticker().nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
        ScheduledFuture<?> planned = look;
        if (planned != null && lookAtNanos <= atNanos) {
            return;
        }
        if (planned != null) {
            planned.cancel(false);
        }
        lookAtNanos = atNanos;
        look = log.loop().schedule(this::planned, delayMs, TimeUnit.MILLISECONDS);
    }

    private void planned() {
        look = null;
        look();
    }

    /** Offers the log to the cleaner, or plans another look. */
    void look() {
        assert log.loop().inEventLoop();
        LogState state = log.state();
        if (offered
                || uncleanable
                || !state.isUsable()
                || !state.config.retention().compact()) {
            return;
        }
        try {
            CleaningBacklog backlog =
                    CleaningBacklog.of(state, cleaner.settings().backoffMs());
            if (backlog.isDue(state.config.cleaning())) {
                offered = true;
                cleaner.offer(log, backlog);
                return;
            }
            cleaner.notDue(log, backlog);
            if (backlog.againMs() != CleaningBacklog.NEVER) {
                lookIn(backlog.againMs());
            }
        } catch (IOException e) {
            state.diskFailed(e);
        }
    }

    /** The cleaner is done with it for now. */
    void ended(CleaningRun.Outcome outcome) {
        assert log.loop().inEventLoop();
        offered = false;
        switch (outcome) {
            // There may be more than its map had room for.
            case CLEANED -> look();
            case OUTRUN, DISK_FULL -> lookIn(cleaner.settings().backoffMs());
            case UNCLEANABLE -> uncleanable = true;
        }
    }
}
