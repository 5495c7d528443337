/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.ActiveProducer;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.TimestampedOffset;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers about offsets and who wrote them, for the partition that owns it and on its loop. */
public final class PartitionOffsets {
    public static final long LATEST = -1;
    public static final long EARLIEST = -2;
    public static final long MAX_TIMESTAMP = -3;
    public static final long EARLIEST_LOCAL = -4;
    public static final long LATEST_TIERED = -5;
    public static final long EARLIEST_PENDING_UPLOAD = -6;

    private static final long UNKNOWN = -1;
    private static final int UNKNOWN_EPOCH = EpochEndOffset.UNDEFINED_EPOCH;

    private final Partition partition;

    PartitionOffsets(Partition partition) {
        this.partition = partition;
    }

    /** An offset, with what was asked for it; -1 for what there is not. */
    public record Offset(ErrorCode error, long timestampMs, long offset, int leaderEpoch) {
        public static Offset failed(ErrorCode error) {
            return new Offset(error, UNKNOWN, UNKNOWN, UNKNOWN_EPOCH);
        }
    }

    /** The end of an epoch, or why it cannot be told. */
    public record EpochEnd(ErrorCode error, EpochEndOffset end) {}

    /** How far records were deleted, or why not. */
    public record Deleted(ErrorCode error, long lowWatermark) {}

    /** Producers, or why they cannot be told. */
    public record Producers(ErrorCode error, List<ActiveProducer> active) {}

    /** Who asks for an offset, and what for. */
    public record Question(long timestampMs, int currentLeaderEpoch, FetchOrigin origin, boolean readCommitted) {}

    /** Completes on this loop, at once where no disk is needed. */
    public CompletionStage<Offset> find(Question question) {
        assert partition.loop().inEventLoop();
        try {
            return search(question);
        } catch (LogStorageException e) {
            return now(Offset.failed(e.error()));
        }
    }

    private CompletionStage<Offset> search(Question question) {
        ErrorCode refused = partition
                .replica()
                .refusal(question.currentLeaderEpoch(), question.origin().needsLeader());
        PartitionLog log = partition.replica().log();
        if (refused != ErrorCode.NONE || log == null) {
            return now(Offset.failed(refused == ErrorCode.NONE ? ErrorCode.NOT_LEADER_OR_FOLLOWER : refused));
        }
        long timestampMs = question.timestampMs();
        if (timestampMs == LATEST) {
            if (isCatchingUp(log, question)) {
                return now(Offset.failed(ErrorCode.OFFSET_NOT_AVAILABLE));
            }
            int epoch = partition.replica().leaderEpoch();
            return now(new Offset(ErrorCode.NONE, UNKNOWN, readableEnd(log, question), epoch));
        }
        if (timestampMs == EARLIEST || timestampMs == EARLIEST_LOCAL) {
            long start = log.logStartOffset();
            return now(new Offset(ErrorCode.NONE, UNKNOWN, start, epochOfStart(log, start)));
        }
        if (timestampMs == LATEST_TIERED || timestampMs == EARLIEST_PENDING_UPLOAD) {
            return now(new Offset(ErrorCode.NONE, UNKNOWN, UNKNOWN, UNKNOWN_EPOCH));
        }
        CompletionStage<Optional<TimestampedOffset>> found =
                timestampMs == MAX_TIMESTAMP ? log.offsetOfMaxTimestamp() : log.offsetForTimestamp(timestampMs);
        return found.handle((hit, failure) ->
                failure == null ? visible(log, question, hit) : Offset.failed(Partition.storageError(failure)));
    }

    /** A new leader does not know yet how far its predecessor committed; to tell less would take clients back. */
    private boolean isCatchingUp(PartitionLog log, Question question) {
        Leader leader = partition.replica().leader();
        return leader != null && !question.origin().readsToTheEnd() && leader.epochStartOffset() > log.highWatermark();
    }

    private Offset visible(PartitionLog log, Question question, Optional<TimestampedOffset> hit) {
        // A record that the asker could not read yet is none that it may be told of.
        return hit.filter(found -> found.offset() < readableEnd(log, question))
                .map(found -> new Offset(ErrorCode.NONE, found.timestampMs(), found.offset(), found.leaderEpoch()))
                .orElseGet(() ->
                        Offset.failed(isCatchingUp(log, question) ? ErrorCode.OFFSET_NOT_AVAILABLE : ErrorCode.NONE));
    }

    private static long readableEnd(PartitionLog log, Question question) {
        if (question.origin().readsToTheEnd()) {
            return log.logEndOffset();
        }
        return question.readCommitted() ? log.lastStableOffset() : log.highWatermark();
    }

    private static int epochOfStart(PartitionLog log, long start) {
        return log.leaderEpochs().epochOf(start);
    }

    /** Where the epoch, or the last one before it, ended. */
    public EpochEnd endOfEpoch(int currentLeaderEpoch, int leaderEpoch) {
        assert partition.loop().inEventLoop();
        ErrorCode refused = partition.replica().refusal(currentLeaderEpoch);
        PartitionLog log = partition.replica().log();
        if (refused != ErrorCode.NONE || log == null) {
            return new EpochEnd(
                    refused == ErrorCode.NONE ? ErrorCode.NOT_LEADER_OR_FOLLOWER : refused, EpochEndOffset.UNDEFINED);
        }
        return new EpochEnd(ErrorCode.NONE, log.leaderEpochs().endOffsetFor(leaderEpoch, log.logEndOffset()));
    }

    /**
     * Deletes what lies below the offset; -1 means everything below the high watermark. Completes on this loop when every
     * live replica has done the same, or after the timeout with REQUEST_TIMED_OUT.
     */
    public CompletionStage<Deleted> deleteBefore(long offset, int timeoutMs) {
        assert partition.loop().inEventLoop();
        Leader leader = partition.replica().leader();
        PartitionLog log = partition.replica().log();
        if (leader == null || log == null) {
            return now(new Deleted(partition.replica().errorOfNoLeader(), UNKNOWN));
        }
        if (!log.config().retention().delete()) {
            return now(new Deleted(ErrorCode.POLICY_VIOLATION, UNKNOWN));
        }
        long target = offset == LATEST ? log.highWatermark() : offset;
        if (target < 0 || target > log.highWatermark()) {
            return now(new Deleted(ErrorCode.OFFSET_OUT_OF_RANGE, UNKNOWN));
        }
        try {
            log.deleteRecordsBefore(target);
        } catch (LogStorageException e) {
            return now(new Deleted(e.error(), UNKNOWN));
        }
        partition.parkedFetches().wake(partition);
        long lowWatermark = partition.lowWatermark();
        return lowWatermark >= target
                ? now(new Deleted(ErrorCode.NONE, lowWatermark))
                : partition.parkedDeletes().park(target, timeoutMs);
    }

    /** The producers that wrote here, by this replica's log, whether it leads or follows. */
    public Producers producers() {
        assert partition.loop().inEventLoop();
        PartitionLog log = partition.replica().log();
        if (log == null || !partition.replica().isServing(false)) {
            return new Producers(partition.replica().errorOfNoLeader(), List.of());
        }
        try {
            return new Producers(ErrorCode.NONE, log.activeProducers());
        } catch (LogStorageException e) {
            return new Producers(e.error(), List.of());
        }
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
