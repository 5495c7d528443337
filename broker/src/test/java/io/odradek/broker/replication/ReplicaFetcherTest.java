/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class ReplicaFetcherTest {
    private static final int LEADER = 2;
    private static final int OTHER = 3;
    private static final int MANY = 1_000;

    private final FollowerFixture fixture = new FollowerFixture();
    private final FakeLeader leader = fixture.leader(LEADER);

    @AfterEach
    void allRecordsWereGivenBack() {
        assertThat(leader.unreleased()).isZero();
        assertThat(fixture.leader(OTHER).unreleased()).isZero();
    }

    private FetchPartition onlyPartition(FetchRequest fetch) {
        assertThat(fetch.topics()).hasSize(1);
        assertThat(fetch.topics().get(0).partitions()).hasSize(1);
        return fetch.topics().get(0).partitions().get(0);
    }

    @Test
    void aFollowerHasTheLeadersRecordsAndItsHighWatermark() {
        fixture.leads(LEADER, 0).append("a", "b").append("c").highWatermark(2);

        fixture.follow(LEADER, 0);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a", "b", "c");
        assertThat(fixture.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void theFirstFetchSaysWhoAsksAndForWhat() {
        fixture.leads(LEADER, 4);

        fixture.follow(LEADER, 4);

        FetchRequest fetch = leader.lastFetch();
        assertThat(fetch.replicaState().replicaId()).isEqualTo(PartitionFixture.BROKER);
        assertThat(fetch.replicaState().replicaEpoch()).isEqualTo(PartitionFixture.BROKER_EPOCH);
        assertThat(fetch.maxWaitMs()).isZero();
        assertThat(fetch.sessionId()).isZero();
        assertThat(fetch.sessionEpoch()).isZero();
        assertThat(fetch.topics().get(0).topicId()).isEqualTo(PartitionFixture.TOPIC_ID);
        FetchPartition asked = onlyPartition(fetch);
        assertThat(asked.currentLeaderEpoch()).isEqualTo(4);
        assertThat(asked.fetchOffset()).isZero();
        assertThat(asked.lastFetchedEpoch()).isEqualTo(-1);
    }

    @Test
    void theNextFetchLeavesWithTheAnswerAndNamesOnlyWhatMoved() {
        FakeLeaderLog log = fixture.leads(LEADER, 0);
        leader.lead(FollowerFixture.TOPIC, PartitionFixture.TOPIC_ID, 1, 0);
        fixture.follow(LEADER, 0);
        fixture.partitions.assign(new TopicPartition(FollowerFixture.TOPIC, 1), PartitionFixture.following(LEADER, 0));
        fixture.exchange();
        int before = leader.fetches().size();

        log.append("a", "b");
        leader.tell();

        assertThat(leader.fetches()).hasSize(before + 1);
        FetchPartition asked = onlyPartition(leader.lastFetch());
        assertThat(asked.partition()).isZero();
        assertThat(asked.fetchOffset()).isEqualTo(2);
        assertThat(asked.lastFetchedEpoch()).isZero();
    }

    @Test
    void withNothingToFetchThereIsOneEmptyRequestForEachWait() {
        fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        leader.expire();
        fixture.exchange();
        int before = leader.fetches().size();

        for (int i = 0; i < 4; i++) {
            leader.expire();
            fixture.exchange();
        }

        assertThat(leader.fetches()).hasSize(before + 4);
        assertThat(leader.lastFetch().topics()).isEmpty();
        assertThat(leader.lastFetch().forgottenTopicsData()).isEmpty();
        assertThat(leader.lastFetch().sessionEpoch()).isGreaterThan(4);
    }

    @Test
    void aPartitionThatComesWhileAFetchIsHeldIsAskedForAtOnce() {
        fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        leader.lead(FollowerFixture.TOPIC, PartitionFixture.TOPIC_ID, 1, 0).append("x");
        int before = leader.fetches().size();

        fixture.partitions.assign(new TopicPartition(FollowerFixture.TOPIC, 1), PartitionFixture.following(LEADER, 0));

        assertThat(leader.fetches()).hasSizeGreaterThan(before);
        assertThat(onlyPartition(leader.lastFetch()).partition()).isEqualTo(1);
    }

    @Test
    void aPartitionThatMovesIsForgottenByTheOldLeaderAndFetchedFromTheNewOneAtOnce() {
        fixture.leads(LEADER, 0).append("a");
        leader.lead(FollowerFixture.TOPIC, PartitionFixture.TOPIC_ID, 1, 0);
        fixture.partitions.assign(new TopicPartition(FollowerFixture.TOPIC, 1), PartitionFixture.following(LEADER, 0));
        fixture.follow(LEADER, 0);
        fixture.exchange();
        fixture.leads(OTHER, 1).epoch(0).append("a").epoch(1).append("b");

        fixture.follow(OTHER, 1);
        fixture.exchange();
        leader.expire();
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a", "b");
        assertThat(leader.lastFetch().forgottenTopicsData()).hasSize(1);
        assertThat(leader.lastFetch().forgottenTopicsData().get(0).partitions()).containsExactly(0);
    }

    @Test
    void aFetcherEndsWithItsLastPartition() {
        fixture.leads(LEADER, 0).append("a");
        fixture.leads(OTHER, 1).epoch(0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();

        fixture.leader(OTHER);
        fixture.follow(OTHER, 1);
        int before = leader.fetches().size();
        leader.expire();
        fixture.exchange();

        assertThat(leader.forgotten()).isEqualTo(1);
        assertThat(leader.fetches()).hasSize(before);
    }

    @Test
    void manyPartitionsMoveInOneRequest() {
        List<PartitionDirectory.Decision> first = new ArrayList<>();
        List<PartitionDirectory.Decision> second = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            TopicPartition partition = new TopicPartition(FollowerFixture.TOPIC, i);
            first.add(new PartitionDirectory.Decision(partition, PartitionFixture.following(LEADER, 0)));
            second.add(new PartitionDirectory.Decision(partition, PartitionFixture.following(OTHER, 1)));
        }
        fixture.leader(OTHER);
        fixture.partitions.directory().lead(1, first, result -> {});
        fixture.partitions.settle();

        fixture.partitions.directory().lead(1, second, result -> {});
        fixture.partitions.settle();

        assertThat(fixture.leader(OTHER).fetches()).hasSize(1);
        assertThat(fixture.leader(OTHER).lastFetch().topics().get(0).partitions())
                .hasSize(MANY);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "UNKNOWN_LEADER_EPOCH",
                "NOT_LEADER_OR_FOLLOWER",
                "UNKNOWN_TOPIC_ID",
                "UNKNOWN_TOPIC_OR_PARTITION",
                "INCONSISTENT_TOPIC_ID",
                "KAFKA_STORAGE_ERROR",
                "UNKNOWN_SERVER_ERROR"
            })
    void anErrorOfOnePartitionIsWaitedOutWhileTheOthersGoOn(ErrorCode error) {
        FakeLeaderLog failing = fixture.leads(LEADER, 0).append("a");
        FakeLeaderLog sound = leader.lead(FollowerFixture.TOPIC, PartitionFixture.TOPIC_ID, 1, 0);
        failing.fail(error);
        TopicPartition other = new TopicPartition(FollowerFixture.TOPIC, 1);
        fixture.partitions.assign(other, PartitionFixture.following(LEADER, 0));
        fixture.follow(LEADER, 0);
        fixture.exchange();
        int before = leader.fetches().size();

        sound.append("x").highWatermark(1);
        fixture.exchange();

        assertThat(leader.fetches().size() - before).isLessThan(5);
        assertThat(fixture.log(other).logEndOffset()).isEqualTo(1);
        failing.fail(ErrorCode.NONE);
        fixture.exchangeAfter(FollowerFixture.BACKOFF_MAX_MS);
        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void theFirstWaitIsShortAndTheLongestIsWhatTheConfigurationSays() {
        fixture.leads(LEADER, 0).append("a").fail(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        fixture.follow(LEADER, 0);
        fixture.exchange();

        fixture.exchangeAfter(20);
        assertThat(leader.fetches()).hasSize(2);
        for (int i = 0; i < 10_000; i++) {
            fixture.partitions.pass(1);
            leader.tell();
        }

        // Five times 20, then 40, … 640, and then each second.
        assertThat(leader.fetches()).hasSizeBetween(17, 20);
    }

    @Test
    void aFencedFollowerWaitsForTheController() {
        fixture.leads(LEADER, 1).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        int before = leader.fetches().size();

        fixture.exchangeAfter(5_000);
        assertThat(leader.fetches()).hasSize(before);
        fixture.follow(LEADER, 1);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void anAnswerToAnEarlierEpochIsLeft() {
        FakeLeaderLog log = fixture.leads(LEADER, 0);
        fixture.follow(LEADER, 0);
        log.append("stale");
        log.epoch(1);
        leader.tell();

        fixture.partitions
                .directory()
                .lead(
                        1,
                        List.of(new PartitionDirectory.Decision(
                                FollowerFixture.PARTITION, PartitionFixture.following(OTHER, 2))),
                        result -> {});
        fixture.partitions.settle();
        leader.tell();
        fixture.partitions.settle();

        assertThat(fixture.values()).isEmpty();
    }

    @Test
    void aBrokenConnectionIsTriedAgainAfterAWhileWithANewSession() {
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        leader.unreachable(true);
        leader.breakOff();
        fixture.partitions.settle();
        fixture.partitions.pass(3_000);

        log.append("b");
        leader.unreachable(false);
        fixture.exchangeAfter(FollowerFixture.BACKOFF_MAX_MS);

        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void aNewLeaderIsFetchedFromAtOnceThoughTheOldOneIsWaitedFor() {
        fixture.leads(LEADER, 0).append("a");
        leader.unreachable(true);
        fixture.follow(LEADER, 0);
        fixture.exchangeAfter(3_000);
        fixture.leads(OTHER, 1).append("b");

        fixture.follow(OTHER, 1);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("b");
    }

    @Test
    void aLeaderThatTheControllerNamesAgainIsFetchedFromAtOnce() {
        fixture.leads(LEADER, 1).append("a");
        leader.unreachable(true);
        fixture.follow(LEADER, 0);
        fixture.exchangeAfter(5_000);
        leader.unreachable(false);

        fixture.follow(LEADER, 1);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a");
    }

    @Test
    void aSessionThatTheLeaderLostIsOpenedAnew() {
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        leader.dropSession();
        leader.expire();

        log.append("b");
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void aLeaderWithoutSessionsIsToldEverythingEachTime() {
        leader.withoutSessions();
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();

        log.append("b").highWatermark(2);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a", "b");
        assertThat(fixture.log().highWatermark()).isEqualTo(2);
    }

    @Test
    void whoFollowsNobodyKeepsItsLogAndWaits() {
        fixture.leads(LEADER, 0).append("a");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        int before = leader.fetches().size();

        fixture.followNobody(1);
        leader.expire();
        fixture.exchangeAfter(5_000);

        assertThat(fixture.values()).containsExactly("a");
        assertThat(leader.fetches()).hasSize(before);
    }

    @Test
    void aDamagedBatchIsNotTakenOver() {
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a").append("b");
        log.damage();

        fixture.follow(LEADER, 0);
        fixture.exchange();
        assertThat(fixture.values()).containsExactly("a");
        log.damage();
        fixture.exchangeAfter(FollowerFixture.BACKOFF_MAX_MS);

        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void theFetchThatOpensTheSessionIsNotHeldAndTheNextOnesAre() {
        fixture.leads(LEADER, 0).append("a");

        fixture.follow(LEADER, 0);
        fixture.exchange();

        assertThat(leader.fetches().get(0).maxWaitMs()).isZero();
        assertThat(leader.fetches().get(1).maxWaitMs()).isEqualTo(FollowerFixture.WAIT_MAX_MS);
    }

    @Test
    void whatIsBehindWaitsForTheQuotaAndWhatHasCaughtUpDoesNot() {
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a").highWatermark(1);
        fixture.quota.exceed(true);
        fixture.follow(LEADER, 0);
        fixture.exchangeAfter(1_000);
        assertThat(fixture.values()).isEmpty();

        fixture.quota.exceed(false);
        fixture.exchangeAfter(1_000);
        assertThat(fixture.values()).containsExactly("a");
        fixture.quota.exceed(true);
        log.append("b").highWatermark(2);
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("a", "b");
        assertThat(fixture.quota.bytes()).isPositive();
    }

    @Test
    void theLogsStartFollowsTheLeaders() {
        FakeLeaderLog log = fixture.leads(LEADER, 0).append("a").append("b").append("c");
        log.highWatermark(3);
        fixture.follow(LEADER, 0);
        fixture.exchange();

        log.startAt(2);
        fixture.exchange();

        assertThat(fixture.log().logStartOffset()).isEqualTo(2);
    }
}
