/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LeaderTest {
    private static final long LAG_MS = 1_000;
    private static final LiveBrokers ALL = (broker, epoch) -> true;

    /** Longer after the beginning than any follower may lag. */
    private static final Leader.Lag LATE = new Leader.Lag(5_000, LAG_MS);

    private static final Leader.Lag EARLY = new Leader.Lag(10, LAG_MS);

    private static Leader leader(List<Integer> isr, List<Integer> replicas) {
        return new Leader(1, PartitionFixture.leading(3, isr, replicas), 100, 0);
    }

    private static void fetches(Leader leader, int broker, long offset, long leaderEnd, long nowMs) {
        FetchAsk ask = new FetchAsk(null, offset, 3, -1, 0, 1 << 20);
        Objects.requireNonNull(leader.follower(broker)).fetched(ask, 5, leaderEnd, nowMs);
    }

    @Test
    void aLeaderAloneIsInSyncUpToItsOwnEnd() {
        Leader leader = leader(List.of(1), List.of(1, 2, 3));

        leader.localEndOffset(120);

        assertThat(leader.inSyncEndOffset(120, LATE, ALL)).isEqualTo(120);
    }

    @Test
    void theSlowestReplicaInSyncDecides() {
        Leader leader = leader(List.of(1, 2, 3), List.of(1, 2, 3));
        leader.localEndOffset(120);

        fetches(leader, 2, 110, 120, 5);
        assertThat(leader.inSyncEndOffset(120, LATE, ALL))
                .as("broker 3 has not fetched")
                .isEqualTo(-1);
        fetches(leader, 3, 105, 120, 5);
        assertThat(leader.inSyncEndOffset(120, LATE, ALL)).isEqualTo(105);
    }

    @Test
    void aReplicaOutOfSyncIsNotWaitedFor() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2, 3));

        fetches(leader, 2, 100, 100, 5);
        fetches(leader, 3, 5, 100, 5);

        assertThat(leader.inSyncEndOffset(100, LATE, ALL)).isEqualTo(100);
    }

    @Test
    void aReplicaThatCaughtUpOfLateIsWaitedForBeforeItIsTakenIn() {
        Leader leader = leader(List.of(1), List.of(1, 2));
        fetches(leader, 2, 100, 100, 5_000);
        leader.grows(100, 5_100);
        leader.localEndOffset(120);

        assertThat(leader.inSyncEndOffset(120, new Leader.Lag(6_100, LAG_MS), ALL))
                .isEqualTo(100);
        assertThat(leader.inSyncEndOffset(120, new Leader.Lag(6_101, LAG_MS), ALL))
                .as("too long ago")
                .isEqualTo(120);
        assertThat(leader.inSyncEndOffset(120, new Leader.Lag(6_100, LAG_MS), (broker, epoch) -> false))
                .as("not alive")
                .isEqualTo(120);
    }

    @Test
    void whileAProposalIsOpenBothSetsCount() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2, 3));
        fetches(leader, 2, 90, 100, 5);
        fetches(leader, 3, 80, 100, 5);

        leader.inSync(leader.inSync().proposing(List.of(1)));
        assertThat(leader.inSyncEndOffset(100, LATE, ALL)).as("2 may stay").isEqualTo(90);
        leader.inSync(leader.inSync().reverted().proposing(List.of(1, 2, 3)));
        assertThat(leader.inSyncEndOffset(100, LATE, ALL)).as("3 may be in").isEqualTo(80);
        leader.inSync(leader.inSync().stored(List.of(1), 4));
        assertThat(leader.inSyncEndOffset(100, LATE, ALL)).isEqualTo(100);
    }

    @Test
    void onlyReplicasAreNoted() {
        assertThat(leader(List.of(1), List.of(1, 2)).follower(7)).isNull();
    }

    @Test
    void theLocalEndNeverGoesBack() {
        Leader leader = leader(List.of(1), List.of(1));

        leader.localEndOffset(120);
        leader.localEndOffset(110);

        assertThat(leader.inSyncEndOffset(120, LATE, ALL)).isEqualTo(120);
    }

    @Test
    void anOlderInSyncSetIsIgnored() {
        Leader leader = leader(List.of(1), List.of(1, 2));

        leader.inSync(leader.inSync().stored(List.of(1, 2), 9));
        leader.inSync(leader.inSync().stored(List.of(1), 8));

        assertThat(leader.inSync()).isEqualTo(new InSyncReplicas(List.of(1, 2), 9, null));
    }

    @Test
    void aTopicIsHeldToTheReplicasThatItHas() {
        assertThat(leader(List.of(1), List.of(1)).hasEnoughInSync(2)).isTrue();
        assertThat(leader(List.of(1), List.of(1, 2)).hasEnoughInSync(2)).isFalse();
        assertThat(leader(List.of(1, 2), List.of(1, 2)).hasEnoughInSync(2)).isTrue();
    }

    @Test
    void theLowWatermarkIsTheLeastStartOfAllLiveReplicas() {
        Leader leader = leader(List.of(1), List.of(1, 2));

        Objects.requireNonNull(leader.follower(2)).fetched(new FetchAsk(null, 100, 3, -1, 30, 1), 5, 100, 5);

        assertThat(leader.lowWatermark(50, ALL)).isEqualTo(30);
        assertThat(leader.lowWatermark(20, ALL)).isEqualTo(20);
        assertThat(leader.lowWatermark(50, (broker, epoch) -> false)).isEqualTo(50);
    }

    @Test
    void aFollowerComesInWithTheHighWatermarkAndTheEpochsFirstOffset() {
        Leader leader = leader(List.of(1), List.of(1, 2, 3));
        fetches(leader, 2, 99, 100, 5);
        fetches(leader, 3, 104, 110, 5);

        assertThat(leader.expanded(90, ALL)).as("2 is before the epoch").containsExactly(1, 3);
        assertThat(leader.expanded(105, ALL))
                .as("3 is below the high watermark")
                .containsExactly(1);
        assertThat(leader.expanded(90, (broker, epoch) -> epoch != 5))
                .as("in another life")
                .containsExactly(1);
    }

    @Test
    void aFollowerThatHasEverythingIsNeverLeftOut() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2));
        fetches(leader, 2, 100, 100, 5);

        assertThat(leader.shrunk(100, new Leader.Lag(1_000_000, LAG_MS))).containsExactly(1, 2);
        assertThat(leader.nextShrinkMs(100, LAG_MS)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFollowerIsLeftOutWhenItLagsForLonger() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2));
        fetches(leader, 2, 100, 100, 5);
        leader.grows(100, 2_000);

        assertThat(leader.shrunk(101, new Leader.Lag(3_000, LAG_MS))).containsExactly(1, 2);
        assertThat(leader.nextShrinkMs(101, LAG_MS)).isEqualTo(3_001);
        assertThat(leader.shrunk(101, new Leader.Lag(3_001, LAG_MS))).containsExactly(1);
    }

    @Test
    void aFollowerThatNeverFetchesHasTheFullTimeFromTheBeginningOfTheEpoch() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2));

        assertThat(leader.shrunk(100, EARLY)).containsExactly(1, 2);
        assertThat(leader.nextShrinkMs(100, LAG_MS)).isEqualTo(LAG_MS + 1);
        assertThat(leader.shrunk(100, LATE)).containsExactly(1);
    }

    @Test
    void aFollowerThatReachesWhereTheEndWasAtItsLastFetchKeepsUp() {
        Leader leader = leader(List.of(1, 2), List.of(1, 2));
        fetches(leader, 2, 100, 200, 1_000);
        fetches(leader, 2, 200, 300, 1_900);

        assertThat(leader.shrunk(300, new Leader.Lag(2_000, LAG_MS))).containsExactly(1, 2);
        assertThat(leader.shrunk(300, new Leader.Lag(2_001, LAG_MS))).containsExactly(1);
    }

    @Test
    void whatAnEarlierLifeHadCountsNoMore() {
        FollowerProgress follower = new FollowerProgress(2);
        follower.fetched(new FetchAsk(null, 100, 3, -1, 0, 1), 5, 100, 1_000);

        assertThat(follower.isFromThePast(4)).isTrue();
        assertThat(follower.isFromThePast(5)).isFalse();
        follower.fetched(new FetchAsk(null, 40, 3, -1, 0, 1), 6, 100, 1_500);

        assertThat(follower.endOffset()).isEqualTo(40);
        assertThat(follower.isFromThePast(5)).isTrue();
        follower.fetched(new FetchAsk(null, 50, 3, -1, 0, 1), 6, 100, 2_500);
        assertThat(follower.isCaughtUp(100, 2_001, LAG_MS)).isFalse();
    }
}
