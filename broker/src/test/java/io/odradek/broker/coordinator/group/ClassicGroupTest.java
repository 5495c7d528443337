/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassicGroupTest {
    private final GroupRig rig = new GroupRig();

    @Test
    void thoseWhoComeWithinTheInitialDelayFormTheFirstGeneration() {
        GroupRig.Inbox<JoinOutcome> first = rig.join("");
        GroupRig.Inbox<JoinOutcome> second = rig.join("");
        assertThat(first.isEmpty()).isTrue();

        rig.passMs(700);

        assertThat(first.only().generationId()).isEqualTo(1);
        assertThat(first.only().members()).hasSize(2);
        assertThat(first.only().leaderId()).isEqualTo(first.only().memberId());
        assertThat(second.only().leaderId()).isEqualTo(first.only().memberId());
        assertThat(second.only().members()).isEmpty();
    }

    @Test
    void anIdIsGivenBeforeAMemberOfALateVersionIsLetIn() {
        JoinAsk plain = GroupRig.ask("", null, GroupRig.protocol("range", "m"));
        JoinAsk late = new JoinAsk(
                "",
                null,
                new JoinAsk.Client("c", "/h", true, true),
                plain.timeouts(),
                plain.protocolType(),
                plain.protocols());

        JoinOutcome given = rig.join(late).only();

        assertThat(given.error()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(given.memberId()).matches("c-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        GroupRig.Inbox<JoinOutcome> join = rig.join(given.memberId());
        rig.passMs(700);
        assertThat(join.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aFollowersAssignmentComesWhenTheLeadersIsReplicated() {
        GroupRig.Inbox<JoinOutcome> first = rig.join("");
        GroupRig.Inbox<JoinOutcome> second = rig.join("");
        rig.passMs(700);
        String leader = first.only().memberId();
        String follower = second.only().memberId();
        rig.holdCommits();

        GroupRig.Inbox<SyncOutcome> followers = rig.sync(follower, 1);
        GroupRig.Inbox<SyncOutcome> leaders = rig.sync(leader, 1, leader, "p0", follower, "p1");
        assertThat(followers.isEmpty()).isTrue();
        assertThat(leaders.isEmpty()).isTrue();
        rig.commit(ErrorCode.NONE);

        assertThat(GroupRig.text(followers.only().assignment())).isEqualTo("p1");
        assertThat(GroupRig.text(leaders.only().assignment())).isEqualTo("p0");
        assertThat(rig.group.state()).isInstanceOf(GroupState.Stable.class);
    }

    @Test
    void nobodyGetsAnAssignmentThatARebalanceOvertakesBeforeItIsReplicated() {
        List<String> ids = rig.stable(2);
        GroupRig.Inbox<JoinOutcome> again = rig.join(ids.get(0));
        GroupRig.Inbox<JoinOutcome> follower = rig.join(ids.get(1));
        assertThat(again.only().generationId()).isEqualTo(2);
        assertThat(follower.only().generationId()).isEqualTo(2);
        rig.holdCommits();
        GroupRig.Inbox<SyncOutcome> sync = rig.sync(ids.get(0), 2, ids.get(0), "p0");

        rig.join("");
        rig.commit(ErrorCode.NONE);

        assertThat(sync.only().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aMemberThatDoesNotJoinAgainInTimeIsLeftOut() {
        List<String> ids = rig.stable(2);

        GroupRig.Inbox<JoinOutcome> leader = rig.join(ids.get(0));
        assertThat(rig.heartbeat(ids.get(1))).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        rig.passMs(GroupRig.REBALANCE_MS);

        assertThat(leader.only().members()).hasSize(1);
        assertThat(rig.heartbeat(ids.get(1))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberThatNeverSyncsIsLeftOut() {
        GroupRig.Inbox<JoinOutcome> first = rig.join("");
        GroupRig.Inbox<JoinOutcome> second = rig.join("");
        rig.passMs(700);
        String follower = second.only().memberId();
        GroupRig.Inbox<SyncOutcome> waiting = rig.sync(follower, 1);

        rig.passMs(GroupRig.REBALANCE_MS);

        assertThat(waiting.only().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(rig.join(follower).only().leaderId()).isEqualTo(follower);
        assertThat(rig.heartbeat(first.only().memberId())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whatIsReplicatedLateConcernsNoLaterGeneration() {
        List<String> ids = rig.stable(2);
        rig.join(ids.get(0));
        rig.join(ids.get(1));
        rig.holdCommits();
        rig.sync(ids.get(0), 2, ids.get(0), "p0");
        rig.join(ids.get(0));
        rig.join(ids.get(1));
        GroupRig.Inbox<SyncOutcome> third = rig.sync(ids.get(1), 3);

        rig.commit(ErrorCode.NONE);

        assertThat(third.isEmpty()).isTrue();
        assertThat(rig.group.state()).isInstanceOf(GroupState.CompletingRebalance.class);
    }

    @Test
    void aJoinOfANewMemberThatWaitsForFiveMinutesIsGivenUp() {
        List<String> ids = rig.stable(1, 3_600_000);
        GroupRig.Inbox<JoinOutcome> newcomer = rig.join("");

        keepAlive(ids.get(0), ClassicGroupSettings.NEW_MEMBER_JOIN_MS);

        assertThat(newcomer.only().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void silenceIsNoFaultOfAMemberWhoseJoinWaits() {
        List<String> ids = rig.stable(2, 3_600_000);
        GroupRig.Inbox<JoinOutcome> waiting = rig.join(ids.get(0));

        keepAlive(ids.get(1), 10 * GroupRig.SESSION_MS);
        rig.join(ids.get(1));

        assertThat(waiting.only().error()).isEqualTo(ErrorCode.NONE);
    }

    private void keepAlive(String memberId, int ms) {
        for (int passed = 0; passed < ms; passed += GroupRig.SESSION_MS / 2) {
            rig.passMs(GroupRig.SESSION_MS / 2);
            assertThat(rig.heartbeat(memberId)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        }
    }

    @Test
    void aSilentMemberIsLeftOutAndTheLastOneLeavesTheGroupEmpty() {
        List<String> ids = rig.stable(1);

        rig.passMs(GroupRig.SESSION_MS);

        assertThat(rig.heartbeat(ids.get(0))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(rig.group.state()).isInstanceOf(GroupState.Empty.class);
        assertThat(rig.group.generationId()).isEqualTo(2);
        assertThat(rig.timers()).isZero();
    }

    @Test
    void aHeartbeatKeepsTheSession() {
        List<String> ids = rig.stable(1);
        rig.passMs(GroupRig.SESSION_MS - 1);
        assertThat(rig.heartbeat(ids.get(0))).isEqualTo(ErrorCode.NONE);

        rig.passMs(GroupRig.SESSION_MS - 1);

        assertThat(rig.heartbeat(ids.get(0))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aFullGroupTakesNobodyMore() {
        rig.stable(4);

        JoinOutcome refused = rig.join("").only();

        assertThat(refused.error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(refused.memberId()).isEmpty();
    }

    @Test
    void aFloodOfIdsThatNobodyUsesIsBounded() {
        JoinAsk plain = GroupRig.ask("", null, GroupRig.protocol("range", "m"));
        JoinAsk late = new JoinAsk(
                "",
                null,
                new JoinAsk.Client("c", "/h", true, true),
                plain.timeouts(),
                plain.protocolType(),
                plain.protocols());
        String first = rig.join(late).only().memberId();

        for (int i = 0; i < ClassicGroupSettings.PENDING_IDS_MAX; i++) {
            rig.join(late);
        }

        assertThat(rig.timers()).isEqualTo(ClassicGroupSettings.PENDING_IDS_MAX);
        assertThat(rig.join(first).only().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoeverWaitsForAnEarlierRequestIsSentRoundWhenTheMemberAsksAgain() {
        List<String> ids = rig.stable(2);
        GroupRig.Inbox<JoinOutcome> earlier = rig.join(ids.get(0));

        GroupRig.Inbox<JoinOutcome> later = rig.join(ids.get(0));
        rig.join(ids.get(1));

        assertThat(earlier.only().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(later.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theProtocolIsOneThatAllSpeakAndMostWant() {
        GroupRig.Inbox<JoinOutcome> first = rig.join(GroupRig.ask(
                "",
                null,
                GroupRig.protocol("range", "a"),
                GroupRig.protocol("roundrobin", "a"),
                GroupRig.protocol("sticky", "a")));
        rig.join(GroupRig.ask("", null, GroupRig.protocol("sticky", "b"), GroupRig.protocol("roundrobin", "b")));

        rig.passMs(700);

        assertThat(first.only().protocol().name()).isIn("roundrobin", "sticky");
        assertThat(rig.join(GroupRig.ask("", null, GroupRig.protocol("range", "c")))
                        .only()
                        .error())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aGroupOfConsumersKnowsItsTopics() {
        byte[] subscription = {0, 1, 0, 0, 0, 2, 0, 1, 'x', 0, 2, 'y', 'z', 0, 0};
        rig.join(GroupRig.ask("", null, new JoinProtocol("range", Opaque.of(subscription))));

        rig.passMs(700);

        assertThat(rig.group.subscribedTopics()).contains(Set.of("x", "yz"));
        assertThat(rig.group.isSubscribedTo("x")).isTrue();
        assertThat(rig.group.isSubscribedTo("y")).isFalse();
    }

    @Test
    void aSubscriptionThatCannotBeReadCountsAsAllTopics() {
        byte[] lies = {0, 0, 0x7F, 0, 0, 0, 0, 9, 'x'};
        rig.join(GroupRig.ask("", null, new JoinProtocol("range", Opaque.of(lies))));

        rig.passMs(700);

        assertThat(rig.group.subscribedTopics()).isEmpty();
        assertThat(rig.group.isSubscribedTo("anything")).isTrue();
    }

    @Test
    void whoeverWaitsIsToldWhenTheGroupGoesToAnotherBroker() {
        List<String> ids = rig.stable(2);
        GroupRig.Inbox<JoinOutcome> waiting = rig.join(ids.get(0));

        rig.group.end(ErrorCode.NOT_COORDINATOR);

        assertThat(waiting.only().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(rig.heartbeat(ids.get(1))).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }
}
