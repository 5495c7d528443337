/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The log of one partition: Kafka's segment files, with offsets, epochs and producer states kept in step. Confined to
 * the loop it was opened with; futures complete on that loop. Made by {@link LogDirectories}, closed or deleted through
 * it. Nothing is read, opened or allocated before it is needed. Operations without a result of their own to say so
 * throw {@link LogStorageException} if the disk fails.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "MethodCanBeStatic"})
public final class PartitionLog {
    private final TopicPartition topicPartition;
    private final EventExecutor loop;

    PartitionLog(TopicPartition topicPartition, EventExecutor loop) {
        this.topicPartition = topicPartition;
        this.loop = loop;
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    public EventExecutor loop() {
        return loop;
    }

    /** The id in partition.metadata, or null if there is none. */
    public @Nullable Uuid topicId() {
        throw new UnsupportedOperationException();
    }

    /**
     * Validates the batches, gives them offsets and the leader epoch in place, and appends them. The buffer is
     * borrowed, its indices stay; its content is changed.
     */
    public AppendResult appendAsLeader(ByteBuf batches, int leaderEpoch, AppendOrigin origin) {
        throw new UnsupportedOperationException();
    }

    /** Appends batches as a leader sent them: offsets and epochs stay. A batch cut at the end is ignored. */
    public AppendResult appendAsFollower(ByteBuf batches) {
        throw new UnsupportedOperationException();
    }

    /**
     * The batches from the one that holds the offset on, below the bound.
     *
     * @param atLeastOneBatch whether the first batch is returned whole even if it is larger than {@code bytesMax}
     */
    public ReadResult read(long offset, int bytesMax, long upperBoundOffset, boolean atLeastOneBatch) {
        throw new UnsupportedOperationException();
    }

    /** The same, on the disk pool, with the bytes brought into memory; never {@link ReadResult.Cold}. */
    public CompletionStage<ReadResult> readCold(
            long offset, int bytesMax, long upperBoundOffset, boolean atLeastOneBatch) {
        throw new UnsupportedOperationException();
    }

    public long logStartOffset() {
        throw new UnsupportedOperationException();
    }

    public long logEndOffset() {
        throw new UnsupportedOperationException();
    }

    public long highWatermark() {
        throw new UnsupportedOperationException();
    }

    /** Moves the high watermark, never back and never past the log's end. */
    public void advanceHighWatermark(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Below it, every transaction is decided; never above the high watermark. */
    public long lastStableOffset() {
        throw new UnsupportedOperationException();
    }

    /** Everything below has been forced to the disk. */
    public long recoveryPoint() {
        throw new UnsupportedOperationException();
    }

    /** The aborted transactions that touch the offsets from one (inclusive) to the other (exclusive). */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long toOffset) {
        throw new UnsupportedOperationException();
    }

    /** The first record at or after the timestamp. On the disk pool, as it may read much. */
    public CompletionStage<Optional<TimestampedOffset>> offsetForTimestamp(long timestampMs) {
        throw new UnsupportedOperationException();
    }

    /** The first record that carries the largest timestamp of the log. On the disk pool. */
    public CompletionStage<Optional<TimestampedOffset>> offsetOfMaxTimestamp() {
        throw new UnsupportedOperationException();
    }

    public LeaderEpochs leaderEpochs() {
        throw new UnsupportedOperationException();
    }

    /** Forgets everything from the offset on (at most to the log's start). */
    public void truncateTo(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Forgets everything; the log is empty and begins at the offset. */
    public void truncateFullyAndStartAt(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Moves the log's start up to the offset, which lies at or below the high watermark (the caller has checked). */
    public void deleteRecordsBefore(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Completes when all that is appended now is forced to the disk; calls that wait together share one force. */
    public CompletionStage<Void> flush() {
        throw new UnsupportedOperationException();
    }

    public LogConfig config() {
        throw new UnsupportedOperationException();
    }

    public void reconfigure(LogConfig config) {
        throw new UnsupportedOperationException();
    }

    /** The bytes of all its segments. */
    public long sizeBytes() {
        throw new UnsupportedOperationException();
    }
}
