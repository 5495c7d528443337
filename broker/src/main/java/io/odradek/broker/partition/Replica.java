/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.log.PartitionLog;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller's side of a partition: which role this broker has, and the log that goes with it. Owned by the
 * partition and its loop. Decisions that arrive while the log is being opened wait for it, and only the newest of them
 * is carried out.
 */
final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final Partition partition;
    private final PartitionEnvironment environment;
    private volatile PartitionRole role = PartitionRole.Offline.NOT_ASSIGNED;
    private @Nullable PartitionLog log;
    private Uuid topicId = Uuid.ZERO;
    private int leaderEpoch = -1;

    /** The highest that was asked for and is not known here. */
    private int futureEpoch = -1;

    private boolean opening;
    private boolean deleted;
    private @Nullable Assignment pending;
    private List<Consumer<ErrorCode>> waiting = new ArrayList<>(0);

    Replica(Partition partition, PartitionEnvironment environment) {
        this.partition = partition;
        this.environment = environment;
    }

    @Nullable
    PartitionLog log() {
        return log;
    }

    @Nullable
    Leader leader() {
        return role instanceof PartitionRole.Leading leading ? leading.leader() : null;
    }

    @Nullable
    InSyncKeeper inSyncKeeper() {
        return role instanceof PartitionRole.Leading leading ? leading.keeper() : null;
    }

    Uuid topicId() {
        return topicId;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** Who leads, by the controller's last word to this replica; null if it said nothing yet. Any thread may ask. */
    @Nullable
    KnownLeader knownLeader() {
        PartitionRole now = role;
        if (now instanceof PartitionRole.Following following) {
            return new KnownLeader(
                    following.follower().leader(), following.follower().leaderEpoch());
        }
        return now instanceof PartitionRole.Leading leading
                ? new KnownLeader(environment.brokerId(), leading.leader().leaderEpoch())
                : null;
    }

    /** What a client is told that came here for a leader. */
    ErrorCode errorOfNoLeader() {
        return role instanceof PartitionRole.Offline offline ? offline.reason() : ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    /** NONE if this broker leads, in the epoch that the client knows (-1: it knows none). */
    ErrorCode refusal(int currentLeaderEpoch) {
        return refusal(currentLeaderEpoch, true);
    }

    /** The same; without need of the leader, a follower answers for what it has. */
    ErrorCode refusal(int currentLeaderEpoch, boolean needsLeader) {
        if (currentLeaderEpoch >= 0 && leaderEpoch >= 0) {
            if (currentLeaderEpoch < leaderEpoch) {
                return ErrorCode.FENCED_LEADER_EPOCH;
            }
            if (currentLeaderEpoch > leaderEpoch) {
                noteFuture(currentLeaderEpoch);
                return ErrorCode.UNKNOWN_LEADER_EPOCH;
            }
        }
        return isServing(needsLeader) ? ErrorCode.NONE : errorOfNoLeader();
    }

    /** Either the controller's word has not come yet, or the asker's is wrong: one line for each such epoch. */
    private void noteFuture(int epoch) {
        if (epoch > futureEpoch) {
            futureEpoch = epoch;
            LOG.info(
                    "{} is asked for in leader epoch {}; this broker knows of {} only",
                    partition.topicPartition(),
                    epoch,
                    leaderEpoch);
        }
    }

    /** Whether reads are answered here: by the leader, or, where that is not needed, by a follower as well. */
    boolean isServing(boolean needsLeader) {
        return role instanceof PartitionRole.Leading || (!needsLeader && role instanceof PartitionRole.Following);
    }

    /**
     * Takes over a decision of the controller; tells what became of it, on this loop, perhaps at once.
     *
     * @param configured completes when the configuration that a log is opened with is known; if it fails, the log is
     *     opened with what is known
     */
    void become(Assignment assignment, CompletionStage<Void> configured, Consumer<ErrorCode> done) {
        assert partition.loop().inEventLoop();
        ErrorCode refused = refusalOf(assignment);
        if (refused != ErrorCode.NONE) {
            done.accept(refused);
            return;
        }
        if (pending == null || assignment.leaderEpoch() >= pending.leaderEpoch()) {
            pending = assignment;
        }
        if (log != null && !opening) {
            done.accept(carryOut());
            return;
        }
        waiting.add(done);
        if (!opening) {
            opening = true;
            configured.whenComplete((known, failure) -> ShardLoops.run(partition.loop(), () -> open(assignment)));
        }
    }

    private ErrorCode refusalOf(Assignment assignment) {
        if (assignment.leaderEpoch() < leaderEpoch) {
            return ErrorCode.STALE_CONTROLLER_EPOCH;
        }
        boolean otherTopic = !topicId.equals(Uuid.ZERO)
                && !assignment.topicId().equals(Uuid.ZERO)
                && !topicId.equals(assignment.topicId());
        return otherTopic ? ErrorCode.INCONSISTENT_TOPIC_ID : ErrorCode.NONE;
    }

    private void open(Assignment assignment) {
        assert partition.loop().inEventLoop();
        if (deleted) {
            opened(null, null);
            return;
        }
        TopicPartition name = partition.topicPartition();
        Uuid id = assignment.topicId().equals(Uuid.ZERO) ? null : assignment.topicId();
        IfMissing missing = assignment.isNew() ? IfMissing.CREATE : IfMissing.CREATE_UNLESS_LOST;
        environment
                .logs()
                .open(name, id, partition.loop(), environment.settings().logConfig(name.topic()), missing)
                .whenComplete(this::opened);
    }

    private void opened(@Nullable PartitionLog opened, @Nullable Throwable failure) {
        assert partition.loop().inEventLoop();
        opening = false;
        List<Consumer<ErrorCode>> told = waiting;
        waiting = new ArrayList<>(0);
        ErrorCode result;
        if (deleted) {
            // Taken away while it was being opened; the directories close what they opened.
            result = ErrorCode.NOT_LEADER_OR_FOLLOWER;
        } else if (opened == null) {
            result = failure == null ? ErrorCode.KAFKA_STORAGE_ERROR : Partition.storageError(failure);
            offline(result);
        } else {
            log = opened;
            result = carryOut();
        }
        told.forEach(done -> done.accept(result));
    }

    /** Does what is pending. Whatever fails, the controller gets its answer: it waits for it, and asks nothing else. */
    private ErrorCode carryOut() {
        try {
            return apply();
        } catch (LogStorageException e) {
            offline(e.error());
            return e.error();
        } catch (RuntimeException e) {
            environment.faults().partitionFault(partition.topicPartition(), "take the controller's word for", e);
            return ErrorCode.UNKNOWN_SERVER_ERROR;
        }
    }

    private ErrorCode apply() {
        Assignment assignment = pending;
        PartitionLog open = log;
        pending = null;
        if (assignment == null || open == null || assignment.leaderEpoch() < leaderEpoch) {
            return ErrorCode.NONE;
        }
        Uuid stored = open.topicId();
        if (stored != null && !assignment.topicId().equals(Uuid.ZERO) && !stored.equals(assignment.topicId())) {
            return ErrorCode.INCONSISTENT_TOPIC_ID;
        }
        topicId = assignment.topicId();
        boolean newEpoch = assignment.leaderEpoch() > leaderEpoch || role instanceof PartitionRole.Offline;
        leaderEpoch = assignment.leaderEpoch();
        if (assignment.leader() == environment.brokerId()) {
            lead(assignment, open, newEpoch);
        } else {
            follow(assignment, open, newEpoch);
        }
        return ErrorCode.NONE;
    }

    private void lead(Assignment assignment, PartitionLog open, boolean newEpoch) {
        Leader current = leader();
        if (current == null || newEpoch) {
            stopFollowing();
            open.leaderEpochs().assign(assignment.leaderEpoch(), open.logEndOffset());
            endKeeper();
            LeaderEnvironment world = environment.leaders();
            Leader leader = new Leader(
                    environment.brokerId(),
                    assignment,
                    open.logEndOffset(),
                    world.nowMs().getAsLong());
            role = new PartitionRole.Leading(leader, new InSyncKeeper(partition, leader, open, world));
        } else {
            current.update(assignment);
        }
        partition.inSyncChanged();
        InSyncKeeper keeper = inSyncKeeper();
        if (keeper != null) {
            keeper.reconsider();
        }
        if (current == null || newEpoch) {
            partition.observer().leads(assignment.leaderEpoch());
        }
    }

    /** Whoever follows nobody keeps its log as it is and waits for the controller to name somebody. */
    private void follow(Assignment assignment, PartitionLog open, boolean newEpoch) {
        if (!newEpoch
                && role instanceof PartitionRole.Following same
                && same.follower().leader() == assignment.leader()) {
            return;
        }
        boolean led = leader() != null;
        endKeeper();
        stopFollowing();
        Follower follower = new Follower(partition, open, assignment);
        role = new PartitionRole.Following(follower);
        if (led) {
            partition.endLeadership(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        if (follower.leader() != Assignment.NO_LEADER) {
            environment.following().follow(follower);
        }
    }

    private void stopFollowing() {
        if (role instanceof PartitionRole.Following following) {
            following.follower().end();
            environment.following().stop(following.follower());
        }
    }

    private void endKeeper() {
        InSyncKeeper keeper = inSyncKeeper();
        if (keeper != null) {
            keeper.end();
        }
    }

    private void offline(ErrorCode reason) {
        endKeeper();
        stopFollowing();
        role = new PartitionRole.Offline(reason);
        partition.endLeadership(reason);
    }

    /** Others may lead by now what this broker leads; the controller will say. What is followed may go on. */
    void resign() {
        assert partition.loop().inEventLoop();
        if (leader() != null) {
            offline(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
    }

    /** The disk below is gone: nothing can be served any more. */
    void storageFailed() {
        assert partition.loop().inEventLoop();
        log = null;
        offline(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    /** The controller takes the replica away. Told when the log is closed, if it is to be deleted. */
    CompletionStage<ErrorCode> stop(int epoch, boolean delete) {
        assert partition.loop().inEventLoop();
        if (epoch >= 0 && epoch < leaderEpoch) {
            return CompletableFuture.completedFuture(ErrorCode.FENCED_LEADER_EPOCH);
        }
        offline(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        pending = null;
        if (!delete) {
            return CompletableFuture.completedFuture(ErrorCode.NONE);
        }
        deleted = true;
        log = null;
        return environment
                .logs()
                .delete(partition.topicPartition())
                .handle((done, failure) -> failure == null ? ErrorCode.NONE : Partition.storageError(failure));
    }

    /** The topic's configuration changed. */
    void reconfigure() {
        assert partition.loop().inEventLoop();
        if (log != null) {
            log.reconfigure(
                    environment.settings().logConfig(partition.topicPartition().topic()));
        }
    }
}
