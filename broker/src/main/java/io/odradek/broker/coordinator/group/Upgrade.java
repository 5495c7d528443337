/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.group.MemberProfile.ClassicSide;
import io.odradek.broker.coordinator.group.MemberProfile.Subscription;
import io.odradek.broker.coordinator.group.MemberStanding.Progress;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.message.ConsumerProtocolAssignment;
import io.odradek.protocol.message.ConsumerProtocolSubscription;
import io.odradek.protocol.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a classic group a consumer group while it works, when the first member comes with the consumer protocol: its
 * generation is the first epoch, what its leader assigned is what everybody has, and its members go on with the classic
 * protocol. Used once.
 */
final class Upgrade {
    private final ClassicGroup classic;
    private final ConsumerGroupSettings settings;

    Upgrade(ClassicGroup classic, ConsumerGroupSettings settings) {
        this.classic = classic;
        this.settings = settings;
    }

    /** Why it stays a classic group; null if nothing is in the way. What is in its members' metadata is not looked at. */
    @Nullable
    Refusal refusal() {
        if (!settings.migration().upgrades()) {
            return refusal("online upgrade is disabled.");
        }
        if (!ClassicGroup.CONSUMER.equals(classic.protocolType())) {
            return refusal("the group does not use the consumer embedded protocol.");
        }
        return classic.roster().size() > settings.membersMax()
                ? refusal("the group size exceeds the consumer group maximum size.")
                : null;
    }

    private Refusal refusal(String why) {
        return Refusal.unknownGroup(
                "Cannot upgrade classic group " + classic.id() + " to consumer group because " + why);
    }

    /** Writes the whole consumer group into the empty draft; or says why it cannot. */
    @Nullable
    Refusal write(GroupDraft draft, KnownTopics topics) {
        List<ConsumerMember> members = new ArrayList<>();
        try {
            for (ClassicMember member : classic.roster().all()) {
                ConsumerProtocolAssignment assignment = assignment(member);
                byte[] userData = assignment.userData();
                if (userData != null && userData.length > 0) {
                    return refusal("an unsupported custom assignor is in use. Please refer to the documentation or"
                            + " switch to a default assignor before re-attempting the upgrade.");
                }
                members.add(member(member, EmbeddedProtocol.partitions(assignment, topics)));
            }
        } catch (MalformedMessageException e) {
            return refusal("the embedded consumer protocol is malformed.");
        }
        classic.tombstones().forEach(draft::writeBeside);
        write(draft, members, topics);
        return null;
    }

    private static ConsumerProtocolAssignment assignment(ClassicMember member) {
        return member.assignment().equals(Opaque.EMPTY)
                ? new ConsumerProtocolAssignment()
                : EmbeddedProtocol.assignment(member.assignment());
    }

    private ConsumerMember member(ClassicMember member, AssignedPartitions assigned) {
        String protocol = Objects.requireNonNullElseGet(classic.protocol(), classic.roster()::elected);
        ConsumerProtocolSubscription said = EmbeddedProtocol.subscription(member.metadata(protocol));
        String rack = said.rackId();
        MemberProfile profile = new MemberProfile(
                member.instanceId(),
                rack == null || rack.isEmpty() ? null : rack,
                new MemberClient(member.clientId(), member.clientHost()),
                member.timeouts().rebalanceMs(),
                Subscription.to(said.topics(), null),
                null,
                new ClassicSide(member.timeouts().sessionMs(), member.protocols()));
        int epoch = classic.generationId();
        MemberStanding standing = new MemberStanding(
                epoch, epoch, Progress.STABLE, OwnedPartitions.of(assigned, epoch), OwnedPartitions.NONE);
        return new ConsumerMember(member.id(), profile, standing);
    }

    private void write(GroupDraft draft, List<ConsumerMember> members, KnownTopics topics) {
        ConsumerRecords making = draft.making();
        int epoch = classic.generationId();
        members.forEach(member -> draft.write(making.member(member)));
        draft.write(making.epoch(epoch, topics.hash(draft.group().subscribedTopics())));
        List<CoordinatorRecord> targets = members.stream()
                .map(member ->
                        making.target(member.id(), member.standing().owned().partitions()))
                .toList();
        draft.writeAll(targets);
        draft.write(making.targetEpoch(epoch, 0));
        members.forEach(member -> draft.write(making.standing(member)));
    }
}
