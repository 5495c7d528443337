/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of both protocols that come and go at any time, and take their group from one protocol to the other. */
class RandomMigrationTest {
    private static final int STEPS = 3_000;
    private static final int PARTITIONS = 9;
    private static final int REST_ROUNDS = 40;

    private Random random = new Random();
    private ConsumerRig rig = new ConsumerRig();
    private final List<ConsumerRig.Member> members = new ArrayList<>();
    private final List<ClassicClient> classic = new ArrayList<>();
    private String type = "";
    private int migrations;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noPartitionHasTwoOwnersAndAllComesToRestInEitherProtocol(long seed) {
        random = new Random(seed);
        rig.topic("ta", 6);
        rig.topic("tb", PARTITIONS - 6);
        for (int i = 0; i < 2; i++) {
            members.add(rig.member("m" + i).wants("ta", "tb"));
        }
        for (int i = 0; i < 3; i++) {
            ClassicMate mate = new ClassicMate(rig, i == 0 ? "i" : null, "ta", "tb");
            classic.add(new ClassicClient(rig, mate, i == 1));
        }

        for (int step = 0; step < STEPS; step++) {
            act();
            checkOwners();
            if (step % 200 == 0) {
                takeOver();
            }
        }
        assertThat(migrations).isGreaterThan(10);

        comeToRest(true);
        assertThat(rig.group().state()).isEqualTo(ConsumerGroupState.STABLE);
        assertThat(dealtOut(members.stream().map(member -> member.has).toList()))
                .isEqualTo(PARTITIONS);

        members.forEach(member -> member.leave(-1));
        comeToRest(false);
        assertThat(rig.groups.find(ConsumerRig.GROUP))
                .isInstanceOfSatisfying(
                        ClassicGroup.class, group -> assertThat(group.state()).isInstanceOf(GroupState.Stable.class));
        assertThat(dealtOut(List.of())).isEqualTo(PARTITIONS);
    }

    private void act() {
        ConsumerRig.Member member = members.get(random.nextInt(members.size()));
        ClassicClient client = classic.get(random.nextInt(classic.size()));
        switch (random.nextInt(12)) {
            case 0 -> {
                member.leave(-1);
                member.epoch = 0;
            }
            case 1 -> {
                if (random.nextInt(4) == 0) {
                    client.leave();
                }
            }
            case 2 -> rig.passMs(random.nextInt(6_000));
            case 3 -> {
                rig.refuseAppends(true);
                client.step();
                rig.refuseAppends(false);
            }
            case 4, 5 -> {
                // Whoever is away stays away for a while.
                if (member.epoch > 0 || random.nextInt(5) == 0) {
                    beat(member);
                }
            }
            default -> {
                rig.passMs(random.nextInt(700));
                client.step();
            }
        }
    }

    private void beat(ConsumerRig.Member member) {
        HeartbeatOutcome outcome = member.epoch == 0 ? member.join() : member.beat();
        if (outcome.error() != ErrorCode.NONE) {
            member.join();
        }
    }

    private void checkOwners() {
        Group group = rig.groups.find(ConsumerRig.GROUP);
        if (group == null) {
            return;
        }
        migrations += group.type().equals(type) ? 0 : 1;
        type = group.type();
        if (group instanceof ConsumerGroup ofConsumers) {
            List<AssignedPartitions> owned = ofConsumers.members().stream()
                    .map(ConsumerMember::standing)
                    .map(standing -> standing.owned().plus(standing.revoking()).partitions())
                    .toList();
            assertThat(sum(owned).size())
                    .isEqualTo(owned.stream().mapToInt(AssignedPartitions::size).sum());
        }
    }

    private static AssignedPartitions sum(List<AssignedPartitions> parts) {
        return parts.stream().reduce(AssignedPartitions.EMPTY, AssignedPartitions::plus);
    }

    private void takeOver() {
        ConsumerRig next = rig.loadedElsewhere();
        rig.groups.unloaded();
        Group before = rig.groups.find(ConsumerRig.GROUP);
        Group after = next.groups.find(ConsumerRig.GROUP);
        if (before instanceof ConsumerGroup one && after instanceof ConsumerGroup other) {
            assertThat(new HashSet<>(other.members())).isEqualTo(new HashSet<>(one.members()));
        } else if (before != null && after != null) {
            assertThat(after.type()).isEqualTo(before.type());
        }
        rig = next;
        members.replaceAll(member -> member.movedTo(next));
        classic.replaceAll(client -> client.movedTo(next));
    }

    private void comeToRest(boolean both) {
        for (int round = 0; round < REST_ROUNDS; round++) {
            classic.forEach(ClassicClient::step);
            if (both) {
                members.forEach(this::beat);
            }
            rig.passMs(ConsumerRig.INTERVAL_MS);
        }
    }

    /** How many partitions somebody has; of those that two have, both. */
    private int dealtOut(List<AssignedPartitions> ofConsumers) {
        return ofConsumers.stream().mapToInt(AssignedPartitions::size).sum()
                + classic.stream().mapToInt(client -> client.mate.has.size()).sum();
    }
}
