/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static io.odradek.broker.coordinator.group.ConsumerRig.INTERVAL_MS;
import static io.odradek.broker.coordinator.group.ConsumerRig.partitions;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.ConsumerGroupSettings.MigrationPolicy;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups that go from one protocol to the other, and members of both in one. */
class MigrationTest {
    private final ConsumerRig rig = rig(MigrationPolicy.BIDIRECTIONAL);

    private static ConsumerRig rig(MigrationPolicy policy) {
        ConsumerRig rig = new ConsumerRig(ConsumerRig.settings(100, policy));
        rig.topic("t", 4);
        return rig;
    }

    /** One member in a stable classic group, with everything. */
    private static ClassicMate settled(ConsumerRig rig) {
        ClassicMate mate = new ClassicMate(rig, null, "t");
        mate.join();
        rig.passMs(10L * GroupRig.SETTINGS.initialDelayMs());
        mate.sync(Map.of(mate.id, partitions("t", 0, 1, 2, 3)));
        assertThat(mate.has.size()).isEqualTo(4);
        return mate;
    }

    private static ConsumerRig.Member joined(ConsumerRig rig, String id) {
        ConsumerRig.Member member = rig.member(id).wants("t");
        assertThat(member.join().error()).isEqualTo(ErrorCode.NONE);
        return member;
    }

    private ClassicGroup classic() {
        if (rig.groups.find(ConsumerRig.GROUP) instanceof ClassicGroup group) {
            return group;
        }
        throw new AssertionError("no classic group: " + rig.groups.find(ConsumerRig.GROUP));
    }

    @Test
    void aClassicGroupTakesInAMemberOfTheConsumerProtocolAndBecomesAConsumerGroup() {
        ClassicMate mate = settled(rig);

        ConsumerRig.Member member = joined(rig, "m");

        assertThat(rig.group().size()).isEqualTo(2);
        assertThat(member.epoch).isEqualTo(2);
        assertThat(member.has.isEmpty()).as("the other has yet to give it back").isTrue();
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(mate.sync(Map.of()).only().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);

        mate.join();
        assertThat(mate.generation).as("it gives back in the old generation").isEqualTo(1);
        mate.sync(Map.of());
        assertThat(mate.has.size()).isEqualTo(2);
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        mate.join();
        assertThat(mate.generation).isEqualTo(2);
        mate.sync(Map.of());
        member.beat();

        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(member.has.plus(mate.has)).isEqualTo(partitions("t", 0, 1, 2, 3));
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
    }

