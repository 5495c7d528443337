/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition: Kafka's segment files, with offsets, epochs and producer states kept in step. Confined to
 * the loop it was opened with; futures complete on that loop. Made by {@link LogDirectories}, closed or deleted through
 * it. Nothing is read, opened or allocated before it is needed. Operations without a result of their own to say so
 * throw {@link LogStorageException} if the disk fails.
 *
 * <p>When the log moves to another directory this object stays, and stands for the files there from one call to the next.
 */
public final class PartitionLog {
    /** Changed on the loop alone; read by the checkpoints as well. */
    private volatile LogState state;

    private LogFlusher flusher;
    private LogAppender appender;
    private final @Nullable Uuid topicId;

    PartitionLog(LogState state, @Nullable Uuid topicId) {
        this.state = state;
        this.topicId = topicId;
        this.flusher = new LogFlusher(state);
        this.appender = new LogAppender(state, flusher);
    }

    public TopicPartition topicPartition() {
        return state.partition;
    }

    public EventExecutor loop() {
        return state.loop;
    }

    /** The id in partition.metadata, or null if there is none. */
    public @Nullable Uuid topicId() {
        return topicId;
    }

    /**
     * Validates the batch, gives it offsets and the leader epoch in place, and appends it. The buffer is borrowed, its
     * indices stay; its content is changed.
     */
    public AppendResult appendAsLeader(ByteBuf batches, int leaderEpoch, AppendOrigin origin) {
        assert state.loop.inEventLoop();
        return appender.asLeader(batches, leaderEpoch, origin);
    }

    /** Appends batches as a leader sent them: offsets and epochs stay. A batch cut at the end is ignored. */
    public AppendResult appendAsFollower(ByteBuf batches) {
        assert state.loop.inEventLoop();
        return appender.asFollower(batches);
    }

    /**
     * The batches from the one that holds the offset on, below the bound.
     *
     * @param atLeastOneBatch whether the first batch is returned whole even if it is larger than {@code bytesMax}
     */
    public ReadResult read(long offset, int bytesMax, long upperBoundOffset, boolean atLeastOneBatch) {
        assert state.loop.inEventLoop();
        return new LogReader(state).read(new LogReader.Request(offset, bytesMax, upperBoundOffset, atLeastOneBatch));
    }

    /** The same, on the disk pool, with the bytes brought into memory; never {@link ReadResult.Cold}. */
    public CompletionStage<ReadResult> readCold(
            long offset, int bytesMax, long upperBoundOffset, boolean atLeastOneBatch) {
        assert state.loop.inEventLoop();
        return new LogReader(state)
                .readCold(new LogReader.Request(offset, bytesMax, upperBoundOffset, atLeastOneBatch));
    }

    public long logStartOffset() {
        assert state.loop.inEventLoop();
        try {
            return state.logStart();
        } catch (IOException e) {
            throw failed("The start of the log cannot be found", e);
        }
    }

    /** The same without looking at the disk: 0 where nobody needed to know where the first segment begins. */
    public long knownStartOffset() {
        assert state.loop.inEventLoop();
        return state.logStartForCheckpoint();
    }

    public long logEndOffset() {
        assert state.loop.inEventLoop();
        return state.logEnd;
    }

    public long highWatermark() {
        assert state.loop.inEventLoop();
        return state.highWatermark();
    }

    /** Moves the high watermark, never back and never past the log's end. */
    public void advanceHighWatermark(long offset) {
        assert state.loop.inEventLoop();
        long bounded = Math.min(offset, state.logEnd);
        if (bounded > state.highWatermark()) {
            state.highWatermark(bounded);
        }
    }

    /** Whether a batch of that producer and epoch was appended of late, so that the next one has to follow on it. */
    public boolean knowsProducer(long producerId, short producerEpoch) {
        assert state.loop.inEventLoop();
        try {
            ProducerEntry known = state.producers().entry(producerId);
            return known != null && known.epoch == producerEpoch;
        } catch (IOException e) {
            throw failed("The producers of the log cannot be found", e);
        }
    }

    /** The producers that are not forgotten. */
    public List<ActiveProducer> activeProducers() {
        assert state.loop.inEventLoop();
        try {
            return state.producers().active();
        } catch (IOException e) {
            throw failed("The producers of the log cannot be found", e);
        }
    }

    /** Below it, every transaction is decided; never above the high watermark. */
    public long lastStableOffset() {
        assert state.loop.inEventLoop();
        try {
            return state.lastStable();
        } catch (IOException e) {
            throw failed("The open transactions cannot be found", e);
        }
    }

    /** Everything below has been forced to the disk. */
    public long recoveryPoint() {
        return state.recoveryPoint();
    }

