/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one log consists of, shared by the classes that append, read, force and delete. Confined to the log's loop, but
 * for the three offsets that the checkpoints read. The folder is looked into when something in it is needed.
 */
final class LogState {
    private static final Logger LOG = LoggerFactory.getLogger(LogState.class);

    final TopicPartition partition;
    final LogEnvironment environment;
    final LogDirectory directory;
    final EventExecutor loop;
    final PartitionFiles files;
    final LeaderEpochs epochs;
    final int jitterSeed;
    LogConfig config;

    /** Where the next record goes. */
    long logEnd;

    /** The lowest offset that the log was cut to since the force that is under way began. */
    long cutSinceForce = Long.MAX_VALUE;

    /** Where the log is about to be cut: until then the recovery point stays at or below. */
    long cutExpectedAt = Long.MAX_VALUE;

    /** How often it was cut or started anew, and how often segments were replaced: what was read meanwhile is not valid. */
    int cuts;

    int replacements;

    /** A cleaner's segment that is about to take the place of others. */
    @Nullable
    SegmentSwap swap;

    /** Told of segments that are closed; null where nobody cleans. */
    @Nullable
    CleaningCandidacy candidacy;

    // Written by the loop alone, read by the checkpoints.
    private volatile long cleanedTo;
    private volatile long logStart;
    private volatile long recoveryPoint;
    private volatile long highWatermark;

    private @Nullable Segments segments;
    private @Nullable ProducerStates producers;
    private @Nullable RecentBatches recent;

    /** Whether a recovery has looked at the batches; otherwise the end was taken from a checkpoint. */
    private final boolean recovered;
    /** Where it ended when it was closed cleanly, or began; -1 after a recovery. */
    private final long closedAt;

    private boolean logStartKnown;
    private boolean closed;

    LogState(Identity identity, LogEnvironment environment, LogDirectory directory, EventExecutor loop, Origin origin) {
        this.partition = identity.partition;
        this.files = identity.files;
        this.jitterSeed = identity.jitterSeed;
        this.config = identity.config;
        this.environment = environment;
        this.directory = directory;
        this.loop = loop;
        this.epochs = new LeaderEpochs(files, into -> IndexRebuild.epochs(segments(), into), directory::fail);
        this.logEnd = origin.logEnd;
        this.recoveryPoint = origin.recoveryPoint;
        this.highWatermark = Math.max(Math.min(origin.highWatermark, logEnd), 0);
        this.logStart = Math.min(origin.logStart, logEnd);
        this.cleanedTo = origin.cleanedTo;
        this.recovered = origin.recovered;
        this.closedAt = recovered ? ProducerStates.NONE : logEnd;
        // A log without a checkpointed start begins where its first segment does; an empty one begins where it ends.
        this.logStartKnown = origin.recovered || origin.logStart > 0 || logEnd == 0;
    }

    /** Which log it is. */
    record Identity(TopicPartition partition, PartitionFiles files, LogConfig config, int jitterSeed) {}

    /** What is known of it before its folder is looked into. */
    record Origin(
            long logStart, long logEnd, long recoveryPoint, long highWatermark, long cleanedTo, boolean recovered) {}

    boolean isUsable() {
        return !closed && !directory.isOffline();
    }

    boolean isClosed() {
        return closed;
    }

    void closed() {
        closed = true;
    }

    /** Takes the directory offline, unless this log is given up: its files may have been moved or deleted under a read. */
    void diskFailed(IOException cause) {
        if (!closed) {
            directory.fail(cause);
        }
    }

    long nowMs() {
        return environment.clock().millis();
    }

    long logStart() throws IOException {
        if (!logStartKnown) {
            segments();
        }
        return logStart;
    }

    /** For the checkpoint: 0 stands for the first segment's beginning, whatever that is. */
    long logStartForCheckpoint() {
        return logStart;
    }

    void logStart(long offset) {
        logStart = offset;
        logStartKnown = true;
        directory.logStartChanged();
    }

    long recoveryPoint() {
        return recoveryPoint;
    }

    void recoveryPoint(long offset) {
        recoveryPoint = Math.min(offset, cutExpectedAt);
        directory.recoveryPointChanged();
    }

    long highWatermark() {
        return highWatermark;
    }

    /** Below, every key has been compared with every later one; 0 where nothing was cleaned yet. */
    long cleanedTo() {
        return cleanedTo;
    }

    void cleanedTo(long offset) {
        cleanedTo = offset;
        directory.cleanedChanged();
    }

    /** Below it, every transaction is decided; never above the high watermark. */
    long lastStable() throws IOException {
        long unstable = producers().firstUnstableOffset(highWatermark);
        return unstable == ProducerStates.NONE ? highWatermark : Math.min(unstable, highWatermark);
    }

