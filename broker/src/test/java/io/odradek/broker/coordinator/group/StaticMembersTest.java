/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticMembersTest {
    private final GroupRig rig = new GroupRig();

    private List<String> stable() {
        GroupRig.Inbox<JoinOutcome> first = rig.joinStatic("", "i-a");
        GroupRig.Inbox<JoinOutcome> second = rig.joinStatic("", "i-b");
        rig.passMs(700);
        String leader = first.only().memberId();
        String follower = second.only().memberId();
        rig.sync(leader, 1, leader, "p0", follower, "p1");
        rig.sync(follower, 1);
        return List.of(leader, follower);
    }

    @Test
    void anotherLifeOfAnInstanceTakesItsPlaceWithoutARebalance() {
        List<String> ids = stable();

        JoinOutcome back = rig.joinStatic("", "i-b").only();

        assertThat(back.error()).isEqualTo(ErrorCode.NONE);
        assertThat(back.generationId()).isEqualTo(1);
        assertThat(rig.heartbeat(ids.get(0))).isEqualTo(ErrorCode.NONE);
        assertThat(rig.heartbeat(ids.get(1))).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(GroupRig.text(rig.sync(back.memberId(), 1).only().assignment()))
                .isEqualTo("p1");
        assertThat(rig.group.heartbeat(new MemberClaim(ids.get(1), "i-b", 1))).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void aLeaderThatComesBackIsToldNotToAssign() {
        stable();

        JoinOutcome back = rig.joinStatic("", "i-a").only();

        assertThat(back.skipAssignment()).isTrue();
        assertThat(back.leaderId()).isEqualTo(back.memberId());
        assertThat(back.members()).hasSize(2);
    }

    @Test
    void theNewIdCountsOnlyWhenItIsReplicated() {
        stable();
        rig.holdCommits();

        GroupRig.Inbox<JoinOutcome> back = rig.joinStatic("", "i-b");
        assertThat(back.isEmpty()).isTrue();
        rig.commit(ErrorCode.NOT_COORDINATOR);

        assertThat(back.only().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aStaticMemberKeepsItsPlaceThoughItDoesNotJoinAgain() {
        List<String> ids = stable();

        GroupRig.Inbox<JoinOutcome> leader = rig.joinStatic(ids.get(0), "i-a");
        rig.passMs(GroupRig.REBALANCE_MS);

        assertThat(leader.only().members()).hasSize(2);
    }

    @Test
    void whatWaitsInTheFormerLifeIsFenced() {
        List<String> ids = stable();
        GroupRig.Inbox<JoinOutcome> former =
                rig.join(GroupRig.ask(ids.get(1), "i-b", GroupRig.protocol("range", "new")));
        assertThat(former.isEmpty()).isTrue();

        GroupRig.Inbox<JoinOutcome> next = rig.joinStatic("", "i-b");
        rig.joinStatic(ids.get(0), "i-a");

        assertThat(former.only().error()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(next.only().generationId()).isEqualTo(2);
    }

    @Test
    void anAdministratorRemovesAMemberByItsInstance() {
        List<String> ids = stable();

        ClassicGroup.Leaving leaving =
                rig.group.leave(List.of(new MemberClaim("", "i-b", -1), new MemberClaim("", "i-none", -1)));

        assertThat(leaving.members())
                .extracting(LeftMember::error)
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(rig.heartbeat(ids.get(0))).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }
}