    @Test
    void whoeverWaitsInTheClassicGroupIsSentRound() {
        settled(rig);
        ClassicMate waiting = new ClassicMate(rig, null, "t");
        GroupRig.Inbox<JoinOutcome> join = waiting.join();
        assertThat(join.isEmpty()).isTrue();

        joined(rig, "m");

        assertThat(join.only().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(rig.group().size()).isEqualTo(3);
    }

    @Test
    void aClassicMemberComesToAConsumerGroupAndIsCalledWhenItsPartitionsAreFree() {
        ConsumerRig.Member member = joined(rig, "m");
        rig.passMs(INTERVAL_MS);
        ClassicMate mate = new ClassicMate(rig, null, "t");

        JoinOutcome outcome = mate.join().only();

        assertThat(outcome.generationId()).isEqualTo(3);
        assertThat(outcome.protocol()).isEqualTo(new JoinOutcome.Protocol("consumer", "range"));
        mate.sync(Map.of());
        assertThat(mate.has).isEqualTo(AssignedPartitions.EMPTY);
        assertThat(mate.heartbeat()).as("nothing is free yet").isEqualTo(ErrorCode.NONE);
        member.beat();
        member.beat();
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        mate.join();
        mate.sync(Map.of());
        assertThat(mate.has.size()).isEqualTo(2);
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aClassicMemberIsNotCalledBeforeThereAreNewTargets() {
        ConsumerRig.Member member = joined(rig, "m");
        ClassicMate mate = new ClassicMate(rig, null, "t");

        mate.join();

        assertThat(rig.group().epoch()).as("it has changed the group").isGreaterThan(mate.generation);
        assertThat(mate.sync(Map.of()).only().error()).isEqualTo(ErrorCode.NONE);
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.NONE);
        rig.passMs(INTERVAL_MS);
        member.beat();
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void withTheLastMemberOfTheConsumerProtocolGoneTheGroupIsClassicAndRebalances() {
        ConsumerRig.Member member = joined(rig, "m");
        rig.passMs(INTERVAL_MS);
        ClassicMate mate = new ClassicMate(rig, null, "t");
        mate.join();

        member.leave(-1);

        assertThat(classic().state()).isInstanceOf(GroupState.PreparingRebalance.class);
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        mate.join();
        assertThat(mate.generation).isEqualTo(4);
        mate.sync(Map.of(mate.id, partitions("t", 0, 1, 2, 3)));
        assertThat(mate.has.size()).isEqualTo(4);
        ConsumerRig next = rig.loadedElsewhere();
        assertThat(next.groups.find(ConsumerRig.GROUP)).isInstanceOf(ClassicGroup.class);
    }

    @Test
    void silenceOfTheLastMemberOfTheConsumerProtocolIsEnough() {
        joined(rig, "m");
        rig.passMs(INTERVAL_MS);
        ClassicMate mate = new ClassicMate(rig, null, "t");
        mate.join();
        mate.sync(Map.of());

        for (int passed = 0; passed < ConsumerRig.SESSION_MS; passed += GroupRig.SESSION_MS / 2) {
            rig.passMs(GroupRig.SESSION_MS / 2);
            mate.heartbeat();
        }

        assertThat(classic().roster().member(mate.id)).isNotNull();
    }

    @Test
    void aStaticMemberGoesOverAloneAndTakesTheGroupWithIt() {
        ConsumerRig.Member member = rig.staticMember("m", "i").wants("t");
        member.join();
        member.leave(-2);
        ClassicMate mate = new ClassicMate(rig, "i", "t");

        assertThat(mate.join().only().generationId()).isEqualTo(2);

        assertThat(classic().state()).isInstanceOf(GroupState.Stable.class);
        mate.sync(Map.of());
        assertThat(mate.has.size()).isEqualTo(4);
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.NONE);

        HeartbeatOutcome back = rig.staticMember("m2", "i").wants("t").join();
        assertThat(back.assignment()).as("and back").isEqualTo(partitions("t", 0, 1, 2, 3));
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void aClassicMemberThatDoesNotJoinAgainInTimeIsOut() {
        ClassicMate mate = settled(rig);
        ConsumerRig.Member member = joined(rig, "m");
        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);

        rig.passMs(GroupRig.REBALANCE_MS);

        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        rig.settle(member);
        assertThat(member.has.size()).isEqualTo(4);
    }

    @Test
    void aClassicMemberThatDoesNotAskForItsAssignmentInTimeIsOut() {
        joined(rig, "m");
        rig.passMs(INTERVAL_MS);
        ClassicMate mate = new ClassicMate(rig, null, "t");
        mate.join();

        rig.passMs(GroupRig.REBALANCE_MS);

        assertThat(mate.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void oneOfTheConsumerProtocolMayLeaveByItsIdWithTheClassicRequest() {
        joined(rig, "m");
        ClassicMate claimant = new ClassicMate(rig, null, "t");
        claimant.id = "m";

        assertThat(claimant.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(claimant.leave()).isEqualTo(ErrorCode.NONE);
        assertThat(claimant.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(rig.group().isEmpty()).isTrue();
    }

    @Test
    void emptyGroupsGiveWayToEitherProtocol() {
        ClassicMate mate = settled(rig);
        mate.leave();
        ConsumerRig.Member member = joined(rig, "m");
        assertThat(member.epoch).isEqualTo(2);
        member.leave(-1);

        ClassicMate another = settled(rig);

        assertThat(another.generation).isEqualTo(1);
        assertThat(rig.loadedElsewhere().groups.find(ConsumerRig.GROUP)).isInstanceOf(ClassicGroup.class);
    }

    @Test
    void anEmptyConsumerGroupStaysWhereTheClassicOneCannotBeStored() {
        joined(rig, "m").leave(-1);
        rig.refuseAppends(true);
        GroupRig.Inbox<JoinOutcome> join = new ClassicMate(rig, null, "t").join();

        assertThat(join.only().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(rig.group().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(MigrationPolicy.class)
    void thePolicySaysWhoMayGoWhere(MigrationPolicy policy) {
        ConsumerRig up = rig(policy);
        settled(up);
        HeartbeatOutcome upgrade = up.member("m").wants("t").join();
        ConsumerRig down = rig(policy);
        ConsumerRig.Member last = joined(down, "m");
        ErrorCode join = new ClassicMate(down, null, "t").join().only().error();
        last.leave(-1);

        assertThat(upgrade.error() == ErrorCode.NONE).isEqualTo(policy.upgrades());
        if (!policy.upgrades()) {
            assertThat(upgrade.error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
            assertThat(upgrade.message())
                    .isEqualTo("Cannot upgrade classic group g to consumer group because online upgrade is disabled.");
        }
        assertThat(join)
                .isEqualTo(policy == MigrationPolicy.DISABLED ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL : ErrorCode.NONE);
        assertThat(down.groups.find(ConsumerRig.GROUP) instanceof ClassicGroup).isEqualTo(policy.downgrades());
    }

    @Test
    void whatCannotBeReadIsRefusedBothWays() {
        ClassicMate mate = new ClassicMate(rig, null, "t");
        mate.join(GroupRig.bytes("m"));
        rig.passMs(10L * GroupRig.SETTINGS.initialDelayMs());

        HeartbeatOutcome refused = rig.member("m").wants("t").join();

        assertThat(refused.message())
                .isEqualTo("Cannot upgrade classic group g to consumer group because the embedded consumer protocol is"
                        + " malformed.");
        assertThat(mate.heartbeat()).as("nothing has happened to it").isEqualTo(ErrorCode.NONE);
        mate.leave();
        joined(rig, "m");
        assertThat(new ClassicMate(rig, null, "t")
                        .join(GroupRig.bytes("m"))
                        .only()
                        .error())
                .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(rig.group().size()).isEqualTo(1);
    }

    @Test
    void aGroupOfBothIsFoundAgainByTheNextCoordinator() {
        settled(rig);
        joined(rig, "m");

        ConsumerRig next = rig.loadedElsewhere();

        assertThat(next.group().members())
                .containsExactlyInAnyOrderElementsOf(rig.group().members());
    }
}
