/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.log.AppendOrigin;
import io.odradek.broker.log.AppendResult;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.ReadResult;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One partition on this broker: its role, its log, and the replies that wait at it. Confined to its shard loop; others
 * hold a {@link PartitionRef}. Made when the controller first assigns it here, dropped when it is deleted here.
 *
 * <p>What the controller says goes through {@link Replica}, which opens the log and changes the role; this class is the
 * way of the data: append, high watermark, read, and waking what waits.
 */
public final class Partition {
    /** The readable end for a replica that a quota holds up. */
    static final long HELD_UP = -2;

    private static final int NO_WAIT = -1;

    private final TopicPartition topicPartition;
    private final EventExecutor loop;
    private final PartitionEnvironment environment;
    private final ParkedProduces parkedProduces;
    private final ParkedFetches parkedFetches = new ParkedFetches();
    private final ParkedDeletes parkedDeletes = new ParkedDeletes(this);
    private final Replica replica;
    private final PartitionOffsets offsets;
    private final RefusedBatches refusedBatches = new RefusedBatches();
    private final LeadershipObserver observer;

    Partition(TopicPartition topicPartition, EventExecutor loop, PartitionEnvironment environment) {
        this.topicPartition = topicPartition;
        this.loop = loop;
        this.environment = environment;
        this.parkedProduces = new ParkedProduces(loop);
        this.replica = new Replica(this, environment);
        this.offsets = new PartitionOffsets(this);
        this.observer = environment.observers().of(this);
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    public EventExecutor loop() {
        return loop;
    }

    /** What the controller decides about this replica. */
    Replica replica() {
        assert loop.inEventLoop();
        return replica;
    }

    /** Any thread may ask. */
    @Nullable
    KnownLeader knownLeader() {
        return replica.knownLeader();
    }

    /** Questions about offsets, times and epochs. */
    public PartitionOffsets offsets() {
        assert loop.inEventLoop();
        return offsets;
    }

    /** For a state machine that lives on this partition. */
    public LeaderLog leaderLog() {
        assert loop.inEventLoop();
        return new LeaderLog(this);
    }

    /** What this broker's leadership is told to. */
    LeadershipObserver observer() {
        return observer;
    }

    /**
     * Appends one batch as the leader. The listener is told at once, or, with acks=all, once the high watermark has
     * passed the batch. The records are borrowed for the length of this call.
     */
    public void append(ByteBuf records, short acks, int timeoutMs, Produced.Listener listener) {
        assert loop.inEventLoop();
        Leader leader = replica.leader();
        PartitionLog log = replica.log();
        if (leader == null || log == null) {
            refuse(records, replica.errorOfNoLeader(), listener);
            return;
        }
        boolean waitsForAll = acks < 0;
        if (waitsForAll && !hasEnoughInSync(leader)) {
            refuse(records, ErrorCode.NOT_ENOUGH_REPLICAS, listener);
            return;
        }
        long endBefore = log.logEndOffset();
        AppendResult result = appendTo(log, records, leader.leaderEpoch(), AppendOrigin.CLIENT);
        if (result instanceof AppendResult.Rejected rejected) {
            if (rejected.error() == ErrorCode.KAFKA_STORAGE_ERROR) {
                refusedBatches.refused(records, environment.leaders().nowMs().getAsLong());
            }
            listener.produced(Produced.refused(rejected, startOffset(log)));
            return;
        }
        int waitMs = waitsForAll ? Math.max(timeoutMs, 0) : NO_WAIT;
        if (result instanceof AppendResult.Duplicate duplicate) {
            Produced outcome =
                    Produced.at(duplicate.firstOffset(), duplicate.logAppendTimeMs(), duplicate.logStartOffset());
            acknowledge(log, duplicate.lastOffset(), outcome, waitMs, listener);
            return;
        }
        AppendResult.Appended appended = (AppendResult.Appended) result;
        Produced outcome = Produced.at(appended.firstOffset(), appended.logAppendTimeMs(), appended.logStartOffset());
        long endOffset = log.logEndOffset();
        grew(leader, endBefore);
        if (countsUnflushed(log, endOffset)) {
            written(leader, endOffset);
            acknowledge(log, appended.lastOffset(), outcome, waitMs, listener);
            return;
        }
        log.flush().whenComplete((done, failure) -> {
            assert loop.inEventLoop();
            if (failure == null) {
                written(leader, endOffset);
                acknowledge(log, appended.lastOffset(), outcome, waitMs, listener);
            } else {
                listener.produced(outcome.failed(storageError(failure)));
            }
        });
    }

    /** After an append of this broker's own: it counts at once or, where a flush interval was reached, on the disk. */
    void appended(Leader leader, PartitionLog log, long endBefore) {
        long endOffset = log.logEndOffset();
        grew(leader, endBefore);
        if (countsUnflushed(log, endOffset)) {
            written(leader, endOffset);
        } else {
            // If the disk fails, the leadership ends.
            log.flush().thenRun(() -> written(leader, endOffset));
        }
    }

    private static boolean countsUnflushed(PartitionLog log, long endOffset) {
        return endOffset - log.recoveryPoint() < log.config().flush().flushMessages();
    }

    /** With an error that makes the producer send the batch again. */
    private void refuse(ByteBuf records, ErrorCode error, Produced.Listener listener) {
        refusedBatches.refused(records, environment.leaders().nowMs().getAsLong());
        listener.produced(Produced.refused(error));
    }

    /** Whatever the log throws is a bug in it; the producer gets an answer, and the fault handler decides the rest. */
    AppendResult appendTo(PartitionLog log, ByteBuf records, int leaderEpoch, AppendOrigin origin) {
        try {
            if (origin == AppendOrigin.CLIENT
                    && refusedBatches.isOvertaking(
                            records, log, environment.leaders().nowMs())) {
                return new AppendResult.Rejected(
                        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, "A batch before this one was refused.");
            }
            return log.appendAsLeader(records, leaderEpoch, origin);
        } catch (LogStorageException e) {
            return new AppendResult.Rejected(e.error(), null);
        } catch (RuntimeException e) {
            environment.faults().partitionFault(topicPartition, "append", e);
            return new AppendResult.Rejected(ErrorCode.UNKNOWN_SERVER_ERROR, null);
        }
    }

    /** Followers have something to fetch now, and to lag behind. */
    private void grew(Leader leader, long endBefore) {
        InSyncKeeper keeper = replica.inSyncKeeper();
        if (keeper != null && leader.hasFollowers()) {
            leader.grows(endBefore, environment.leaders().nowMs().getAsLong());
            keeper.grew();
        }
    }

    /** What was appended counts: at once, or, where a flush interval was reached, once it was forced to the disk. */
    private void written(Leader leader, long endOffset) {
        leader.localEndOffset(endOffset);
        advanceHighWatermark();
    }

    /** @param timeoutMs {@link #NO_WAIT} where the leader's own copy is enough */
    private void acknowledge(
            PartitionLog log, long lastOffset, Produced outcome, int timeoutMs, Produced.Listener listener) {
        if (timeoutMs == NO_WAIT) {
            listener.produced(outcome);
        } else if (log.highWatermark() > lastOffset) {
            ErrorCode afterwards = afterAppend();
            listener.produced(afterwards == ErrorCode.NONE ? outcome : outcome.failed(afterwards));
        } else if (replica.leader() == null) {
            listener.produced(outcome.failed(ErrorCode.NOT_LEADER_OR_FOLLOWER));
        } else {
            parkedProduces.park(lastOffset, outcome, timeoutMs, listener);
        }
    }

    private ErrorCode afterAppend() {
        Leader leader = replica.leader();
        if (leader == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        return hasEnoughInSync(leader) ? ErrorCode.NONE : ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND;
    }

    boolean hasEnoughInSync(Leader leader) {
        return leader.hasAllInSync()
                || leader.hasEnoughInSync(environment.settings().minInSyncReplicas(topicPartition.topic()));
    }

    /** Called whenever a replica in sync, or the set itself, has moved; wakes whoever that concerns. */
    void advanceHighWatermark() {
        Leader leader = replica.leader();
        PartitionLog log = replica.log();
        if (leader == null || log == null) {
            return;
        }
        // With too few replicas in sync nothing more is committed, for consumers no more than for producers (KIP-966).
        if (hasEnoughInSync(leader)) {
            long before = log.highWatermark();
            long inSyncEnd = inSyncEnd(leader, log);
            if (inSyncEnd > before) {
                log.advanceHighWatermark(inSyncEnd);
                parkedProduces.completeBelow(log.highWatermark(), ErrorCode.NONE);
                observer.highWatermarkMoved(log.highWatermark());
            }
            InSyncKeeper keeper = replica.inSyncKeeper();
            if (keeper != null && log.highWatermark() < log.logEndOffset()) {
                keeper.awaitOutsider();
            }
        }
        // Followers read up to the log's end, which may have moved although the high watermark has not.
        parkedFetches.wake(this);
    }

    private long inSyncEnd(Leader leader, PartitionLog log) {
        LeaderEnvironment world = environment.leaders();
        Leader.Lag lag = leader.hasFollowers()
                ? new Leader.Lag(world.nowMs().getAsLong(), world.lagTimeMaxMs())
                : Leader.Lag.NONE;
        return leader.inSyncEndOffset(log.logEndOffset(), lag, world.live());
    }

    /** The leadership or its in-sync replicas changed: what waits for more replicas than there are now waits in vain. */
    void inSyncChanged() {
        advanceHighWatermark();
        Leader leader = replica.leader();
        if (parkedProduces.size() > 0 && leader != null && !hasEnoughInSync(leader)) {
            parkedProduces.failAll(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        }
    }

    /** This broker leads no longer: nobody's wait can end well here. */
    void endLeadership(ErrorCode reason) {
        parkedProduces.failAll(reason);
        parkedDeletes.failAll(reason);
        observer.leadsNoLonger(reason);
        parkedFetches.wake(this);
    }

    /**
     * What a fetch gets now; null if the disk would have to be waited for: then ask {@link #readCold} for the same. The
     * slice is the caller's to release.
     */
    @Nullable
    Fetched read(FetchAsk ask, FetchReader reader, int bytesMax, boolean atLeastOneBatch) {
        assert loop.inEventLoop();
        try {
            return readNow(ask, reader, bytesMax, atLeastOneBatch);
        } catch (LogStorageException e) {
            return Fetched.failed(e.error());
        } catch (RuntimeException e) {
            environment.faults().partitionFault(topicPartition, "read", e);
            return Fetched.failed(ErrorCode.UNKNOWN_SERVER_ERROR);
        }
    }

    private @Nullable Fetched readNow(FetchAsk ask, FetchReader reader, int bytesMax, boolean atLeastOneBatch) {
        PartitionLog log = replica.log();
        ErrorCode refused = replica.refusal(ask.currentLeaderEpoch(), reader.needsLeader());
        if (refused != ErrorCode.NONE || log == null) {
            return Fetched.failed(refused == ErrorCode.NONE ? ErrorCode.NOT_LEADER_OR_FOLLOWER : refused);
        }
        Leader leader = replica.leader();
        if (leader != null && reader.origin() instanceof FetchOrigin.Consumer consumer) {
            int preferred = NearestReplica.choose(
                    leader, ask.fetchOffset(), consumer, environment.leaders().racks());
            if (preferred != Fetched.HERE) {
                return FetchBounds.nothing(log, preferred, null);
            }
        }
        FetchOrigin.Replica origin =
                reader.origin() instanceof FetchOrigin.Replica replicaOrigin ? replicaOrigin : null;
        if (origin != null) {
            refused = refusalOf(origin, ask);
            if (refused != ErrorCode.NONE) {
                return Fetched.failed(refused);
            }
        }
        if (ask.lastFetchedEpoch() >= 0) {
            Fetched diverging = FetchBounds.diverging(log, ask);
            if (diverging != null) {
                return diverging;
            }
        }
        if (origin != null) {
            noteFollower(log, ask, origin);
        }
        if (origin != null && isThrottled(origin)) {
            return FetchBounds.nothing(log, Fetched.HERE, null);
        }
        long bound = FetchBounds.upperBound(log, reader);
        return FetchBounds.fetched(log, ask, reader, log.read(ask.fetchOffset(), bytesMax, bound, atLeastOneBatch));
    }

    /** The same for records that are not in memory; completes on this loop. */
    CompletionStage<Fetched> readCold(FetchAsk ask, FetchReader reader, int bytesMax, boolean atLeastOneBatch) {
        assert loop.inEventLoop();
        PartitionLog log = Objects.requireNonNull(replica.log());
        return log.readCold(ask.fetchOffset(), bytesMax, readableEnd(reader), atLeastOneBatch)
                .handle((result, failure) -> failure == null ? result : failed(failure))
                .thenApply(result -> Objects.requireNonNull(FetchBounds.fetched(log, ask, reader, result)))
                .exceptionally(failure -> Fetched.failed(storageError(failure)));
    }

    private static ReadResult failed(Throwable failure) {
        return new ReadResult.Failed(storageError(failure), String.valueOf(failure.getMessage()));
    }

    /** To hold up a replica in sync would only put it out of sync. */
    private boolean isThrottled(FetchOrigin.Replica origin) {
        Leader leader = replica.leader();
        return leader != null
                && !leader.inSync().contains(origin.brokerId())
                && environment.leaders().quota().holdsUp(topicPartition);
    }

    /** A broker that is no replica as far as this leader knows, or an earlier life of one that is, gets nothing. */
    private ErrorCode refusalOf(FetchOrigin.Replica origin, FetchAsk ask) {
        Leader leader = replica.leader();
        FollowerProgress follower = leader == null ? null : leader.follower(origin.brokerId());
        if (follower == null) {
            // With an epoch that fits, the follower knows of an assignment that this leader has yet to hear of.
            return ask.currentLeaderEpoch() >= 0 ? ErrorCode.UNKNOWN_LEADER_EPOCH : ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        return follower.isFromThePast(origin.brokerEpoch()) ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.NONE;
    }

    /** A fetch of a follower tells how far it is; that may be what everybody waits for. */
    private void noteFollower(PartitionLog log, FetchAsk ask, FetchOrigin.Replica origin) {
        Leader leader = replica.leader();
        InSyncKeeper keeper = replica.inSyncKeeper();
        FollowerProgress follower = leader == null ? null : leader.follower(origin.brokerId());
        long logEnd = log.logEndOffset();
        if (follower == null
                || keeper == null
                || ask.fetchOffset() < log.logStartOffset()
                || ask.fetchOffset() > logEnd) {
            // The read that follows answers OFFSET_OUT_OF_RANGE; such an offset says nothing about progress.
            return;
        }
        boolean moved = follower.endOffset() != ask.fetchOffset();
        follower.fetched(
                ask, origin.brokerEpoch(), logEnd, environment.leaders().nowMs().getAsLong());
        keeper.fetched(follower);
        if (moved) {
            advanceHighWatermark();
        }
        if (!parkedDeletes.isEmpty()) {
            parkedDeletes.completeUpTo(lowWatermark());
        }
    }

    ParkedDeletes parkedDeletes() {
        assert loop.inEventLoop();
        return parkedDeletes;
    }

    /** The least offset that any live replica still has; -1 where this broker does not lead. */
    long lowWatermark() {
        Leader leader = replica.leader();
        PartitionLog log = replica.log();
        return leader == null || log == null
                ? -1
                : leader.lowWatermark(startOffset(log), environment.leaders().live());
    }

    ParkedFetches parkedFetches() {
        assert loop.inEventLoop();
        return parkedFetches;
    }

    /**
     * Changes whenever a read by that reader could give more than the last one did; -1 when nothing can be read,
     * {@link #HELD_UP} while a quota forbids it.
     */
    long readableEnd(FetchReader reader) {
        PartitionLog log = replica.log();
        if (log == null || !replica.isServing(reader.needsLeader())) {
            return -1;
        }
        if (reader.origin() instanceof FetchOrigin.Replica origin && isThrottled(origin)) {
            return HELD_UP;
        }
        try {
            return FetchBounds.upperBound(log, reader);
        } catch (LogStorageException e) {
            // The read that follows answers with the error.
            return -1;
        }
    }

    /** -1 without a log. */
    long highWatermark() {
        PartitionLog log = replica.log();
        return log == null ? -1 : log.highWatermark();
    }

    /** -1 without a log. */
    long knownLogStart() {
        PartitionLog log = replica.log();
        return log == null ? -1 : log.knownStartOffset();
    }

    /** For counting how much has come since; 0 without a log. */
    long sizeBytes() {
        PartitionLog log = replica.log();
        try {
            return log == null ? 0 : log.sizeBytes();
        } catch (LogStorageException e) {
            return 0;
        }
    }

    private static long startOffset(PartitionLog log) {
        try {
            return log.logStartOffset();
        } catch (LogStorageException e) {
            return -1;
        }
    }

    static ErrorCode storageError(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof LogStorageException storage ? storage.error() : ErrorCode.KAFKA_STORAGE_ERROR;
    }
}
