/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The copying of one log to another directory while it is in use. Confined to the log's loop, which it takes for a piece
 * at a time: read, append to the copy, and again to the end of the queue. Made by {@link LogMoves}.
 *
 * <p>When the copy holds the same, it is closed, forced and given the partition's name; a new log on it catches up with
 * what came meanwhile, and in the turn in which nothing is missing the partition's log goes on there. A crash leaves the
 * future log, which goes on, or both logs under the partition's name, of which the longer one has everything.
 */
final class LogMove {
    private static final int PIECE_BYTES = 256 << 10;

    private final LogMoves moves;
    private final PartitionLog current;
    private final HostedLog hosted;
    private final boolean create;

    /** Whether it counts among those that are copied now; of the directories' loop. */
    boolean copying;

    private final CompletableFuture<Void> untouched = new CompletableFuture<>();
    private final ByteBuf piece = Unpooled.buffer();
    private @Nullable PartitionLog copy;
    private boolean named;

    /** While the disk pool works on the copy or its folder, or the log's last bytes are forced. */
    private boolean renaming;

    private volatile boolean takenOver;

    private volatile boolean stopped;
    private volatile long lagOffsets = -1;

    LogMove(LogMoves moves, PartitionLog current, HostedLog hosted, boolean create) {
        this.moves = moves;
        this.current = current;
        this.hosted = hosted;
        this.create = create;
    }

    TopicPartition partition() {
        return hosted.partition;
    }

    PartitionLog current() {
        return current;
    }

    HostedLog future() {
        return hosted;
    }

    LogDirectory target() {
        return hosted.directory;
    }

    /** Whether the copy is still to be made. */
    boolean create() {
        return create;
    }

    /** How far the copy is behind, by its last step. */
    long lagOffsets() {
        return lagOffsets;
    }

    /** Whether the partition's log is in the new place already. */
    boolean hasTakenOver() {
        return takenOver;
    }

    /** Any thread. Completes when the copy is given up and its folder may be renamed. */
    CompletableFuture<Void> stop() {
        stopped = true;
        current.loop().execute(() -> {
            if (!renaming) {
                untouched.complete(null);
            }
        });
        return untouched;
    }

    /** On the log's loop. */
    void opened(@Nullable PartitionLog opened, @Nullable Throwable failure) {
        if (opened == null) {
            fail(String.valueOf(failure));
        } else {
            copy = opened;
            if (opened.state().wasRecovered()) {
                // Of what was not forced, a power loss takes parts that need not be at the end.
                opened.truncateTo(opened.recoveryPoint());
            }
            step();
        }
    }

