/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.log.AppendResult;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.log.PartitionLog;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This broker's copy of a partition while another broker leads it, in one leader epoch: what may be done to its log in
 * the leader's name. Confined to the partition's loop. Made when the controller names the leader; when it says something
 * else, {@link LeaderFollowing#stop} is called and nobody uses this one any more, which is how everything that belongs
 * to an earlier epoch is kept away from the log.
 */
public final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Partition partition;
    private final PartitionLog log;
    private final Uuid topicId;
    private final int leader;
    private final int leaderEpoch;
    private boolean ended;

    Follower(Partition partition, PartitionLog log, Assignment assignment) {
        this.partition = partition;
        this.log = log;
        this.topicId = assignment.topicId();
        this.leader = assignment.leader();
        this.leaderEpoch = assignment.leaderEpoch();
    }

    /**
     * Where the next records go.
     *
     * @param lastEpoch the leader epoch of the record before, -1 if none is known
     * @param logStart 0 where the log was not looked at yet
     */
    public record Position(long offset, int lastEpoch, long logStart) {}

    public TopicPartition topicPartition() {
        return partition.topicPartition();
    }

    public EventExecutor loop() {
        return partition.loop();
    }

    /** The zero id where an old controller gave none. */
    public Uuid topicId() {
        return topicId;
    }

    /** {@link Assignment#NO_LEADER} while nobody leads. */
    public int leader() {
        return leader;
    }

    public int leaderEpoch() {
        return leaderEpoch;
    }

    /**
     * Before the first fetch. A log without epochs cannot be compared with the leader's, so that only what is below the
     * high watermark is known to be the same; as in Kafka, the rest goes.
     *
     * @return completes on this loop when records may be appended; whether the log was cut
     * @throws LogStorageException if the disk fails
     */
    public CompletionStage<Boolean> begin() {
        assert loop().inEventLoop();
        boolean comparable =
                log.logEndOffset() == 0 || log.leaderEpochs().latestEpoch() != EpochEndOffset.UNDEFINED_EPOCH;
        return comparable ? CompletableFuture.completedFuture(false) : truncateTo(log.highWatermark());
    }

    /**
     * Where this log ends now.
     *
     * @throws LogStorageException if the disk fails
     */
    public Position position() {
        assert loop().inEventLoop();
        long end = log.logEndOffset();
        // An empty log has nothing that could part from the leader's, and its file of epochs need not be looked for.
        int lastEpoch =
                end == 0 ? EpochEndOffset.UNDEFINED_EPOCH : log.leaderEpochs().latestEpoch();
        return new Position(end, lastEpoch, log.knownStartOffset());
    }

    public long endOffset() {
        assert loop().inEventLoop();
        return log.logEndOffset();
    }

    /** Appends what the leader sent for the position. The records are borrowed for the length of this call. */
    public ErrorCode append(ByteBuf records) {
        assert loop().inEventLoop();
        AppendResult result = log.appendAsFollower(records);
        if (result instanceof AppendResult.Rejected rejected) {
            LOG.warn(
                    "{} cannot take over what broker {} sent for offset {}: {} {}",
                    topicPartition(),
                    leader,
                    log.logEndOffset(),
                    rejected.error(),
                    rejected.message());
            return rejected.error();
        }
        return ErrorCode.NONE;
    }

    /**
     * Where the leader's high watermark and log start are; this copy follows as far as it has the records.
     *
     * @return whether this log begins later than before
     * @throws LogStorageException if the disk fails
     */
    public boolean leaderAt(long highWatermark, long logStart) {
        assert loop().inEventLoop();
        long before = log.highWatermark();
        log.advanceHighWatermark(highWatermark);
        boolean startMoves = logStart > log.knownStartOffset() && logStart <= log.highWatermark();
        if (startMoves) {
            log.deleteRecordsBefore(logStart);
        }
        if (log.highWatermark() > before) {
            partition.parkedFetches().wake(partition);
        }
        return startMoves;
    }

    /**
     * The leader's log parts from this one: its largest epoch not above ours ended there. Cuts this log to where both
     * may still be the same, which takes one more round if the leader's epoch is not known here.
     *
     * @return completes on this loop when records may be appended; whether the log was cut
     * @throws LogStorageException if the disk fails
     */
    public CompletionStage<Boolean> diverged(EpochEndOffset leaders) {
        assert loop().inEventLoop();
        return truncateTo(Math.min(log.logEndOffset(), commonEnd(leaders)));
    }

    private long commonEnd(EpochEndOffset leaders) {
        if (leaders.endOffset() == EpochEndOffset.UNDEFINED_OFFSET) {
            return log.highWatermark();
        }
        if (leaders.leaderEpoch() == EpochEndOffset.UNDEFINED_EPOCH) {
            return leaders.endOffset();
        }
        EpochEndOffset own = log.leaderEpochs().endOffsetFor(leaders.leaderEpoch(), log.logEndOffset());
        if (own.leaderEpoch() == EpochEndOffset.UNDEFINED_EPOCH) {
            return leaders.endOffset();
        }
        return own.leaderEpoch() == leaders.leaderEpoch()
                ? Math.min(own.endOffset(), leaders.endOffset())
                : own.endOffset();
    }

    /**
     * The leader has nothing at our position, but ends at one offset and begins at another: either it ends before us, as
     * after an unclean election, or its retention went past our end.
     *
     * @return completes on this loop when records may be appended; whether the log was cut
     * @throws LogStorageException if the disk fails
     */
    public CompletionStage<Boolean> outOfRange(long leaderStart, long leaderEnd) {
        assert loop().inEventLoop();
        if (leaderEnd < log.logEndOffset()) {
            return truncateTo(leaderEnd);
        }
        return leaderStart > log.logEndOffset()
                ? cut(leaderStart, () -> log.truncateFullyAndStartAt(leaderStart))
                : CompletableFuture.completedFuture(false);
    }

    private CompletionStage<Boolean> truncateTo(long offset) {
        if (offset < log.highWatermark()) {
            LOG.warn(
                    "{} is cut to offset {}, below its high watermark {}: broker {}, leader in epoch {}, does not have"
                            + " these records, as after an unclean election",
                    topicPartition(),
                    offset,
                    log.highWatermark(),
                    leader,
                    leaderEpoch);
        }
        return cut(offset, () -> log.truncateTo(offset));
    }

    private CompletionStage<Boolean> cut(long offset, Runnable carryOut) {
        CompletionStage<Void> expected = log.expectCut(offset);
        if (expected.toCompletableFuture().isDone()) {
            return CompletableFuture.completedFuture(cutNow(carryOut));
        }
        return expected.thenApply(done -> {
            assert loop().inEventLoop();
            if (ended) {
                log.keepWhole();
                return false;
            }
            return cutNow(carryOut);
        });
    }

    private boolean cutNow(Runnable carryOut) {
        Position before = position();
        carryOut.run();
        return !position().equals(before);
    }

    /** The controller has said something else. */
    void end() {
        assert loop().inEventLoop();
        ended = true;
    }

    @Override
    public String toString() {
        return topicPartition() + " following " + leader + " in epoch " + leaderEpoch;
    }
}
