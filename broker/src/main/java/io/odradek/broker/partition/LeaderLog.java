/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.buffer.ByteBuf;
import io.odradek.broker.log.AppendOrigin;
import io.odradek.broker.log.AppendResult;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.ReadResult;
import io.odradek.protocol.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The log of a partition as a state machine on it uses it: batches of its own appended, and all that was ever appended
 * read again. Part of the partition and confined to its loop; refuses where this broker does not lead.
 */
public final class LeaderLog {
    private static final AppendResult.Rejected NOT_LEADER =
            new AppendResult.Rejected(ErrorCode.NOT_LEADER_OR_FOLLOWER, null);

    private final Partition partition;

    LeaderLog(Partition partition) {
        this.partition = partition;
    }

    /** Why nothing is to be appended now: NOT_LEADER_OR_FOLLOWER or NOT_ENOUGH_REPLICAS; NONE if it may be. */
    public ErrorCode refusal() {
        assert partition.loop().inEventLoop();
        Leader leader = partition.replica().leader();
        if (leader == null || partition.replica().log() == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        return partition.hasEnoughInSync(leader) ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS;
    }

    /** No larger batch is taken; 0 without a log. */
    public int batchBytesMax() {
        assert partition.loop().inEventLoop();
        PartitionLog log = partition.replica().log();
        if (log == null) {
            return 0;
        }
        LogConfig config = log.config();
        return Math.min(config.batches().messageBytesMax(), config.roll().segmentBytes());
    }

    /**
     * Appends one batch. It is committed once the high watermark has passed it, which the {@link LeadershipObserver} is
     * told, perhaps within this call. Whether enough replicas are in sync was asked before, by {@link #refusal}: should
     * they be fewer by now, the batch waits for them like one that was appended in time. The records are borrowed.
     */
    public AppendResult append(ByteBuf records) {
        assert partition.loop().inEventLoop();
        Leader leader = partition.replica().leader();
        PartitionLog log = partition.replica().log();
        if (leader == null || log == null) {
            return NOT_LEADER;
        }
        long endBefore = log.logEndOffset();
        AppendResult result = partition.appendTo(log, records, leader.leaderEpoch(), AppendOrigin.COORDINATOR);
        if (result instanceof AppendResult.Appended) {
            partition.appended(leader, log, endBefore);
        }
        return result;
    }

    /**
     * The batches from the one that holds the offset on, up to the log's end and into the memory, through the disk pool;
     * completes on this loop, never with a failure.
     */
    public CompletionStage<ReadResult> read(long offset, int bytesMax) {
        assert partition.loop().inEventLoop();
        PartitionLog log = partition.replica().log();
        if (log == null) {
            return CompletableFuture.completedFuture(
                    new ReadResult.Failed(ErrorCode.NOT_LEADER_OR_FOLLOWER, "The partition has no log."));
        }
        return log.readCold(offset, bytesMax, log.logEndOffset(), true)
                .exceptionally(failure ->
                        new ReadResult.Failed(Partition.storageError(failure), String.valueOf(failure.getMessage())));
    }

    /** Where the log begins; -1 without a log. */
    public long startOffset() {
        PartitionLog log = partition.replica().log();
        try {
            return log == null ? -1 : log.logStartOffset();
        } catch (LogStorageException e) {
            return -1;
        }
    }

    /** -1 without a log. */
    public long endOffset() {
        PartitionLog log = partition.replica().log();
        return log == null ? -1 : log.logEndOffset();
    }

    /** -1 without a log. */
    public long highWatermark() {
        assert partition.loop().inEventLoop();
        return partition.highWatermark();
    }
}