    /** One piece, or the end. */
    void step() {
        assert current.loop().inEventLoop();
        PartitionLog to = copy;
        if (stopped || to == null || !current.state().isUsable() || !to.state().isUsable()) {
            // Whoever stopped it, or the directory that failed, has told of it.
            return;
        }
        try {
            if (!align(to)) {
                return;
            }
            if (lagOffsets == 0) {
                caughtUp(to);
            } else {
                current.readCold(to.logEndOffset(), PIECE_BYTES, current.logEndOffset(), true)
                        .whenComplete((read, failure) -> append(to, read, failure));
            }
        } catch (LogStorageException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The log may have been cut or started anew since the last piece, as a follower's is by its leader.
     *
     * @return whether it was done; if not, another step follows when the copy may be cut
     */
    private boolean align(PartitionLog to) {
        long start = current.logStartOffset();
        if (to.logEndOffset() < start) {
            to.truncateFullyAndStartAt(start);
        }
        long end = commonEnd(to, start);
        if (end >= 0) {
            // The recovery point of the copy must not vouch for what is about to take the place of these bytes.
            CompletionStage<Void> expected = to.expectCut(end);
            if (!expected.toCompletableFuture().isDone()) {
                // If it fails, the directory has, or this is a stop; either is dealt with elsewhere.
                expected.thenRun(this::step);
                return false;
            }
            to.truncateTo(end);
        }
        to.advanceHighWatermark(Math.min(current.highWatermark(), to.logEndOffset()));
        if (to.logStartOffset() < start && to.highWatermark() >= start) {
            to.deleteRecordsBefore(start);
        }
        if (!to.config().equals(current.config())) {
            to.reconfigure(current.config());
        }
        lagOffsets = current.logEndOffset() - to.logEndOffset();
        return true;
    }

    /** Up to where the copy holds the same as the log, if it has anything else as well; or -1. */
    private long commonEnd(PartitionLog to, long start) {
        long bothEnd = Math.min(to.logEndOffset(), current.logEndOffset());
        int epoch = to.leaderEpochs().latestEpoch();
        if (epoch >= 0 && to.logEndOffset() > start) {
            EpochEndOffset same = current.leaderEpochs().endOffsetFor(epoch, current.logEndOffset());
            long end = same.equals(EpochEndOffset.UNDEFINED) ? start : same.endOffset();
            if (same.leaderEpoch() < epoch || end < to.logEndOffset()) {
                return Math.min(Math.max(end, start), bothEnd);
            }
        }
        return bothEnd < to.logEndOffset() ? bothEnd : -1;
    }

    private void append(PartitionLog to, @Nullable ReadResult read, @Nullable Throwable failure) {
        LogSlice slice = read instanceof ReadResult.Read found ? found.slice() : null;
        if (stopped) {
            if (slice != null) {
                slice.release();
            }
            return;
        }
        long bytes = 0;
        if (read instanceof ReadResult.Read) {
            String refused = slice == null ? null : write(to, slice);
            if (refused != null) {
                fail(refused);
                return;
            }
            bytes = slice == null ? 0 : piece.writerIndex();
        } else if (!(read instanceof ReadResult.OutOfRange)) {
            // Out of range: the log was cut or its start moved while this was read; the next step sees to it.
            fail(failure == null ? String.valueOf(read) : failure.toString());
            return;
        }
        moves.pay(bytes, this);
    }

    /** Null, or why it could not be. */
    private @Nullable String write(PartitionLog to, LogSlice slice) {
        try {
            piece.clear();
            slice.readInto(piece);
            AppendResult result = to.appendAsFollower(piece);
            return result instanceof AppendResult.Rejected rejected
                    ? rejected.error() + " " + rejected.message()
                    : null;
        } catch (IOException e) {
            current.state().diskFailed(e);
            return e.toString();
        } finally {
            slice.release();
        }
    }

    private void caughtUp(PartitionLog to) {
        if (named) {
            takeOver(to);
            return;
        }
        renaming = true;
        CompletionStage<Void> closed = to.close();
        closed.whenComplete((done, failure) -> {
            if (failure == null) {
                moves.rename(this);
            } else {
                notRenamed();
                fail(failure.toString());
            }
        });
    }

    /** Any thread. */
    void notRenamed() {
        current.loop().execute(() -> {
            renaming = false;
            if (stopped) {
                untouched.complete(null);
            }
        });
    }

    /** On the directories' loop. */
    void renamed(PartitionFiles files, LogEnvironment environment, int jitterSeed) {
        current.loop().execute(() -> {
            renaming = false;
            PartitionLog before = copy;
            if (stopped || before == null) {
                untouched.complete(null);
                return;
            }
            before.abandon();
            // As after a clean stop: what the copy was closed with is forced, and is where it ends.
            LogState.Origin origin = new LogState.Origin(
                    before.state().logStartForCheckpoint(),
                    before.state().logEnd,
                    before.state().logEnd,
                    before.state().highWatermark(),
                    0,
                    false);
            LogState.Identity identity = new LogState.Identity(partition(), files, current.config(), jitterSeed);
            PartitionLog next = new PartitionLog(
                    new LogState(identity, environment, target(), current.loop(), origin), current.topicId());
            copy = next;
            moves.reopened(this, next);
            named = true;
            step();
        });
    }

    /** In this turn of the loop both logs hold the same. */
    private void takeOver(PartitionLog to) {
        renaming = true;
        takenOver = true;
        CompletionStage<Void> left = current.continueIn(to);
        current.flush()
                .whenComplete((forced, failure) -> left.whenComplete((done, never) -> {
                    renaming = false;
                    piece.release();
                    if (stopped) {
                        untouched.complete(null);
                    } else if (failure == null) {
                        moves.moved(this);
                    }
                }));
    }

    private void fail(String why) {
        moves.failed(this, why);
    }
}
