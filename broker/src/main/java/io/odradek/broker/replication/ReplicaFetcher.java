/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.log.LogStorageException;
import io.odradek.broker.partition.Follower;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches everything that one shard loop follows of one leader, all of it in one request of one session. The next
 * request leaves as soon as an answer has been taken; while there is nothing to fetch, the leader holds one back for
 * {@code replica.fetch.wait.max.ms}. Confined to the shard loop. Made with its first partition; when the last one is
 * gone it closes its connection and is thrown away.
 *
 * <p>Partitions come and go between two requests, however many at a time, at the cost of a map entry each. A request has
 * a number, and a partition knows which one asked for its present position, so that an answer which a truncation, a new
 * epoch or another answer has overtaken is recognised and left.
 */
final class ReplicaFetcher {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFetcher.class);

    /** One that the leader holds back, and one that tells it of partitions which came meanwhile. */
    private static final int IN_FLIGHT_MAX = 2;

    /** How often a partition that the quota holds up is looked at again. */
    private static final long QUOTA_RETRY_MS = 100;

    private final int leader;
    private final EventExecutor loop;
    private final FetcherEnvironment environment;
    private final PeerTransport transport;
    private final Runnable onClosed;
    private final LeaderOffsets leaderOffsets;

    private final Map<PartitionKey, FollowedPartition> followed = new LinkedHashMap<>();
    /** What the next request of the session has to name. */
    private final List<FollowedPartition> changed = new ArrayList<>();

    private final FetchSessionState session = new FetchSessionState();
    private @Nullable BrokerImage peer;
    private @Nullable ScheduledFuture<?> retry;
    private long requests;
    /** Answers to requests before this one are of a connection or session that was given up. */
    private long firstValid = 1;

    private int inFlight;
    private int failures;
    private boolean sendScheduled;
    /** There is more to ask for than what came of the last answer. */
    private boolean urgent;

    private boolean closed;

    ReplicaFetcher(
            int leader,
            EventExecutor loop,
            FetcherEnvironment environment,
            PeerTransport transport,
            Runnable onClosed) {
        this.leader = leader;
        this.loop = loop;
        this.environment = environment;
        this.transport = transport;
        this.onClosed = onClosed;
        this.leaderOffsets = new LeaderOffsets(environment.settings().brokerId(), loop, transport);
    }

    void follow(Follower follower) {
        assert loop.inEventLoop();
        FollowedPartition added = new FollowedPartition(follower);
        followed.put(added.key(), added);
        changed.add(added);
        urgent = true;
        if (retry != null) {
            // The controller says that this broker leads, so it is worth asking again at once.
            retry.cancel(false);
            retry = null;
        }
        sendSoon();
    }

    void stop(Follower follower) {
        assert loop.inEventLoop();
        PartitionKey key = PartitionKey.of(follower);
        FollowedPartition present = followed.get(key);
        if (present != null && present.follower() == follower) {
            followed.remove(key);
            present.stop();
            session.drop(key);
            sendSoon();
        }
    }

    /** Once, after everything that comes in this turn of the loop: a leader that falls moves thousands of partitions. */
    private void sendSoon() {
        if (!sendScheduled && !closed) {
            sendScheduled = true;
            loop.execute(() -> {
                sendScheduled = false;
                send();
            });
        }
    }

    private void send() {
        if (closed || retry != null) {
            return;
        }
        if (followed.isEmpty()) {
            close();
            return;
        }
        boolean room = inFlight == 0 || (urgent && inFlight < IN_FLIGHT_MAX && !session.isFull());
        if (!room) {
            return;
        }
        BrokerImage to = environment.brokers().apply(leader);
        if (to == null) {
            failed("it is not among the live brokers");
            return;
        }
        boolean full = session.isFull();
        FetchRequest request = request(requests + 1);
        if (request != null) {
            send(to, request, full);
        }
    }

    private void send(BrokerImage to, FetchRequest request, boolean full) {
        peer = to;
        long number = ++requests;
        inFlight++;
        session.sent();
        transport.send(to, FetchRequests.VERSION, request).whenComplete((answer, failure) -> {
            try {
                ShardLoops.run(loop, () -> answered(number, full, answer, failure));
            } catch (RejectedExecutionException e) {
                if (answer != null) {
                    answer.release();
                }
            }
        });
    }

    /** Null if there is nothing to ask for. */
    private @Nullable FetchRequest request(long number) {
        FetchRequests building = new FetchRequests(environment.settings(), environment.brokerEpoch());
        List<FollowedPartition> asked = new ArrayList<>(session.isFull() ? followed.values() : changed);
        changed.clear();
        urgent = false;
        for (FollowedPartition partition : asked) {
            if (followed.get(partition.key()) == partition && !partition.isPaused()) {
                ask(partition, building, number);
            }
        }
        return session.wantsNothing() ? null : building.finish(session);
    }

    private void ask(FollowedPartition partition, FetchRequests building, long number) {
        if (!partition.isCaughtUp()
                && environment.quota().holdsUp(partition.follower().topicPartition())) {
            hold(partition);
            resumeAfter(QUOTA_RETRY_MS, partition);
            return;
        }
        try {
            if (partition.takeBeginning() && !isBegun(partition)) {
                return;
            }
            building.add(partition);
            session.ask(partition.key());
            partition.asked(number);
        } catch (LogStorageException e) {
            pause(partition, e.error());
        }
    }

    private void answered(long number, boolean full, @Nullable ApiMessage answer, @Nullable Throwable failure) {
        try {
            if (closed || number < firstValid) {
                return;
            }
            inFlight--;
            if (answer instanceof FetchResponse response) {
                take(number, full, response);
            } else {
                restart(ErrorCode.NETWORK_EXCEPTION);
                failed(failure == null ? "its answer is none" : String.valueOf(failure.getMessage()));
            }
            send();
        } finally {
            if (answer != null) {
                answer.release();
            }
        }
    }

    private void take(long number, boolean full, FetchResponse response) {
        ErrorCode error = ErrorCode.forCode(response.errorCode());
        if (error != ErrorCode.NONE) {
            restart(error);
            if (isOfSession(error)) {
                LOG.debug("The fetch session with broker {} begins anew: {}", leader, error);
            } else {
                failed("it answers " + error);
            }
            return;
        }
        failures = 0;
        boolean over = session.answered(full, response.sessionId());
        for (FetchableTopicResponse topic : response.responses()) {
            for (PartitionData data : topic.partitions()) {
                FollowedPartition partition = followed.get(new PartitionKey(topic.topicId(), data.partitionIndex()));
                if (partition != null && !partition.isPaused()) {
                    safely(partition, () -> take(number, partition, data));
                }
            }
        }
        if (over) {
            restart(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
    }

    private static boolean isOfSession(ErrorCode error) {
        return error == ErrorCode.FETCH_SESSION_ID_NOT_FOUND
                || error == ErrorCode.INVALID_FETCH_SESSION_EPOCH
                || error == ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR;
    }

    /** Whatever goes wrong with one partition is no reason to let the others wait. */
    private void safely(FollowedPartition partition, Runnable work) {
        try {
            work.run();
        } catch (LogStorageException e) {
            pause(partition, e.error());
        } catch (RuntimeException e) {
            environment.faults().partitionFault(partition.follower().topicPartition(), "copy from the leader", e);
            pause(partition, ErrorCode.UNKNOWN_SERVER_ERROR);
        }
    }

    private void take(long number, FollowedPartition partition, PartitionData data) {
        ErrorCode error = ErrorCode.forCode(data.errorCode());
        Follower follower = partition.follower();
        if (!partition.isAnsweredBy(number)) {
            // The leader tells its high watermark once only. It holds for this epoch wherever our log ends by now.
            if (error == ErrorCode.NONE
                    && partition.wasAskedBefore(number)
                    && data.divergingEpoch().epoch() < 0) {
                if (follower.leaderAt(data.highWatermark(), data.logStartOffset())) {
                    moved(partition);
                }
            }
            return;
        }
        switch (error) {
            case NONE -> copy(partition, data);
            case OFFSET_OUT_OF_RANGE -> findLeaderOffsets(partition);
            case FENCED_LEADER_EPOCH -> awaitController(partition);
            default -> pause(partition, error);
        }
    }

    private void copy(FollowedPartition partition, PartitionData data) {
        Follower follower = partition.follower();
        if (data.divergingEpoch().epoch() >= 0) {
            goOnAfter(
                    partition,
                    follower.diverged(new EpochEndOffset(
                            data.divergingEpoch().epoch(), data.divergingEpoch().endOffset())));
            return;
        }
        ErrorCode error = ErrorCode.NONE;
        boolean records = data.records() instanceof BufRecords some && some.sizeBytes() > 0;
        if (records && data.records() instanceof BufRecords some) {
            error = follower.append(some.buffer());
            environment.quota().record(follower.topicPartition(), some.sizeBytes());
        }
        if (followed.get(partition.key()) != partition) {
            // Its directory failed under the append, and it is followed no more.
            return;
        }
        boolean startMoved = follower.leaderAt(data.highWatermark(), data.logStartOffset());
        if (error != ErrorCode.NONE) {
            pause(partition, error);
        } else {
            partition.succeeded(data.highWatermark() - follower.endOffset());
            if (records || startMoved) {
                // Whoever deletes records waits to hear that they are gone here as well.
                moved(partition);
            }
        }
    }

    /** The next request asks for where it ends now; without a session, in turn with the others. */
    private void moved(FollowedPartition partition) {
        partition.moved();
        if (session.isFull()) {
            followed.remove(partition.key());
            followed.put(partition.key(), partition);
        } else {
            changed.add(partition);
        }
    }

    private boolean isBegun(FollowedPartition partition) {
        CompletionStage<Boolean> begun = partition.follower().begin();
        if (begun.toCompletableFuture().isDone()) {
            return true;
        }
        hold(partition);
        begun.whenComplete((cut, failure) -> {
            if (failure == null) {
                resume(partition);
            } else {
                pause(partition, ErrorCode.KAFKA_STORAGE_ERROR);
            }
        });
        return false;
    }

    /** A cut that took nothing away would be asked for again and again. */
    private void goOnAfter(FollowedPartition partition, CompletionStage<Boolean> cut) {
        if (!cut.toCompletableFuture().isDone()) {
            hold(partition);
        }
        cut.whenComplete((moved, failure) -> {
            if (closed || followed.get(partition.key()) != partition) {
                return;
            }
            if (failure != null || !moved) {
                pause(partition, failure == null ? ErrorCode.OFFSET_OUT_OF_RANGE : ErrorCode.KAFKA_STORAGE_ERROR);
            } else if (partition.isPaused()) {
                resume(partition);
            } else {
                moved(partition);
            }
        });
    }

    private void hold(FollowedPartition partition) {
        partition.hold();
        session.drop(partition.key());
    }

    private void findLeaderOffsets(FollowedPartition partition) {
        BrokerImage to = peer;
        partition.pause();
        session.drop(partition.key());
        if (to == null) {
            resumeLater(partition);
            return;
        }
        leaderOffsets.ask(to, partition.follower(), found -> {
            if (closed || followed.get(partition.key()) != partition) {
                return;
            }
            if (found == null) {
                resumeLater(partition);
            } else {
                safely(partition, () -> goOnWithin(found, partition));
            }
        });
    }

    private void goOnWithin(LeaderOffsets.Found found, FollowedPartition partition) {
        LOG.info(
                "{} ends at offset {}, which broker {} does not have: its log goes from {} to {}",
                partition.follower().topicPartition(),
                partition.follower().endOffset(),
                leader,
                found.start(),
                found.end());
        goOnAfter(partition, partition.follower().outOfRange(found.start(), found.end()));
    }

    /** The controller has told the leader more than us, and is about to tell us. */
    private void awaitController(FollowedPartition partition) {
        partition.pause();
        session.drop(partition.key());
        LOG.info("{} has been fenced and waits for the controller's word", partition);
    }

    private void pause(FollowedPartition partition, ErrorCode error) {
        partition.pause();
        session.drop(partition.key());
        LOG.debug("{} is not fetched for a while, for the {}. time: {}", partition, partition.failures(), error);
        resumeLater(partition);
    }

    private void resumeLater(FollowedPartition partition) {
        resumeAfter(environment.settings().backoffMs(partition.failures()), partition);
    }

    private void resumeAfter(long delayMs, FollowedPartition partition) {
        partition.resumption(loop.schedule(() -> resume(partition), delayMs, TimeUnit.MILLISECONDS));
    }

    private void resume(FollowedPartition partition) {
        if (!closed && followed.get(partition.key()) == partition) {
            partition.resume();
            changed.add(partition);
            urgent = true;
            sendSoon();
        }
    }

    /** Everything is asked for anew, and answers that are still to come are of no use. */
    private void restart(ErrorCode reason) {
        session.restart(reason);
        firstValid = requests + 1;
        inFlight = 0;
    }

    private void failed(String reason) {
        failures++;
        long backoffMs = environment.settings().backoffMs(failures);
        if (failures == 1) {
            LOG.info("Nothing can be fetched from broker {} ({}); it is tried again", leader, reason);
        } else {
            LOG.debug("Nothing can be fetched from broker {} ({}) for {} ms", leader, reason, backoffMs);
        }
        retry = loop.schedule(
                () -> {
                    retry = null;
                    send();
                },
                backoffMs,
                TimeUnit.MILLISECONDS);
    }

    private void close() {
        closed = true;
        if (peer != null) {
            transport.forget(peer);
        }
        onClosed.run();
    }
}
