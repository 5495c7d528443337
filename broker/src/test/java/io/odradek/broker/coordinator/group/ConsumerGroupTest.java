/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static io.odradek.broker.coordinator.group.ConsumerRig.INTERVAL_MS;
import static io.odradek.broker.coordinator.group.ConsumerRig.REBALANCE_MS;
import static io.odradek.broker.coordinator.group.ConsumerRig.SESSION_MS;
import static io.odradek.broker.coordinator.group.ConsumerRig.partitions;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.ConsumerGroupSettings.MigrationPolicy;
import io.odradek.broker.coordinator.group.MemberStanding.Progress;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
    private final ConsumerRig rig = new ConsumerRig();

    private ConsumerRig.Member joined(String id) {
        ConsumerRig.Member member = rig.member(id).wants("t");
        assertThat(member.join().error()).isEqualTo(ErrorCode.NONE);
        return member;
    }

    @Test
    void theFirstMemberGetsEverythingAtOnce() {
        rig.topic("t", 3);

        HeartbeatOutcome outcome = rig.member("m1").wants("t").join();

        assertThat(outcome).isEqualTo(HeartbeatOutcome.accepted("m1", 2, 5_000, partitions("t", 0, 1, 2)));
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
        assertThat(rig.log).hasSize(5);
    }

    @Test
    void aHeartbeatWithNothingNewStoresNothing() {
        rig.topic("t", 3);
        ConsumerRig.Member member = joined("m1");
        int records = rig.log.size();

        HeartbeatOutcome outcome = member.beatQuietly();

        assertThat(outcome).isEqualTo(HeartbeatOutcome.accepted("m1", 2, 5_000, null));
        assertThat(rig.log).hasSize(records);
    }

    @Test
    void aMemberThatSaysEverythingHearsEverything() {
        rig.topic("t", 3);
        ConsumerRig.Member member = joined("m1");

        assertThat(member.says(member.wants).assignment()).isEqualTo(partitions("t", 0, 1, 2));
    }

    @Test
    void aSecondMemberGetsAShareWhenTheFirstHasGivenItBack() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        ConsumerRig.Member second = joined("m2");
        assertThat(second.has.isEmpty()).isTrue();
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.ASSIGNING);
        rig.passMs(INTERVAL_MS);

        HeartbeatOutcome gives = first.beatQuietly();
        assertThat(gives.epoch()).as("the epoch waits for the partitions").isEqualTo(2);
        assertThat(gives.assignment()).isNotNull();
        assertThat(first.has.size()).isEqualTo(2);
        assertThat(first.stored().standing().progress()).isEqualTo(Progress.UNREVOKED);
        assertThat(second.beat().epoch()).isEqualTo(3);
        assertThat(second.has.isEmpty())
                .as("the first has not said that it gave them back")
                .isTrue();
        assertThat(second.stored().standing().progress()).isEqualTo(Progress.UNRELEASED);
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.RECONCILING);
        assertThat(first.beat().epoch()).isEqualTo(3);
        second.beat();

        assertThat(second.has.size()).isEqualTo(2);
        assertThat(first.has.and(second.has).isEmpty()).isTrue();
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
    }

    @Test
    void theHashIsThatOfAllTopicsOfThoseWhoAreThere() {
        List.of("t", "u", "v").forEach(topic -> rig.topic(topic, 1));
        joined("m1");
        ConsumerRig.Member other = rig.member("m2").wants("u", "v");
        other.join();
        joined("m3");
        assertThat(rig.group().metadataHash()).isEqualTo(rig.topics().hash(List.of("t", "u", "v")));

        other.leave(HeartbeatAsk.LEAVES);

        assertThat(rig.group().metadataHash()).isEqualTo(rig.topics().hash(List.of("t")));
    }

    @Test
    void targetsAreNotMadeMoreOftenThanTheIntervalSays() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        joined("m2");

        rig.passMs(INTERVAL_MS - 1);
        assertThat(first.beat().assignment()).isNull();
        rig.passMs(1);

        assertThat(first.beat().assignment()).isNotNull();
    }

    @Test
    void whoDoesNotGiveBackInTimeIsOut() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        ConsumerRig.Member second = joined("m2");
        rig.passMs(INTERVAL_MS);
        first.beatQuietly();
        second.beat();

        rig.passMs(REBALANCE_MS);

        assertThat(first.beat().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        rig.settle(second);
        assertThat(second.has).isEqualTo(partitions("t", 0, 1, 2, 3));
    }

    @Test
    void whoIsSilentForASessionIsOut() {
        rig.topic("t", 2);
        ConsumerRig.Member member = joined("m1");
        rig.passMs(SESSION_MS - 1);
        assertThat(member.beat().error()).isEqualTo(ErrorCode.NONE);

        rig.passMs(SESSION_MS);

        assertThat(member.beat().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.EMPTY);
        assertThat(rig.group().epoch()).isEqualTo(3);
        assertThat(rig.timers()).isZero();
    }

    @Test
    void whoLeavesIsForgottenAtOnce() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        ConsumerRig.Member second = joined("m2");
        rig.settle(first, second);

        assertThat(first.leave(-1)).isEqualTo(HeartbeatOutcome.accepted("m1", -1, 0, null));
        rig.settle(second);

        assertThat(second.has.size()).isEqualTo(4);
        assertThat(first.beat().message()).isEqualTo("Member m1 is not a member of group g.");
    }

    @Test
    void aMemberThatHasNotHeardOfItsEpochMayStillSayTheLastOne() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        ConsumerRig.Member second = joined("m2");
        rig.settle(first, second);
        int lost = first.epoch - 1;

        first.epoch = lost;
        assertThat(first.beat().error()).isEqualTo(ErrorCode.NONE);
        first.epoch = lost;
        assertThat(first.beatQuietly().error()).as("what it has is not known").isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        first.epoch = lost;
        first.has = partitions("t", 0, 1, 2, 3);
        assertThat(first.beat().error()).as("it has what it must not").isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        first.epoch = 100;
        assertThat(first.beat().message()).contains("greater member epoch (100)");
    }

    @Test
    void aFencedMemberJoinsAgainWithNothing() {
        rig.topic("t", 2);
        ConsumerRig.Member member = joined("m1");
        member.epoch = 7;
        assertThat(member.beat().error()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);

        assertThat(member.join().assignment()).isEqualTo(partitions("t", 0, 1));
    }

    @Test
    void aFullGroupTakesNobodyMore() {
        ConsumerRig small = new ConsumerRig(ConsumerRig.settings(1, MigrationPolicy.DISABLED));
        small.topic("t", 2);
        ConsumerRig.Member member = small.member("m1").wants("t");
        member.join();

        HeartbeatOutcome refused = small.member("m2").wants("t").join();

        assertThat(refused.error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(refused.message()).isEqualTo("The consumer group has reached its maximum capacity of 1 members.");
        assertThat(member.beat().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoIsNotThereIsToldSo() {
        HeartbeatOutcome noGroup = rig.heartbeat(
                new HeartbeatAsk("m", 3, null, new MemberClient("c", "/h"), ConsumerRig.NOTHING_NEW, null));
        assertThat(noGroup.error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(noGroup.message()).isEqualTo("Consumer group g not found.");
        assertThat(rig.log).isEmpty();

        rig.topic("t", 1);
        joined("m1");
        assertThat(rig.member("m2").leave(-1).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(rig.staticMember("m2", "i").leave(-2).message()).isEqualTo("Instance id i is unknown.");
    }

    @Test
    void aMemberWithoutAnIdIsGivenOne() {
        rig.topic("t", 1);

        HeartbeatOutcome outcome = rig.member("").wants("t").join();

        assertThat(outcome.memberId()).hasSize(22);
        assertThat(rig.group().member(String.valueOf(outcome.memberId()))).isNotNull();
    }

    // Topics.

    @Test
    void newPartitionsAndNewTopicsAreHandedOut() {
        rig.topic("t", 1);
        ConsumerRig.Member member = rig.member("m1").wants("t", "later");
        member.join();

        rig.topic("t", 2);
        rig.topic("later", 1);
        rig.passMs(INTERVAL_MS);
        member.beat();

        assertThat(member.has).isEqualTo(partitions("t", 0, 1).plus(partitions("later", 0)));
        assertThat(member.epoch).isEqualTo(3);
    }

    @Test
    void whatOtherTopicsDoIsNotTheGroupsConcern() {
        rig.topic("t", 1);
        ConsumerRig.Member member = joined("m1");
        int records = rig.log.size();

        rig.topic("other", 5);
        rig.passMs(INTERVAL_MS);
        member.beat();

        assertThat(rig.log).hasSize(records);
    }

    @Test
    void aDeletedTopicIsTakenBack() {
        rig.topic("t", 2);
        rig.topic("u", 2);
        ConsumerRig.Member member = rig.member("m1").wants("t", "u");
        member.join();

        rig.deleteTopic("u");
        rig.passMs(INTERVAL_MS);
        member.beat();
        rig.settle(member);

        assertThat(member.has).isEqualTo(partitions("t", 0, 1));
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
    }

    @Test
    void whatAMemberNoLongerSubscribesToGoesAtOnce() {
        rig.topic("t", 2);
        rig.topic("u", 2);
        ConsumerRig.Member member = rig.member("m1").wants("t", "u");
        member.join();

        member.says(ConsumerRig.news(List.of("t"), null));

        assertThat(member.has).as("although the interval is not over").isEqualTo(partitions("t", 0, 1));
        assertThat(member.stored().standing().revoking().partitions()).isEqualTo(partitions("u", 0, 1));
    }

    // Assignors.

    @Test
    void theAssignorThatMostWishForAssigns() {
        rig.topic("t", 4);
        HeartbeatAsk.News range = new HeartbeatAsk.News(null, REBALANCE_MS, List.of("t"), null, "range");
        ConsumerRig.Member first = rig.member("m1");
        ConsumerRig.Member second = rig.member("m2");
        first.wants = range;
        second.wants = range;
        first.join();
        second.join();

        rig.settle(first, second);

        assertThat(List.of(first.has, second.has))
                .containsExactlyInAnyOrder(partitions("t", 0, 1), partitions("t", 2, 3));
    }

    // Static members.

    @Test
    void aStaticMemberThatGoesForNowFindsItsPartitionsAgain() {
        rig.topic("t", 2);
        ConsumerRig.Member first = rig.staticMember("m1", "i").wants("t");
        first.join();
        assertThat(first.leave(-2)).isEqualTo(HeartbeatOutcome.accepted("m1", -2, 0, null));

        HeartbeatOutcome back = rig.staticMember("m2", "i").wants("t").join();

        assertThat(back).isEqualTo(HeartbeatOutcome.accepted("m2", 2, 5_000, partitions("t", 0, 1)));
        assertThat(rig.group().size()).isEqualTo(1);
        assertThat(first.beat().message()).isEqualTo("Static member m1 with instance id i was fenced by member m2.");
    }

    @Test
    void aStaticMemberThatIsThereIsNotReplaced() {
        rig.topic("t", 2);
        rig.staticMember("m1", "i").wants("t").join();

        HeartbeatOutcome refused = rig.staticMember("m2", "i").wants("t").join();

        assertThat(refused.error()).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(refused.message())
                .isEqualTo("Static member m2 with instance id i cannot join the group because the instance id is owned"
                        + " by m1 member.");
    }

    @Test
    void aStaticMemberThatStaysAwayIsOutAfterItsSession() {
        rig.topic("t", 2);
        ConsumerRig.Member member = rig.staticMember("m1", "i").wants("t");
        member.join();
        member.leave(-2);

        rig.passMs(SESSION_MS);

        assertThat(rig.group().isEmpty()).isTrue();
    }

    // Expressions.

    @Test
    void anExpressionIsMatchedBesideAndThenAssigned() {
        rig.topic("ta", 1);
        rig.topic("tb", 1);
        rig.topic("other", 1);
        ConsumerRig.Member member = rig.member("m1").wantsMatching("t.*");

        assertThat(member.join()).isEqualTo(HeartbeatOutcome.accepted("m1", 1, 5_000, AssignedPartitions.EMPTY));
        rig.finishBackground();
        rig.passMs(INTERVAL_MS);
        member.beat();

        assertThat(member.has).isEqualTo(partitions("ta", 0).plus(partitions("tb", 0)));
        assertThat(rig.group().isSubscribedTo("ta")).isTrue();
        assertThat(rig.group().isSubscribedTo("other")).isFalse();
    }

    @Test
    void aTopicThatMatchesIsFoundWhenItIsThere() {
        rig.topic("ta", 1);
        ConsumerRig.Member member = rig.member("m1").wantsMatching("t.*");
        member.join();
        rig.finishBackground();
        member.beat();

        rig.topic("tb", 1);
        member.beat();
        assertThat(rig.inBackground())
                .as("not within ten seconds of the last time")
                .isZero();
        rig.passMs(10_001);
        member.beat();
        assertThat(rig.inBackground()).isEqualTo(1);
        member.beat();
        assertThat(rig.inBackground()).as("one at a time").isEqualTo(1);
        rig.finishBackground();
        rig.passMs(INTERVAL_MS);
        member.beat();

        assertThat(member.has).isEqualTo(partitions("ta", 0).plus(partitions("tb", 0)));
    }

    @Test
    void anExpressionThatIsNoneIsRefused() {
        HeartbeatOutcome refused = rig.member("m1").wantsMatching("(").join();

        assertThat(refused.error()).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(rig.log).isEmpty();
    }

    @Test
    void anExpressionGoesWithTheLastWhoHasIt() {
        rig.topic("ta", 1);
        ConsumerRig.Member member = rig.member("m1").wantsMatching("t.*");
        member.join();
        rig.finishBackground();

        member.leave(-1);

        assertThat(rig.group().expressions()).isEmpty();
        assertThat(rig.group().isSubscribedTo("ta")).isFalse();
    }

    // Failover.

    @Test
    void aLoadFindsEverythingAgainAndGivesEverybodyAWholeSession() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        ConsumerRig.Member second = joined("m2");
        rig.passMs(INTERVAL_MS);
        first.beatQuietly();
        second.beat();

        ConsumerRig next = rig.loadedElsewhere();

        assertThat(next.group().members())
                .containsExactlyInAnyOrderElementsOf(rig.group().members());
        assertThat(next.group().state()).isEqualTo(rig.group().state());
        next.passMs(REBALANCE_MS);
        assertThat(next.group().member("m1")).as("it has not given back").isNull();
        next.passMs(SESSION_MS - REBALANCE_MS - 1);
        assertThat(next.group().member("m2")).isNotNull();
        next.passMs(1);
        assertThat(next.group().isEmpty()).isTrue();
    }

    @Test
    void whatCannotBeStoredChangesNothing() {
        rig.topic("t", 4);
        ConsumerRig.Member first = joined("m1");
        rig.refuseAppends(true);
        joined("m2");
        first.leave(-1);
        rig.refuseAppends(false);

        assertThat(rig.group().size()).isEqualTo(1);
        assertThat(rig.group().epoch()).isEqualTo(2);
        rig.passMs(SESSION_MS);
        assertThat(rig.group().isEmpty()).as("its session goes on").isTrue();
    }
}
