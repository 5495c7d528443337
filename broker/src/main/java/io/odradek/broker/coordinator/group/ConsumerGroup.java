/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue;
import io.odradek.protocol.message.ConsumerGroupMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMetadataValue;
import io.odradek.protocol.message.ConsumerGroupPartitionMetadataKey;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionKey;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataValue;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A group whose assignments this coordinator makes (KIP-848). Members say what they want and what they have; whenever
 * what they want, or the topics, change, the group's epoch rises and each member gets a target, towards which it is led
 * one heartbeat at a time. Owned by the loop of its partition of {@code __consumer_offsets}, from its first record until
 * its last is taken back or the leadership ends.
 *
 * <p>All of this is stored, and changes in {@link #apply} alone. Decisions are made on a {@link GroupDraft} of it.
 */
public final class ConsumerGroup implements Group {
    private static final int NO_TARGET_EPOCH = -1;

    /** Of a group of which no record says another. */
    private static final int FIRST_EPOCH = 1;

    private final String id;
    private final Map<String, ConsumerMember> members;
    private final Map<String, String> idsByInstance;
    private final Map<String, AssignedPartitions> targets;
    private final Map<String, ResolvedExpression> expressions;
    private final PartitionOwners owners;

    /** Of the last member that said what it subscribes to: mostly what the next one says too, and then has from here. */
    private SortedSet<String> topicsLastSaid = Collections.emptySortedSet();

    private int membersWithExpression;
    private int epoch = FIRST_EPOCH;
    private long metadataHash;
    private int targetEpoch;
    private long assignedAtMs;
    private boolean hasTopicsRecord;

    /** Without members, and stored nowhere yet. */
    ConsumerGroup(String id) {
        this.id = id;
        this.members = new HashMap<>();
        this.idsByInstance = new HashMap<>();
        this.targets = new HashMap<>();
        this.expressions = new HashMap<>();
        this.owners = new PartitionOwners();
    }

    private ConsumerGroup(ConsumerGroup original) {
        this.id = original.id;
        this.members = new OverlayMap<>(original.members);
        this.idsByInstance = new OverlayMap<>(original.idsByInstance);
        this.targets = new OverlayMap<>(original.targets);
        this.expressions = new OverlayMap<>(original.expressions);
        this.owners = original.owners.fork();
        this.topicsLastSaid = original.topicsLastSaid;
        this.membersWithExpression = original.membersWithExpression;
        this.epoch = original.epoch;
        this.metadataHash = original.metadataHash;
        this.targetEpoch = original.targetEpoch;
        this.assignedAtMs = original.assignedAtMs;
        this.hasTopicsRecord = original.hasTopicsRecord;
    }

    /** Another one of the same state, which then changes on its own, while this one does not change. */
    ConsumerGroup fork() {
        return new ConsumerGroup(this);
    }

    /** Makes the group what the record says, at load and as it is decided alike. */
    void apply(CoordinatorRecord record) {
        if (record.key() instanceof ConsumerGroupMetadataKey) {
            applyEpoch((ConsumerGroupMetadataValue) record.value());
        } else if (record.key() instanceof ConsumerGroupMemberMetadataKey key) {
            applyProfile(key.memberId(), (ConsumerGroupMemberMetadataValue) record.value());
        } else if (record.key() instanceof ConsumerGroupTargetAssignmentMetadataKey) {
            applyTargetEpoch((ConsumerGroupTargetAssignmentMetadataValue) record.value());
        } else if (record.key() instanceof ConsumerGroupTargetAssignmentMemberKey key) {
            applyTarget(key.memberId(), (ConsumerGroupTargetAssignmentMemberValue) record.value());
        } else if (record.key() instanceof ConsumerGroupCurrentMemberAssignmentKey key) {
            applyStanding(key.memberId(), (ConsumerGroupCurrentMemberAssignmentValue) record.value());
        } else if (record.key() instanceof ConsumerGroupRegularExpressionKey key) {
            applyExpression(key.regularExpression(), (ConsumerGroupRegularExpressionValue) record.value());
        } else if (record.key() instanceof ConsumerGroupPartitionMetadataKey) {
            hasTopicsRecord = record.value() != null;
        } else {
            throw new IllegalArgumentException("no record of a consumer group: " + record.key());
        }
    }

    /** A group without an epoch is gone; whoever has it forgets it. */
    private void applyEpoch(@Nullable ConsumerGroupMetadataValue value) {
        if (value != null) {
            epoch = value.epoch();
            metadataHash = value.metadataHash();
        }
    }

    private void applyProfile(String memberId, @Nullable ConsumerGroupMemberMetadataValue value) {
        if (value != null) {
            MemberProfile profile = StoredMembers.profile(value).sharing(topicsLastSaid);
            topicsLastSaid = profile.subscription().topics();
            put(memberOrNew(memberId).with(profile));
            return;
        }
        ConsumerMember removed = members.remove(memberId);
        if (removed != null) {
            count(removed, -1);
            owners.move(memberId, removed.standing(), MemberStanding.NEW);
            if (removed.instanceId() != null) {
                idsByInstance.remove(removed.instanceId(), memberId);
            }
        }
    }

    private void applyStanding(String memberId, @Nullable ConsumerGroupCurrentMemberAssignmentValue value) {
        if (value != null) {
            put(memberOrNew(memberId).with(StoredMembers.standing(value)));
        } else if (members.containsKey(memberId)) {
            put(memberOrNew(memberId).with(MemberStanding.NEW));
        }
    }

    private void put(ConsumerMember member) {
        ConsumerMember before = members.put(member.id(), member);
        count(member, 1);
        if (before != null) {
            count(before, -1);
        }
        owners.move(member.id(), before == null ? MemberStanding.NEW : before.standing(), member.standing());
        if (member.instanceId() != null) {
            idsByInstance.put(member.instanceId(), member.id());
        }
    }

    private void count(ConsumerMember member, int more) {
        if (member.profile().subscription().hasExpression()) {
            membersWithExpression += more;
        }
    }

    private void applyTargetEpoch(@Nullable ConsumerGroupTargetAssignmentMetadataValue value) {
        targetEpoch = value == null ? NO_TARGET_EPOCH : value.assignmentEpoch();
        assignedAtMs = value == null ? 0 : value.assignmentTimestamp();
    }

    private void applyTarget(String memberId, @Nullable ConsumerGroupTargetAssignmentMemberValue value) {
        if (value == null) {
            targets.remove(memberId);
        } else {
            targets.put(memberId, StoredMembers.target(value));
        }
    }

    private void applyExpression(String expression, @Nullable ConsumerGroupRegularExpressionValue value) {
        if (value == null) {
            expressions.remove(expression);
        } else {
            expressions.put(
                    expression, new ResolvedExpression(Set.copyOf(value.topics()), value.version(), value.timestamp()));
        }
    }

    // What offsets and administration need to know.

    @Override
    public String id() {
        return id;
    }

    @Override
    public String type() {
        return "consumer";
    }

    @Override
    public String protocolTypeOrEmpty() {
        return ClassicGroup.CONSUMER;
    }

    @Override
    public String stateLabel() {
        return state().label();
    }

    @Override
    public ErrorCode commitRefusal(OffsetCommit commit) {
        return OffsetClaims.commitRefusal(this, commit);
    }

    @Override
    public ErrorCode fetchRefusal(@Nullable String memberId, int memberEpoch) {
        return OffsetClaims.fetchRefusal(this, memberId, memberEpoch);
    }

    /** No sign of life: that is what heartbeats are for. */
    @Override
    public void committed(String memberId) {}

    @Override
    public ErrorCode offsetDeleteRefusal() {
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode deleteRefusal() {
        return isEmpty() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        return expressions.values().stream()
                        .anyMatch(resolved -> resolved.topics().contains(topic))
                || members.values().stream()
                        .anyMatch(member ->
                                member.profile().subscription().topics().contains(topic));
    }

    @Override
    public long unusedSinceMs(String topic, long committedAtMs) {
        return isSubscribedTo(topic) ? IN_USE : committedAtMs;
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public List<CoordinatorRecord> tombstones() {
        return new ConsumerRecords(id).withoutGroup(this);
    }

    /** Nobody waits here. */
    @Override
    public void end(ErrorCode reason) {}

    // What there is.

    int epoch() {
        return epoch;
    }

    long metadataHash() {
        return metadataHash;
    }

    int targetEpoch() {
        return targetEpoch;
    }

    /** When the targets were made, by the wall clock; 0 if never, or by a Kafka before 4.3. */
    long assignedAtMs() {
        return assignedAtMs;
    }

    boolean hasTopicsRecord() {
        return hasTopicsRecord;
    }

    /** In no order that means anything: that of a hash table, in which Kafka's assignors go through them too. */
    Collection<ConsumerMember> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    int size() {
        return members.size();
    }

    @Nullable
    ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    /** That one, or one of which nothing is known. */
    ConsumerMember memberOrNew(String memberId) {
        ConsumerMember member = members.get(memberId);
        return member == null ? ConsumerMember.joining(memberId) : member;
    }

    /** The present life of a static member. */
    @Nullable
    ConsumerMember instance(String instanceId) {
        String memberId = idsByInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    AssignedPartitions target(String memberId) {
        return targets.getOrDefault(memberId, AssignedPartitions.EMPTY);
    }

    boolean hasTarget(String memberId) {
        return targets.containsKey(memberId);
    }

    PartitionOwners owners() {
        return owners;
    }

    Map<String, ResolvedExpression> expressions() {
        return Collections.unmodifiableMap(expressions);
    }

    /** The topics that a member subscribes to; an expression that is not resolved yet matches none. */
    Set<String> topicsOf(ConsumerMember member) {
        MemberProfile.Subscription subscription = member.profile().subscription();
        ResolvedExpression resolved = expressions.get(subscription.expression());
        if (resolved == null) {
            return subscription.topics();
        }
        Set<String> both = new HashSet<>(subscription.topics());
        both.addAll(resolved.topics());
        return both;
    }

    /** Of all members, by name and by expression. */
    Set<String> subscribedTopics() {
        Set<String> topics = new HashSet<>();
        Set<Set<String>> added = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ConsumerMember member : members.values()) {
            Set<String> ofMember = member.profile().subscription().topics();
            if (added.add(ofMember)) {
                topics.addAll(ofMember);
            }
        }
        expressions.values().forEach(resolved -> topics.addAll(resolved.topics()));
        return topics;
    }

    /** The expressions of all members, with how many have each. */
    Map<String, Integer> wantedExpressions() {
        if (membersWithExpression == 0) {
            return Map.of();
        }
        Map<String, Integer> wanted = new HashMap<>();
        for (ConsumerMember member : members.values()) {
            MemberProfile.Subscription subscription = member.profile().subscription();
            if (subscription.hasExpression()) {
                wanted.merge(subscription.expression(), 1, Integer::sum);
            }
        }
        return wanted;
    }

    ConsumerGroupState state() {
        if (members.isEmpty()) {
            return ConsumerGroupState.EMPTY;
        }
        if (epoch > targetEpoch) {
            return ConsumerGroupState.ASSIGNING;
        }
        boolean settled =
                members.values().stream().allMatch(member -> member.standing().isReconciledTo(targetEpoch));
        return settled ? ConsumerGroupState.STABLE : ConsumerGroupState.RECONCILING;
    }
}
