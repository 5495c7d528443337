/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the broker's log directories, as its logs see it: the place to report a failed disk to, and the marks that a
 * checkpoint is due. Shared by all threads; which logs live in it is known to {@link LogDirectories} alone.
 */
final class LogDirectory {
    private final Path path;
    private final BiConsumer<LogDirectory, IOException> onFailure;
    private final Function<LogDirectory, CompletionStage<Void>> saving;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    // Set by the logs, cleared by the checkpoint that then reads them. Set again meanwhile: the next one is due.
    private volatile boolean recoveryPointsChanged;
    private volatile boolean highWatermarksChanged;
    private volatile boolean logStartsChanged;
    private volatile boolean cleanedChanged;

    /** @param saving writes the recovery points of a directory at once */
    LogDirectory(
            Path path,
            BiConsumer<LogDirectory, IOException> onFailure,
            Function<LogDirectory, CompletionStage<Void>> saving) {
        this.path = path;
        this.onFailure = onFailure;
        this.saving = saving;
    }

    /** Completes, on some thread, when the recovery points as they are now are on the disk. */
    CompletionStage<Void> saveRecoveryPoints() {
        return saving.apply(this);
    }

    Path path() {
        return path;
    }

    boolean isOffline() {
        return failure.get() != null;
    }

    /** Takes the directory offline; only the first failure counts. A full disk is none. */
    void fail(IOException cause) {
        if (!Disk.isFull(cause) && failure.compareAndSet(null, cause)) {
            onFailure.accept(this, cause);
        }
    }

    void recoveryPointChanged() {
        recoveryPointsChanged = true;
    }

    void highWatermarkChanged() {
        // A plain read first: this is on the way of every append.
        if (!highWatermarksChanged) {
            highWatermarksChanged = true;
        }
    }

    void logStartChanged() {
        logStartsChanged = true;
    }

    void cleanedChanged() {
        cleanedChanged = true;
    }

    boolean takeCleanedChanged() {
        boolean changed = cleanedChanged;
        cleanedChanged = false;
        return changed;
    }

    boolean takeRecoveryPointsChanged() {
        boolean changed = recoveryPointsChanged;
        recoveryPointsChanged = false;
        return changed;
    }

    boolean takeHighWatermarksChanged() {
        boolean changed = highWatermarksChanged;
        highWatermarksChanged = false;
        return changed;
    }

    boolean takeLogStartsChanged() {
        boolean changed = logStartsChanged;
        logStartsChanged = false;
        return changed;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
