/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a follower does with records that its leader does not have. */
@Timeout(30)
final class FollowerTruncationTest {
    private static final int LEADER = 2;
    private static final int NEXT = 3;

    private final FollowerFixture fixture = new FollowerFixture();

    @AfterEach
    void allRecordsWereGivenBack() {
        assertThat(fixture.leader(LEADER).unreleased()).isZero();
        assertThat(fixture.leader(NEXT).unreleased()).isZero();
    }

    private void copy(FakeLeaderLog from, int leader) {
        fixture.follow(leader, from.leaderEpoch());
        fixture.exchange();
    }

    @Test
    void recordsThatTheNextLeaderDoesNotHaveAreCutWithoutAnotherRoundTrip() {
        copy(fixture.leads(LEADER, 0).append("a").append("lost"), LEADER);
        FakeLeaderLog next =
                fixture.leads(NEXT, 1).epoch(0).append("a").epoch(1).append("b").highWatermark(1);

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("a", "b");
        // The first is answered by where to cut, the second by the records.
        assertThat(fixture.leader(NEXT)
                        .fetches()
                        .get(1)
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .fetchOffset())
                .isEqualTo(1);
        assertThat(fixture.log().leaderEpochs().latestEpoch()).isEqualTo(1);
    }

    @Test
    void anEpochThatIsNotKnownHereTakesOneMoreRound() {
        fixture.leads(LEADER, 0).append("a").append("b");
        fixture.follow(LEADER, 0);
        fixture.exchange();
        fixture.leads(LEADER, 2).epoch(0).append("a").append("b").epoch(2).append("lost");
        fixture.follow(LEADER, 2);
        fixture.exchange();
        FakeLeaderLog next = fixture.leads(NEXT, 3)
                .epoch(0)
                .append("a")
                .epoch(1)
                .append("x")
                .append("y")
                .epoch(3);

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("a", "x", "y");
        assertThat(fixture.log().leaderEpochs().epochOf(1)).isEqualTo(1);
        assertThat(fixture.log().leaderEpochs().epochOf(0)).isZero();
    }

    @Test
    void aFormerLeaderGivesUpTheEpochInWhichNothingWasAppended() {
        copy(fixture.leads(LEADER, 0).append("a"), LEADER);
        fixture.lead(1);
        FakeLeaderLog next =
                fixture.leads(NEXT, 2).epoch(0).append("a").epoch(2).append("b");

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("a", "b");
        assertThat(fixture.leader(NEXT).fetches()).hasSizeLessThan(6);
    }

    @Test
    void aFormerLeaderCutsWhatWasNeverAcknowledged() {
        copy(fixture.leads(LEADER, 0).append("a"), LEADER);
        fixture.lead(1);
        fixture.partitions.append(fixture.partitions.partition(FollowerFixture.PARTITION), 1, "mine");
        FakeLeaderLog next =
                fixture.leads(NEXT, 2).epoch(0).append("a").epoch(2).append("b");

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("a", "b");
    }

    @Test
    void aLeaderWhoseRetentionWentPastOurEndIsFollowedFromItsStart() {
        copy(fixture.leads(LEADER, 0).append("a").highWatermark(1), LEADER);
        FakeLeaderLog next = fixture.leads(NEXT, 1)
                .epoch(0)
                .append("a")
                .append("b")
                .append("c")
                .append("d")
                .highWatermark(4)
                .startAt(3)
                .epoch(1);

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("d");
        assertThat(fixture.log().logStartOffset()).isEqualTo(3);
        assertThat(fixture.log().highWatermark()).isEqualTo(4);
    }

    @Test
    void aLeaderThatEndsBeforeUsAndKnowsNoEpochIsFollowedDownToItsEnd() {
        copy(fixture.leads(LEADER, 0).append("a").append("b").highWatermark(2), LEADER);
        FakeLeaderLog next = fixture.leads(NEXT, 1);

        copy(next, NEXT);
        assertThat(fixture.log().logEndOffset()).isZero();
        assertThat(fixture.log().highWatermark()).isZero();
        next.append("x");
        fixture.exchange();

        assertThat(fixture.values()).containsExactly("x");
    }

    @Test
    void aLeaderThatCannotTellItsOffsetsIsAskedAgainLater() {
        copy(fixture.leads(LEADER, 0).append("a"), LEADER);
        FakeLeaderLog next = fixture.leads(NEXT, 1).append("x");
        next.fail(ErrorCode.OFFSET_OUT_OF_RANGE);
        fixture.follow(NEXT, 1);
        fixture.exchange();

        next.fail(ErrorCode.NONE);
        fixture.exchangeAfter(FollowerFixture.BACKOFF_MAX_MS);

        assertThat(fixture.values()).containsExactly("x");
    }

    @Test
    void aLogThatIsAheadOfItsHighWatermarkIsLeftAsItIsWhenTheLeaderHasTheSame() {
        copy(fixture.leads(LEADER, 0).append("a").append("b"), LEADER);
        FakeLeaderLog next =
                fixture.leads(NEXT, 1).epoch(0).append("a").append("b").epoch(1);

        copy(next, NEXT);

        assertThat(fixture.values()).containsExactly("a", "b");
        assertThat(fixture.log().highWatermark()).isZero();
    }
}