    void highWatermark(long offset) {
        highWatermark = offset;
        directory.highWatermarkChanged();
    }

    /** Whether a recovery has looked at it at this start. */
    boolean wasRecovered() {
        return recovered;
    }

    boolean isTouched() {
        return segments != null;
    }

    Segments segments() throws IOException {
        Segments known = segments;
        if (known == null) {
            known = load();
        }
        return known;
    }

    private Segments load() throws IOException {
        LogListing listing = LogListing.tidied(files);
        long nowMs = nowMs();
        if (!recovered && !endsAsTold(listing, nowMs)) {
            LOG.warn("{} does not end at offset {} as its clean stop said: it is checked", files.folder(), logEnd);
            LogRecovery.Recovered found = new LogRecovery(files, nowMs, environment.producerIdExpirationMs())
                    .recover(recoveryPoint, logStart);
            logEnd = found.logEndOffset();
            logStart(found.logStartOffset());
            recoveryPoint(found.recoveryPoint());
            highWatermark(Math.min(highWatermark, logEnd));
            listing = LogListing.of(files);
        }
        Segments known = listed(listing, nowMs);
        segments = known;
        if (!known.isEmpty() && known.get(0).baseOffset() > logStart) {
            logStart = known.get(0).baseOffset();
        }
        logStartKnown = true;
        return known;
    }

    private Segments listed(LogListing listing, long nowMs) {
        List<Segment> found = new ArrayList<>(listing.segments().length);
        for (long base : listing.segments()) {
            found.add(Segment.found(files, base, nowMs));
        }
        return new Segments(found);
    }

    /** A look at the last few batches: cheap, and it catches a file that was changed or cut behind our back. */
    private boolean endsAsTold(LogListing listing, long nowMs) throws IOException {
        Segment active = listed(listing, nowMs).active();
        if (active == null) {
            return true;
        }
        if (active.sizeBytes() == 0) {
            return active.baseOffset() == logEnd;
        }
        if (!active.offsetIndex().isSane(active.sizeBytes())) {
            return false;
        }
        OpenFile file = active.acquire();
        int from = active.offsetIndex().last().position();
        try (BatchWalk walk = new BatchWalk(file.file(), from, active.sizeBytes(), BatchWalk.SMALL_WINDOW_BYTES)) {
            long end = active.baseOffset();
            while (walk.next()) {
                end = walk.lastOffset() + 1;
            }
            return walk.damage() == null && end == logEnd;
        } finally {
            file.release();
        }
    }

    ProducerStates producers() throws IOException {
        ProducerStates known = producers;
        if (known == null) {
            if (logEnd == 0) {
                known = new ProducerStates(0);
            } else {
                Segments all = segments();
                LogListing listing = LogListing.of(files);
                known = new ProducerLoading(files, nowMs(), environment.producerIdExpirationMs())
                        .at(logEnd, listing, all, closedAt);
                removeStraySnapshots(listing.snapshots(), all);
            }
            producers = known;
        }
        return known;
    }

    /** Every clean stop leaves one in the middle of a segment; only the last of them is of use. */
    private void removeStraySnapshots(long[] snapshots, Segments all) throws IOException {
        for (int i = 0; i < snapshots.length - 1; i++) {
            int segment = all.floor(snapshots[i]);
            if (segment < 0 || all.get(segment).baseOffset() != snapshots[i]) {
                files.disk().delete(files.snapshot(snapshots[i]));
            }
        }
    }

    /** Lets go of the files that others have not used more since. */
    void forgetHandles() {
        Segments known = segments;
        if (known != null) {
            known.forgetHandles();
        }
    }

    /** The states if something needed them already. */
    @Nullable
    ProducerStates loadedProducers() {
        return producers;
    }

    /** They no longer fit the log; they are brought up to its end again when they are needed. */
    void forgetProducers() {
        producers = null;
    }

    void startProducersAt(long offset) {
        producers = new ProducerStates(offset);
    }

    RecentBatches recent() {
        RecentBatches known = recent;
        if (known == null) {
            recent = known = new RecentBatches();
        }
        return known;
    }

    @Nullable
    RecentBatches recentIfAny() {
        return recent;
    }

    /** Writes the snapshot that stands at the log's end, unless it is there or nobody asked for the states. */
    void writeSnapshot() throws IOException {
        ProducerStates known = producers;
        if (known != null && !files.disk().exists(files.snapshot(logEnd))) {
            ProducerSnapshotFile.write(files.disk(), files.snapshot(logEnd), known.entries());
        }
    }

    @Override
    public String toString() {
        return partition + " in " + directory;
    }
}
