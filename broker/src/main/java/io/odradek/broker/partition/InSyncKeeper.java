/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.Future;
import io.odradek.broker.log.PartitionLog;
import io.odradek.controller.IsrChange;
import io.odradek.controller.IsrChanged;
import io.odradek.controller.image.LeaderState;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the in-sync replicas of a partition true while this broker leads it: proposes to the controller that followers
 * be taken in or left out, one proposal at a time, and takes over what it answers. Lives for one leader epoch, on the
 * partition's loop.
 *
 * <p>Followers come in by their own fetches. Whoever lags is found by a timer, which runs only while a replica in sync
 * has not got everything: a partition that nobody writes to costs nothing.
 */
final class InSyncKeeper {
    /** How soon the controller is asked again after it refused; Kafka's followers fetch, and are judged, as often. */
    private static final long RETRY_MS = 500;

    private static final long AGAIN_MS = 50;

    /** How soon it is seen that a follower outside the in-sync replicas need not be waited for any more. */
    private static final long OUTSIDER_MS = 50;

    private static final long NEVER_MS = Long.MAX_VALUE;

    private final Partition partition;
    private final Leader leader;
    private final PartitionLog log;
    private final LeaderEnvironment world;
    private @Nullable Future<?> watch;
    private @Nullable Future<?> outsider;
    private long watchAtMs = NEVER_MS;
    private boolean ended;

    InSyncKeeper(Partition partition, Leader leader, PartitionLog log, LeaderEnvironment world) {
        this.partition = partition;
        this.leader = leader;
        this.log = log;
        this.world = world;
    }

    /** The epoch begins, or the controller told of it again. */
    void reconsider() {
        assert partition.loop().inEventLoop();
        if (ended || !leader.hasFollowers() || !leader.inSync().isSettled()) {
            return;
        }
        List<Integer> committed = leader.inSync().committed();
        List<Integer> wanted = leader.shrunk(log.logEndOffset(), lag());
        if (wanted.equals(committed)) {
            wanted = leader.expanded(log.highWatermark(), world.live());
        }
        if (wanted.equals(committed)) {
            watch();
        } else {
            propose(wanted);
        }
    }

    /** A follower has told how far it is. */
    void fetched(FollowerProgress follower) {
        InSyncReplicas inSync = leader.inSync();
        if (inSync.isSettled() && !inSync.contains(follower.brokerId())) {
            reconsider();
        }
    }

    /** The log has grown, so there is something to lag behind. */
    void grew() {
        if (watch == null && leader.hasFollowers()) {
            watch();
        }
    }

    /**
     * If the high watermark waits for a follower outside the in-sync replicas: when that one dies, or lags for too long,
     * nothing tells. So this looks, as perhaps no more records come that would make another one fetch.
     */
    void awaitOutsider() {
        if (!ended && outsider == null && leader.waitsForOutsider(log.logEndOffset(), lag(), world.live())) {
            outsider = partition.loop().schedule(this::lookOutside, OUTSIDER_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookOutside() {
        outsider = null;
        partition.advanceHighWatermark();
    }

    void end() {
        assert partition.loop().inEventLoop();
        ended = true;
        stopWatch();
        if (outsider != null) {
            outsider.cancel(false);
            outsider = null;
        }
        if (!leader.inSync().isSettled()) {
            world.proposals().withdraw(partition.topicPartition(), leader.leaderEpoch());
        }
    }

    /** Whether a timer runs. */
    boolean isWatching() {
        return watch != null;
    }

    private Leader.Lag lag() {
        return new Leader.Lag(world.nowMs().getAsLong(), world.lagTimeMaxMs());
    }

    private void watch() {
        if (ended || !leader.inSync().isSettled()) {
            return;
        }
        long nowMs = world.nowMs().getAsLong();
        long nextMs = leader.nextShrinkMs(log.logEndOffset(), world.lagTimeMaxMs());
        if (leader.hasArrivedOutside(log.highWatermark(), nowMs - world.lagTimeMaxMs())) {
            nextMs = Math.min(nextMs, nowMs + RETRY_MS);
        }
        if (nextMs == NEVER_MS) {
            stopWatch();
        } else if (watch == null || nextMs < watchAtMs) {
            stopWatch();
            watchAtMs = nextMs;
            watch = partition.loop().schedule(this::look, Math.max(1, nextMs - nowMs), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        watch = null;
        watchAtMs = NEVER_MS;
        reconsider();
    }

    private void stopWatch() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
            watchAtMs = NEVER_MS;
        }
    }

    private void propose(List<Integer> isr) {
        stopWatch();
        InSyncReplicas open = leader.inSync().proposing(isr);
        leader.inSync(open);
        send(open, isr);
    }

    private void send(InSyncReplicas open, List<Integer> isr) {
        List<IsrChange.Member> members = new ArrayList<>(isr.size());
        for (int replica : isr) {
            FollowerProgress follower = leader.follower(replica);
            members.add(new IsrChange.Member(
                    replica, follower == null ? world.brokerEpoch().getAsLong() : follower.brokerEpoch()));
        }
        IsrChange change =
                new IsrChange(partition.topicPartition(), leader.leaderEpoch(), open.partitionEpoch(), members, false);
        world.proposals()
                .propose(change, answer -> ShardLoops.run(partition.loop(), () -> answered(open, isr, answer)));
    }

    private void answered(InSyncReplicas open, List<Integer> isr, IsrChanged answer) {
        if (ended || !leader.inSync().equals(open)) {
            // The controller spoke of this partition meanwhile, which is newer than any answer.
            return;
        }
        LeaderState state = answer.state();
        if (answer.error() == ErrorCode.NONE && state != null) {
            stored(state);
            return;
        }
        switch (answer.error()) {
            case INELIGIBLE_REPLICA, OPERATION_NOT_ATTEMPTED -> {
                // The one answer that says it was not stored and never will be.
                leader.refused(open);
                partition.inSyncChanged();
                watch();
            }
            case UNKNOWN_TOPIC_OR_PARTITION,
                    UNKNOWN_TOPIC_ID,
                    FENCED_LEADER_EPOCH,
                    INVALID_UPDATE_VERSION,
                    INVALID_REQUEST,
                    NEW_LEADER_ELECTED -> {
                // The controller knows more than this leader: its next word ends the proposal. Until then both sets
                // count.
            }
            default -> {
                var unused = partition.loop().schedule(() -> again(open, isr), AGAIN_MS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void again(InSyncReplicas open, List<Integer> isr) {
        if (!ended && leader.inSync().equals(open)) {
            send(open, isr);
        }
    }

    private void stored(LeaderState state) {
        if (state.leaderEpoch() == leader.leaderEpoch()
                && state.partitionEpoch() >= leader.inSync().partitionEpoch()) {
            leader.inSync(leader.inSync().stored(state.isr(), state.partitionEpoch()));
            partition.inSyncChanged();
            reconsider();
        }
    }
}
