/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces one log to the disk: on the disk pool, one force at a time, and everyone who asks meanwhile shares the next one.
 * State on the log's loop.
 */
final class LogFlusher {
    private static final Logger LOG = LoggerFactory.getLogger(LogFlusher.class);

    private final LogState state;
    private @Nullable CompletableFuture<Void> running;
    /** What the force that runs has: everything below, unless the log was cut since. */
    private long runningEndOffset;

    private @Nullable CompletableFuture<Void> next;
    private @Nullable ScheduledFuture<?> timer;
    private long unflushedRecords;

    LogFlusher(LogState state) {
        this.state = state;
    }

    /** Called after each append. */
    void appended(long records) {
        unflushedRecords += records;
        LogConfig.Flush flush = state.config.flush();
        if (unflushedRecords >= flush.flushMessages()) {
            flushInBackground();
        } else if (flush.flushMs() != Long.MAX_VALUE && timer == null) {
            timer = state.loop.schedule(this::flushByTime, flush.flushMs(), TimeUnit.MILLISECONDS);
        }
    }

    private void flushByTime() {
        timer = null;
        if (state.isUsable()) {
            flushInBackground();
        }
    }

    /** Nobody waits for it: a failure has taken the directory offline, which says enough. */
    void flushInBackground() {
        CompletableFuture<Void> done = flush();
        assert done != null;
    }

    CompletableFuture<Void> flush() {
        CompletableFuture<Void> underWay = running;
        if (underWay != null) {
            if (Math.min(runningEndOffset, state.cutSinceForce) >= state.logEnd) {
                return underWay;
            }
            CompletableFuture<Void> waiting = next;
            if (waiting == null) {
                next = waiting = new CompletableFuture<>();
            }
            return waiting;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        start(done);
        return done;
    }

    private void start(CompletableFuture<Void> done) {
        if (state.recoveryPoint() >= state.logEnd) {
            done.complete(null);
            return;
        }
        ForceJob job;
        try {
            job = collect();
        } catch (IOException e) {
            fail(done, e);
            return;
        }
        running = done;
        runningEndOffset = job.endOffset;
        state.cutSinceForce = Long.MAX_VALUE;
        unflushedRecords = 0;
        try {
            state.environment.diskPool().execute(() -> {
                IOException failure = job.run(state.files);
                state.loop.execute(() -> finished(job, failure, done));
            });
        } catch (RejectedExecutionException e) {
            running = null;
            done.completeExceptionally(e);
        }
    }

    /** The files that hold what was appended since the last force. */
    private ForceJob collect() throws IOException {
        Segments segments = state.segments();
        ForceJob job = new ForceJob(state.logEnd);
        for (int i = Math.max(0, segments.floor(state.recoveryPoint())); i < segments.size(); i++) {
            Segment segment = segments.get(i);
            job.paths.add(segment.path());
            job.folder |= segment.takeFolderUnforced();
        }
        if (state.epochs.takeUnforced()) {
            job.epochs = state.files.leaderEpochs();
            job.folder = true;
        }
        return job;
    }

    private void finished(ForceJob job, @Nullable IOException failure, CompletableFuture<Void> done) {
        running = null;
        CompletableFuture<Void> waiting = next;
        next = null;
        if (failure != null) {
            fail(done, failure);
        } else {
            // The log may have been cut meanwhile; what was appended after the cut has not been forced.
            long forced = Math.min(job.endOffset, state.cutSinceForce);
            if (forced > state.recoveryPoint()) {
                state.recoveryPoint(forced);
            }
            done.complete(null);
        }
        if (waiting != null) {
            start(waiting);
        }
    }

    private void fail(CompletableFuture<Void> done, IOException failure) {
        // After a failed force nobody knows what the disk holds: it is not tried again.
        IOException cause = new IOException("Forcing " + state + " to the disk failed", failure);
        state.diskFailed(cause);
        LOG.error(
                "{} could not be forced to the disk; nothing appended since offset {} is acknowledged",
                state,
                state.recoveryPoint());
        done.completeExceptionally(new LogStorageException("Forcing " + state.partition + " failed", cause));
    }

    /** Completes when no force is under way or asked for. */
    CompletableFuture<Void> idle() {
        CompletableFuture<Void> last = next == null ? running : next;
        return last == null ? CompletableFuture.completedFuture(null) : last.handle((done, failure) -> null);
    }

    void close() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** One round of forcing; owned by the disk pool while it runs. */
    private static final class ForceJob {
        private final long endOffset;
        private final List<Path> paths = new ArrayList<>(2);
        private boolean folder;
        private @Nullable Path epochs;

        ForceJob(long endOffset) {
            this.endOffset = endOffset;
        }

        @Nullable
        IOException run(PartitionFiles place) {
            try {
                // One after the other: however much there is to force, it takes one file handle.
                for (Path path : paths) {
                    force(place.handles(), path);
                }
                if (epochs != null) {
                    forceReplaced(place.disk(), epochs);
                }
                if (folder) {
                    place.disk().forceFolder(place.folder());
                    Path parent = place.folder().getParent();
                    if (parent != null) {
                        place.disk().forceFolder(parent);
                    }
                }
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        /** A file that is replaced as a whole is opened anew: a kept handle might be of the one before. */
        private static void forceReplaced(Disk disk, Path path) throws IOException {
            try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
                file.force();
            }
        }

        private static void force(FileHandles handles, Path path) throws IOException {
            OpenFile file;
            try {
                file = handles.acquire(path);
            } catch (NoSuchFileException e) {
                // Deleted or cut away meanwhile: nothing of it is left to be kept.
                return;
            }
            try {
                file.file().force();
            } finally {
                file.release();
            }
        }
    }
}
