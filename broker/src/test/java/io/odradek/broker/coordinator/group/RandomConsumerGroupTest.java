/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that do anything at any time, answers that are lost, topics that come and go, coordinators that change. */
class RandomConsumerGroupTest {
    private static final int STEPS = 2_000;
    private static final int MEMBERS = 7;

    private Random random = new Random();
    private ConsumerRig rig = new ConsumerRig();
    private final List<ConsumerRig.Member> members = new ArrayList<>();
    private int lives;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noPartitionHasTwoOwnersALoadFindsTheSameAndAllComesToRest(long seed) {
        random = new Random(seed);
        rig.topic("ta", 3);
        for (int i = 0; i < MEMBERS; i++) {
            members.add(born(i));
        }

        for (int step = 0; step < STEPS; step++) {
            act(random.nextInt(MEMBERS));
            assertThat(ownersAreAlone()).as("step " + step).isTrue();
            if (step % 100 == 0) {
                takeOver();
            }
        }
        comeToRest();

        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
        assertThat(rig.group().members())
                .hasSize(MEMBERS)
                .allSatisfy(member -> assertThat(member.standing().owned().partitions())
                        .isEqualTo(rig.group().target(member.id())));
        assertThat(members.stream().mapToInt(member -> member.has.size()).sum()).isEqualTo(9);
    }

    private ConsumerRig.Member born(int i) {
        String id = "m" + i + "-" + lives++;
        ConsumerRig.Member member = i % 3 == 0 ? rig.staticMember(id, "i" + i) : rig.member(id);
        return i % 2 == 0 ? member.wants("ta", "tb") : member.wantsMatching("t.*");
    }

    private void act(int i) {
        ConsumerRig.Member member = members.get(i);
        switch (random.nextInt(14)) {
            case 0 -> member.leave(member.instanceId == null ? -1 : -2);
            case 1 -> members.set(i, born(i));
            case 2 -> member.beatIntoTheVoid();
            case 3 -> rig.finishBackground();
            case 4 -> rig.topic(random.nextBoolean() ? "ta" : "tb", 1 + random.nextInt(6));
            case 5 -> rig.passMs(random.nextInt(40_000));
            case 6 -> {
                rig.refuseAppends(true);
                beat(member);
                rig.refuseAppends(false);
            }
            case 7 -> {
                if (random.nextInt(10) == 0) {
                    rig.deleteTopic("tb");
                }
            }
            case 8 -> member.says(ConsumerRig.news(random.nextBoolean() ? List.of("ta") : List.of("ta", "tb"), null));
            default -> {
                rig.passMs(random.nextInt(700));
                beat(member);
            }
        }
    }

    /** As a client does: it begins anew when it is told that it is none. */
    private void beat(ConsumerRig.Member member) {
        HeartbeatOutcome outcome = member.epoch == 0 ? member.join() : member.beat();
        if (outcome.error() == ErrorCode.UNKNOWN_MEMBER_ID
                || outcome.error() == ErrorCode.FENCED_MEMBER_EPOCH
                || outcome.error() == ErrorCode.FENCED_INSTANCE_ID
                || outcome.error() == ErrorCode.GROUP_ID_NOT_FOUND) {
            member.join();
        }
    }

    private boolean ownersAreAlone() {
        if (!(rig.groups.find(ConsumerRig.GROUP) instanceof ConsumerGroup group)) {
            return true;
        }
        AssignedPartitions taken = AssignedPartitions.EMPTY;
        for (ConsumerMember member : group.members()) {
            MemberStanding standing = member.standing();
            AssignedPartitions its = standing.owned().plus(standing.revoking()).partitions();
            if (!taken.and(its).isEmpty()) {
                return false;
            }
            taken = taken.plus(its);
        }
        return true;
    }

    private void takeOver() {
        ConsumerRig next = rig.loadedElsewhere();
        if (rig.groups.find(ConsumerRig.GROUP) != null) {
            Set<ConsumerMember> found = new HashSet<>(next.group().members());
            assertThat(found).isEqualTo(new HashSet<>(rig.group().members()));
            assertThat(next.group().expressions()).isEqualTo(rig.group().expressions());
            assertThat(next.group().epoch()).isEqualTo(rig.group().epoch());
            assertThat(next.group().metadataHash()).isEqualTo(rig.group().metadataHash());
            found.forEach(member -> {
                assertThat(next.group().target(member.id()))
                        .isEqualTo(rig.group().target(member.id()));
                member.standing()
                        .owned()
                        .partitions()
                        .forEach((topic, partition) -> assertThat(
                                        next.group().owners().owner(topic, partition))
                                .isEqualTo(member.id()));
            });
        }
        rig = next;
        members.replaceAll(member -> member.movedTo(next));
    }

    private void comeToRest() {
        rig.deleteTopic("ta");
        rig.deleteTopic("tb");
        rig.topic("ta", 6);
        rig.topic("tb", 3);
        rig.passMs(ConsumerRig.SESSION_MS);
        members.replaceAll(member -> born(members.indexOf(member)));
        for (int round = 0; round < 30; round++) {
            rig.finishBackground();
            members.forEach(this::beat);
            rig.passMs(ConsumerRig.INTERVAL_MS);
        }
    }
}
