/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.log.AppendResult;
import io.odradek.broker.partition.LeaderLog;
import io.odradek.broker.partition.Partition;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a shard stores, and whom it tells when that is committed. The records of all decisions of one turn of the loop
 * are one batch: each is applied as it is decided, so that the next decision sees it, and the batch is appended when the
 * turn ends. No decision is torn: where there is no room for all of its records, the batch is appended before.
 *
 * <p>What is refused before it is applied is the asker's alone. An append that is refused after that has made the state
 * something that the log does not say, which is the shard's to throw away. Owned by the shard and its loop.
 */
final class ShardWriting {
    private static final Logger LOG = LoggerFactory.getLogger(ShardWriting.class);

    private final Partition partition;
    private final EventExecutor loop;
    private final CoordinatorKind<?> kind;
    private final CoordinatorWorld world;
    private final Consumer<ErrorCode> stateIsLost;
    private final ParkedAnswers parked;
    private final OpenTurn turn = new OpenTurn();

    /** Where the log ends, as far as the state knows it but for the open turn; what is told waits for it. */
    private long appliedTo;

    private boolean appending;
    private boolean endScheduled;

    /**
     * An append was refused after its records were applied. Until one is taken, each decision is appended before it is
     * applied: a disk that is full costs one load of the state, and not one for each request.
     */
    private boolean appendsFirst;

    /** @param stateIsLost told why what was applied is in no log; all who wait are failed by it, through {@link #failAll} */
    ShardWriting(
            Partition partition, CoordinatorKind<?> kind, CoordinatorWorld world, Consumer<ErrorCode> stateIsLost) {
        this.partition = partition;
        this.loop = partition.loop();
        this.kind = kind;
        this.world = world;
        this.stateIsLost = stateIsLost;
        this.parked = new ParkedAnswers(loop, kind.commitTimeoutMs());
    }

    /** Whether the log is just being written, and what it tells may lead to anything but a decision. */
    boolean isAppending() {
        return appending;
    }

    /** The state is what the log says. */
    void loaded() {
        appliedTo = partition.leaderLog().endOffset();
    }

    /** Takes the records of one decision, to be applied at once; or why not, and nothing of them is stored. */
    ErrorCode store(List<CoordinatorRecord> records) {
        EncodedRecords encoded;
        try {
            encoded = EncodedRecords.of(records, world.clock().millis());
        } catch (RuntimeException e) {
            return fault(e);
        }
        LeaderLog log = partition.leaderLog();
        ErrorCode refused = log.refusal();
        if (refused != ErrorCode.NONE) {
            return errorOf(refused);
        }
        int batchBytesMax = log.batchBytesMax();
        if (appendsFirst || !OpenTurn.fitsBatch(encoded, batchBytesMax)) {
            refused = appendTurn();
            return refused == ErrorCode.NONE ? append(List.of(encoded)) : refused;
        }
        if (!turn.hasRoomFor(encoded, batchBytesMax)) {
            refused = appendTurn();
            if (refused != ErrorCode.NONE) {
                return refused;
            }
            loop.execute(this::endTurn);
        }
        turn.add(encoded);
        return ErrorCode.NONE;
    }

    /** Tells when everything that is applied by now is committed. */
    void tell(Effect told) {
        if (!turn.isOpen()) {
            tellWhenCommitted(told);
            return;
        }
        turn.add(told);
        int lingerMs = kind.appendLingerMs();
        if (lingerMs == 0) {
            endTurn();
        } else if (!endScheduled) {
            endScheduled = true;
            if (lingerMs == CoordinatorKind.LINGERS_FOR_TURN) {
                // After whatever of this turn of the loop is still to be read, and after the tasks that wait by now.
                loop.execute(this::turnIsOver);
            } else {
                var unused = loop.schedule(this::turnIsOver, lingerMs, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void turnIsOver() {
        endScheduled = false;
        endTurn();
    }

    private void endTurn() {
        if (appendTurn() == ErrorCode.NONE) {
            turn.takeTold().forEach(this::tellWhenCommitted);
        }
    }

    private void tellWhenCommitted(Effect told) {
        long highWatermark = partition.leaderLog().highWatermark();
        if (highWatermark < appliedTo) {
            parked.park(appliedTo, told);
            return;
        }
        parked.completeUpTo(highWatermark);
        told.done(ErrorCode.NONE);
    }

    /** What is applied is appended, or the state is lost. */
    private ErrorCode appendTurn() {
        if (!turn.hasRecords()) {
            return ErrorCode.NONE;
        }
        ErrorCode refused = append(turn.takeRecords());
        if (refused != ErrorCode.NONE) {
            LOG.warn(
                    "{} takes no records ({}): what was decided on is taken back, and the state loaded again",
                    partition.topicPartition(),
                    refused);
            appendsFirst = true;
            stateIsLost.accept(refused);
        }
        return refused;
    }

    private ErrorCode append(List<EncodedRecords> decisions) {
        ByteBuf batch;
        try {
            batch = EncodedRecords.batch(decisions, kind.compression(), world.allocator());
        } catch (RuntimeException e) {
            return fault(e);
        }
        LeaderLog log = partition.leaderLog();
        AppendResult result;
        appending = true;
        try {
            result = log.append(batch);
        } finally {
            appending = false;
            batch.release();
        }
        if (result instanceof AppendResult.Rejected rejected) {
            return errorOf(rejected.error());
        }
        appendsFirst = false;
        appliedTo = log.endOffset();
        return ErrorCode.NONE;
    }

    private ErrorCode fault(RuntimeException e) {
        LOG.error("Fault in a record for {}, the request is refused", partition.topicPartition(), e);
        return ErrorCode.UNKNOWN_SERVER_ERROR;
    }

    /** As clients are told of it; they retry what is not an unknown error. */
    private static ErrorCode errorOf(ErrorCode ofTheLog) {
        return switch (ofTheLog) {
            case NOT_ENOUGH_REPLICAS -> ErrorCode.COORDINATOR_NOT_AVAILABLE;
            case NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> ErrorCode.NOT_COORDINATOR;
            default -> ErrorCode.UNKNOWN_SERVER_ERROR;
        };
    }

    void highWatermarkMoved(long highWatermark) {
        if (!appending) {
            parked.completeUpTo(highWatermark);
        }
    }

    /** Nothing of the open turn is stored. */
    void failAll(ErrorCode ofTheTurn, ErrorCode ofTheOthers) {
        turn.takeRecords();
        turn.takeTold().forEach(told -> told.done(ofTheTurn));
        parked.failAll(ofTheOthers);
    }
}
