/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.StoredGroup.StoredMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a consumer group a classic group while it works, when only members of the classic protocol are left in it: the
 * epoch is their generation, and each has its target. Stateless.
 */
final class Downgrade {
    private final Groups.Settings settings;

    Downgrade(Groups.Settings settings) {
        this.settings = settings;
    }

    /** Whether a group of these members is to be a classic one. */
    boolean isDue(Collection<ConsumerMember> left) {
        return !left.isEmpty()
                && left.stream().allMatch(member -> member.profile().isClassic())
                && settings.consumer().migration().downgrades()
                && left.size() <= settings.classic().membersMax();
    }

    /**
     * The records that take the consumer group back and make the classic one.
     *
     * @param turn in the group with everybody who is in it, those who go among them
     * @param left who stays
     */
    List<CoordinatorRecord> records(Turn turn, Collection<ConsumerMember> left) {
        ConsumerGroup group = turn.group();
        int generation = turn.draft().before().epoch();
        List<CoordinatorRecord> records = new ArrayList<>(group.tombstones());
        String protocol = protocol(left);
        List<StoredMember> members =
                left.stream().map(member -> stored(turn, member, protocol)).toList();
        String leader = members.get(0).memberId();
        records.add(ClassicGroups.record(
                group.id(),
                new StoredGroup(ClassicGroup.CONSUMER, generation, protocol, leader, turn.nowMs(), members)));
        return records;
    }

    /** One that all of them speak; the first that the first of them would rather have. */
    private static String protocol(Collection<ConsumerMember> left) {
        ClassicSide first = classic(left.iterator().next());
        Set<String> common = first.protocols().stream().map(JoinProtocol::name).collect(Collectors.toSet());
        left.forEach(member -> common.retainAll(names(member)));
        return first.protocols().stream()
                .map(JoinProtocol::name)
                .filter(common::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("classic members without a common protocol"));
    }

    private static Set<String> names(ConsumerMember member) {
        Set<String> names = new HashSet<>();
        classic(member).protocols().forEach(protocol -> names.add(protocol.name()));
        return names;
    }

    private static ClassicSide classic(ConsumerMember member) {
        return Objects.requireNonNull(member.profile().classic());
    }

    /** With its target, as it has no way to be led there any more. */
    private static StoredMember stored(Turn turn, ConsumerMember member, String protocol) {
        ClassicSide side = classic(member);
        Opaque metadata = side.protocols().stream()
                .filter(each -> each.name().equals(protocol))
                .findFirst()
                .map(JoinProtocol::metadata)
                .orElse(Opaque.EMPTY);
        return new StoredMember(
                member.id(),
                member.instanceId(),
                member.profile().client().id(),
                member.profile().client().host(),
                new JoinAsk.Timeouts(side.sessionMs(), member.profile().rebalanceMs()),
                metadata,
                EmbeddedProtocol.write(
                        turn.group().target(member.id()),
                        turn.topics(),
                        side.protocols().get(0).metadata()));
    }
}