    /** The aborted transactions that touch the offsets from one (inclusive) to the other (exclusive). */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long toOffset) {
        assert state.loop.inEventLoop();
        List<AbortedTransaction> found = new ArrayList<>();
        try {
            Segments segments = state.segments();
            for (int i = Math.max(0, segments.floor(fromOffset)); i < segments.size(); i++) {
                for (AbortedTransaction aborted :
                        segments.get(i).transactionIndex().all()) {
                    if (aborted.lastOffset() >= fromOffset && aborted.firstOffset() < toOffset) {
                        found.add(aborted);
                    }
                    if (aborted.lastStableOffset() >= toOffset) {
                        return found;
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw failed("The aborted transactions cannot be read", e);
        }
    }

    /** The first record at or after the timestamp. On the disk pool, as it may read much. */
    public CompletionStage<Optional<TimestampedOffset>> offsetForTimestamp(long timestampMs) {
        assert state.loop.inEventLoop();
        return search(timestamps -> timestamps.first(timestampMs), true);
    }

    /** The first record that carries the largest timestamp of the log. On the disk pool. */
    public CompletionStage<Optional<TimestampedOffset>> offsetOfMaxTimestamp() {
        assert state.loop.inEventLoop();
        return search(TimestampSearch::latest, true);
    }

    @FunctionalInterface
    private interface Lookup {
        Optional<TimestampedOffset> in(TimestampSearch timestamps) throws IOException;
    }

    private CompletionStage<Optional<TimestampedOffset>> search(Lookup lookup, boolean again) {
        CompletableFuture<Optional<TimestampedOffset>> result = new CompletableFuture<>();
        LogState searched = state;
        int replacements = searched.replacements;
        try {
            TimestampSearch timestamps = TimestampSearch.prepare(state);
            state.environment.diskPool().execute(() -> {
                try {
                    Optional<TimestampedOffset> found = lookup.in(timestamps);
                    searched.loop.execute(() -> {
                        if (searched.replacements == replacements) {
                            result.complete(found);
                        } else {
                            searchAgain(lookup, again, result);
                        }
                    });
                } catch (IOException | RuntimeException e) {
                    boolean outrun = e instanceof IOException failure && TimestampSearch.isOutrun(failure);
                    searched.loop.execute(() -> searchFailed(
                            lookup, again && (outrun || searched.replacements != replacements), result, e));
                }
            });
        } catch (IOException e) {
            result.completeExceptionally(failed("The log cannot be searched", e));
        }
        return result;
    }

    private void searchFailed(
            Lookup lookup, boolean again, CompletableFuture<Optional<TimestampedOffset>> result, Exception e) {
        if (again) {
            searchAgain(lookup, false, result);
        } else {
            result.completeExceptionally(e instanceof IOException io ? failed("The log cannot be searched", io) : e);
        }
    }

    private void searchAgain(Lookup lookup, boolean again, CompletableFuture<Optional<TimestampedOffset>> result) {
        search(lookup, again).whenComplete((found, failure) -> {
            if (failure == null) {
                result.complete(found);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    public LeaderEpochs leaderEpochs() {
        assert state.loop.inEventLoop();
        return state.epochs;
    }

    /**
     * To be called before a cut below the recovery point: the point is lowered first, on the disk as well. A start after
     * a power loss would otherwise take the old one for its word on files that were cut since, and on what was appended
     * after the cut. Nothing is appended until then.
     *
     * @return completes on this loop when the log may be cut there, or {@link #keepWhole} says that it will not be; at
     *     once if the recovery point is not above
     */
    public CompletionStage<Void> expectCut(long offset) {
        assert state.loop.inEventLoop();
        if (offset >= state.recoveryPoint()) {
            return CompletableFuture.completedFuture(null);
        }
        state.cutExpectedAt = offset;
        state.recoveryPoint(offset);
        if (state.cleanedTo() > offset) {
            state.cleanedTo(offset);
        }
        CompletableFuture<Void> result = new CompletableFuture<>();
        state.directory
                .saveRecoveryPoints()
                .whenComplete((done, failure) -> state.loop.execute(() -> {
                    if (failure == null) {
                        result.complete(null);
                    } else {
                        result.completeExceptionally(failure);
                    }
                }));
        return result;
    }

    /** The cut that was expected does not come. */
    public void keepWhole() {
        assert state.loop.inEventLoop();
        state.cutExpectedAt = Long.MAX_VALUE;
    }

    /** Forgets everything from the offset on, after {@link #expectCut}; below the log's start, it starts anew there. */
    public void truncateTo(long offset) {
        assert state.loop.inEventLoop();
        try {
            new LogTruncation(state).truncateTo(offset);
        } catch (IOException e) {
            throw failed("The log cannot be cut", e);
        }
    }

    /** Forgets everything, after {@link #expectCut}; the log is empty and begins at the offset. */
    public void truncateFullyAndStartAt(long offset) {
        assert state.loop.inEventLoop();
        try {
            new LogTruncation(state).startAt(offset);
        } catch (IOException e) {
            throw failed("The log cannot be started anew", e);
        }
    }

    /** Moves the log's start up to the offset, which lies at or below the high watermark (the caller has checked). */
    public void deleteRecordsBefore(long offset) {
        assert state.loop.inEventLoop();
        try {
            if (offset > state.logStart()) {
                state.logStart(Math.min(offset, state.logEnd));
                state.epochs.truncateFromStart(state.logStart());
            }
        } catch (IOException e) {
            throw failed("The log's start cannot be moved", e);
        }
    }

    /** Deletes what the topic's limits allow; how many segments went. Called by the broker's retention timer. */
    int applyRetention() {
        assert state.loop.inEventLoop();
        if (!state.isUsable() || state.swap != null) {
            return 0;
        }
        try {
            return new LogRetention(state, appender).apply();
        } catch (IOException e) {
            state.directory.fail(e);
            return 0;
        }
    }

    /** Called by the broker's timer for it; those that are not loaded are looked at when they are. */
    void forgetSilentProducers() {
        assert state.loop.inEventLoop();
        ProducerStates producers = state.isUsable() ? state.loadedProducers() : null;
        if (producers != null) {
            producers.removeExpired(state.nowMs(), state.environment.producerIdExpirationMs());
        }
    }

    /** Completes when all that is appended now is forced to the disk; calls that wait together share one force. */
    public CompletionStage<Void> flush() {
        assert state.loop.inEventLoop();
        return flusher.flush();
    }

    public LogConfig config() {
        assert state.loop.inEventLoop();
        return state.config;
    }

    public void reconfigure(LogConfig config) {
        assert state.loop.inEventLoop();
        state.config = config;
        appender.reconfigured();
        if (state.candidacy != null) {
            state.candidacy.reconfigured();
        }
    }

    /** The bytes of all its segments. */
    public long sizeBytes() {
        assert state.loop.inEventLoop();
        try {
            return !state.isTouched() && state.logEnd == 0
                    ? 0
                    : state.segments().sizeBytes();
        } catch (IOException e) {
            throw failed("The log's size cannot be found", e);
        }
    }

    LogState state() {
        return state;
    }

    /**
     * Goes on with the files of another log, which holds the same up to the same end and is not used by itself any more.
     * Completes when nothing is done to the files of before.
     */
    CompletionStage<Void> continueIn(PartitionLog other) {
        assert state.loop.inEventLoop();
        LogState before = state;
        LogFlusher flusherBefore = flusher;
        if (before.highWatermark() > other.state.highWatermark()) {
            other.state.highWatermark(Math.min(before.highWatermark(), other.state.logEnd));
        }
        // The one thing that may be known of the epochs and stand in no file: that one has begun, and nothing in it
        // yet.
        int epoch = before.epochs.latestEpoch();
        if (epoch > other.state.epochs.latestEpoch()) {
            other.state.epochs.assign(epoch, other.state.logEnd);
        }
        flusherBefore.close();
        before.closed();
        before.forgetHandles();
        other.state.cleanedTo(Math.min(before.cleanedTo(), other.state.logEnd));
        other.state.candidacy = before.candidacy;
        state = other.state;
        flusher = other.flusher;
        appender = other.appender;
        return flusherBefore.idle();
    }

    /** Leaves the files as Kafka leaves them on a clean stop; completes when they are forced to the disk. */
    CompletionStage<Void> close() {
        assert state.loop.inEventLoop();
        if (state.isClosed()) {
            return CompletableFuture.completedFuture(null);
        }
        flusher.close();
        // One that was only checked after a crash has an end that nothing was forced up to yet.
        boolean atRest = !state.isTouched() && state.recoveryPoint() >= state.logEnd;
        if (atRest || state.directory.isOffline()) {
            state.closed();
            return CompletableFuture.completedFuture(null);
        }
        try {
            Segment active = state.segments().active();
            if (active != null) {
                active.checkIndexes(state.config.roll().indexIntervalBytes());
                active.finishIndexes();
            }
            state.writeSnapshot();
        } catch (IOException e) {
            state.closed();
            return CompletableFuture.failedFuture(failed("The log cannot be closed", e));
        }
        CompletionStage<Void> flushed = flusher.flush();
        state.closed();
        return flushed;
    }

    /** Before its folder is taken away: no call does anything to the files any more. */
    void abandon() {
        assert state.loop.inEventLoop();
        flusher.close();
        state.closed();
        state.forgetHandles();
    }

    private LogStorageException failed(String what, IOException e) {
        state.diskFailed(e);
        return new LogStorageException(what + ": " + state, e);
    }

    @Override
    public String toString() {
        return "PartitionLog(" + state + ")";
    }
}
