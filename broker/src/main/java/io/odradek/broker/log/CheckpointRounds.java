/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of the log directories, one round at a time, so that no file is written by two. Owned by the
 * directories' loop; the writing is done on the disk pool.
 */
final class CheckpointRounds {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointRounds.class);

    private final LogDirectories directories;
    private final Set<LogDirectory> wanted = new LinkedHashSet<>();
    private @Nullable CompletableFuture<Void> running;
    private @Nullable CompletableFuture<Void> next;
    private boolean stopped;

    CheckpointRounds(LogDirectories directories) {
        this.directories = directories;
    }

    /** What has changed of these kinds, unless a round is under way: then it stays marked and comes with the next. */
    void write(boolean recoveryPoints, boolean highWatermarks, boolean logStarts) {
        assert directories.loop().inEventLoop();
        if (running != null || stopped) {
            return;
        }
        List<DirectoryCheckpoints> due = new ArrayList<>();
        for (DirectoryStart.Found found : directories.directories()) {
            LogDirectory directory = found.directory();
            DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(directories.disk(), directory);
            if (recoveryPoints && directory.takeRecoveryPointsChanged()) {
                checkpoints.gatherRecoveryPoints(directories.hosted());
            }
            gatherCleaned(checkpoints);
            if (highWatermarks && directory.takeHighWatermarksChanged()) {
                checkpoints.gatherHighWatermarks(directories.hosted());
            }
            if (logStarts && directory.takeLogStartsChanged()) {
                checkpoints.gatherLogStarts(directories.hosted());
            }
            if (!checkpoints.isEmpty() && !directory.isOffline()) {
                due.add(checkpoints);
            }
        }
        if (!due.isEmpty()) {
            start(due, new CompletableFuture<>());
        }
    }

    /**
     * Completes on the directories' loop when the recovery points as they are now are on the disk. All who ask while a
     * round is under way share the next one.
     */
    CompletionStage<Void> recoveryPointsOf(LogDirectory directory) {
        assert directories.loop().inEventLoop();
        CompletableFuture<Void> shared = next;
        if (shared == null) {
            next = shared = new CompletableFuture<>();
        }
        wanted.add(directory);
        if (running == null) {
            startNext();
        }
        return shared;
    }

    /** No round is begun any more; completes when the one under way is done. */
    CompletionStage<Void> stop() {
        stopped = true;
        return running == null ? CompletableFuture.completedFuture(null) : running;
    }

    private void startNext() {
        CompletableFuture<Void> done = next;
        if (done == null) {
            return;
        }
        next = null;
        List<DirectoryCheckpoints> due = new ArrayList<>();
        for (LogDirectory directory : wanted) {
            DirectoryCheckpoints checkpoints = new DirectoryCheckpoints(directories.disk(), directory);
            checkpoints.gatherRecoveryPoints(directories.hosted());
            gatherCleaned(checkpoints);
            due.add(checkpoints);
        }
        wanted.clear();
        if (stopped) {
            // The stop writes them, after everything else.
            done.completeExceptionally(new IOException("The log directories are being closed"));
        } else {
            start(due, done);
        }
    }

    private void gatherCleaned(DirectoryCheckpoints checkpoints) {
        if (checkpoints.directory().takeCleanedChanged()) {
            checkpoints.gatherCleaned(directories.logs().values());
        }
    }

    private void start(List<DirectoryCheckpoints> due, CompletableFuture<Void> done) {
        running = done;
        directories.environment().diskPool().execute(() -> {
            IOException failure = null;
            for (DirectoryCheckpoints checkpoints : due) {
                try {
                    checkpoints.write();
                } catch (IOException e) {
                    LOG.error("The checkpoints of {} cannot be written: {}", checkpoints.directory(), e.toString());
                    checkpoints.directory().fail(e);
                    failure = e;
                }
            }
            IOException result = failure;
            directories.loop().execute(() -> finished(done, result));
        });
    }

    private void finished(CompletableFuture<Void> done, @Nullable IOException failure) {
        running = null;
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
        if (running == null) {
            startNext();
        }
    }
}
