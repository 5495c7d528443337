/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.group.StoredGroup.StoredMember;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.GroupMetadataKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A group whose members agree by JoinGroup and SyncGroup and whose leader assigns, or one that has no members and is a
 * name for offsets. Owned by the loop of its partition of {@code __consumer_offsets}, from its creation, or the load of
 * its record, until it is deleted or the leadership ends.
 *
 * <p>What is stored (the generation, its members and what they were assigned) changes in {@link #apply} alone, in the
 * same way at load and with a decision. Who is about to join or to sync is soft: it ends with the leadership, and the
 * members ask again.
 */
public final class ClassicGroup implements Group {
    /** The protocol type of consumers: their metadata are understood here, as far as the topics go. */
    static final String CONSUMER = "consumer";

    private static final long UNKNOWN_TIME_MS = -1;

    private final String id;
    private final GroupWorld world;
    private final MemberRoster roster = new MemberRoster();
    private final GroupJoins joins;
    private final GroupRebalance rebalance;
    private final GroupTurns turns;

    private GroupState state = new GroupState.Empty();
    private long stateSinceMs;
    private int generationId;
    private @Nullable String protocolType;
    private @Nullable String protocol;
    private Optional<Set<String>> topics = Optional.empty();

    /** Empty, and stored nowhere yet. */
    ClassicGroup(String id, ClassicGroupSettings settings, GroupWorld world) {
        this.id = id;
        this.world = world;
        this.stateSinceMs = world.wallClockMs().getAsLong();
        this.rebalance = new GroupRebalance(this, settings);
        this.joins = new GroupJoins(this, settings, rebalance);
        this.turns = new GroupTurns(this, rebalance);
    }

    @Override
    public String id() {
        return id;
    }

    public GroupState state() {
        return state;
    }

    public int generationId() {
        return generationId;
    }

    boolean isInEmptyState() {
        return state instanceof GroupState.Empty;
    }

    /** Not while somebody who was given an id may yet come with it. */
    @Override
    public boolean isEmpty() {
        return isInEmptyState() && !roster.expectsAnybody();
    }

    @Override
    public String type() {
        return "classic";
    }

    @Override
    public String protocolTypeOrEmpty() {
        return protocolType == null ? "" : protocolType;
    }

    @Override
    public String stateLabel() {
        return state.label();
    }

    // What the members ask for; the decisions themselves are in three classes beside this one.

    /** Answered now, when the join phase is over, or with the effects of the decision. */
    GroupDecision join(JoinAsk ask, Consumer<JoinOutcome> reply) {
        return joins.join(ask, reply);
    }

    /** Answered now, or when the assignment is stored. */
    GroupDecision sync(SyncAsk ask, Consumer<SyncOutcome> reply) {
        return turns.sync(ask, reply);
    }

    ErrorCode heartbeat(MemberClaim claim) {
        return turns.heartbeat(claim);
    }

    /** What became of each, and what that leads to. */
    record Leaving(List<LeftMember> members, GroupDecision decision) {}

    Leaving leave(List<MemberClaim> leaving) {
        return turns.leave(leaving);
    }

    GroupDecision expired(GroupTimer timer) {
        if (timer instanceof GroupTimer.Session session) {
            return turns.sessionExpired(session.memberId());
        }
        return timer instanceof GroupTimer.JoinPhase ? rebalance.joinPhaseExpired() : rebalance.syncPhaseExpired();
    }

    // Load and end.

    /** Makes the group what the record says, whatever it was: at load, and as it is decided. */
    void apply(StoredGroup stored) {
        generationId = stored.generationId();
        protocol = stored.protocol();
        protocolType = stored.protocolType().isEmpty() ? null : stored.protocolType();
        stored.members().forEach(this::applyMember);
        roster.retain(stored.members().stream().map(StoredMember::memberId).toList());
        roster.lead(stored.leaderId());
        state = stored.members().isEmpty() ? new GroupState.Empty() : new GroupState.Stable();
        stateSinceMs = stored.stateSinceMs();
        topics = readTopics();
    }

    private void applyMember(StoredMember stored) {
        String spoken = protocol == null ? "" : protocol;
        ClassicMember member = roster.member(stored.memberId());
        if (member == null) {
            member = ClassicMember.stored(stored, spoken);
            ClassicMember old = previousLife(stored);
            if (old != null) {
                member = old.reborn(stored.memberId());
                roster.replace(old, member);
            } else {
                roster.add(member);
            }
        }
        if (!member.metadata(spoken).equals(stored.subscription())) {
            roster.update(member, stored.timeouts(), List.of(new JoinProtocol(spoken, stored.subscription())));
        }
        member.assign(stored.assignment());
    }

    private @Nullable ClassicMember previousLife(StoredMember stored) {
        String instanceId = stored.instanceId();
        String oldId = instanceId == null ? null : roster.idOfInstance(instanceId);
        return oldId == null ? null : roster.member(oldId);
    }

    /**
     * It has been a consumer group until now, and its members know it as that.
     *
     * @param rebalances what they have is not all there is, or not up to date
     */
    void downgraded(boolean rebalances) {
        roster.all().forEach(this::expectHeartbeat);
        if (rebalances && !isInEmptyState()) {
            GroupDecision nothing = rebalance.prepareOrComplete("it was a consumer group");
            assert nothing.record() == null : "members that are here cannot have left";
        }
    }

    /** Everything in the log is applied: from now on silence counts. */
    GroupDecision loaded() {
        roster.all().forEach(this::expectHeartbeat);
        return rebalance.afterLoad();
    }

    @Override
    public void end(ErrorCode reason) {
        state = new GroupState.Dead();
        roster.pendingIds().forEach(this::forgetHeartbeat);
        sendAway(reason);
    }

    /** Whoever waits here hears that. */
    void sendAway(ErrorCode reason) {
        for (ClassicMember member : roster.all()) {
            roster.answerJoin(member, JoinOutcome.failed(member.id(), reason));
            member.answerSync(SyncOutcome.failed(reason));
        }
    }

    // What offsets and administration need to know.

    @Override
    public ErrorCode commitRefusal(OffsetCommit commit) {
        String memberId = commit.claim().memberId();
        String instanceId = commit.claim().instanceId();
        int generation = commit.claim().generation();
        if (state instanceof GroupState.Dead) {
            return ErrorCode.COORDINATOR_NOT_AVAILABLE;
        }
        if (generation < 0 && isInEmptyState()) {
            return ErrorCode.NONE;
        }
        boolean fromOutside = generation < 0 && memberId.isEmpty() && instanceId == null;
        ErrorCode refusal = fromOutside
                ? ErrorCode.UNKNOWN_MEMBER_ID
                : turns.refusal(new MemberClaim(memberId, instanceId, generation));
        if (refusal == ErrorCode.NONE && state instanceof GroupState.CompletingRebalance) {
            return ErrorCode.REBALANCE_IN_PROGRESS;
        }
        return refusal;
    }

    /** A sign of life. */
    @Override
    public void committed(String memberId) {
        ClassicMember member = roster.member(memberId);
        if (member != null && (state instanceof GroupState.Stable || state instanceof GroupState.PreparingRebalance)) {
            expectHeartbeat(member);
        }
    }

    @Override
    public ErrorCode fetchRefusal(@Nullable String memberId, int memberEpoch) {
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode offsetDeleteRefusal() {
        if (state instanceof GroupState.Dead) {
            return ErrorCode.GROUP_ID_NOT_FOUND;
        }
        return isInEmptyState() || CONSUMER.equals(protocolType) ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    }

    /** What is committed goes with the last member, or with the subscription; without members ever, with time. */
    @Override
    public long unusedSinceMs(String topic, long committedAtMs) {
        if (protocolType == null) {
            return committedAtMs;
        }
        if (isInEmptyState()) {
            return stateSinceMs == UNKNOWN_TIME_MS ? committedAtMs : stateSinceMs;
        }
        boolean settled = state instanceof GroupState.Stable && topics.isPresent();
        return settled && !isSubscribedTo(topic) ? committedAtMs : IN_USE;
    }

    @Override
    public ErrorCode deleteRefusal() {
        if (state instanceof GroupState.Dead) {
            return ErrorCode.GROUP_ID_NOT_FOUND;
        }
        return isInEmptyState() ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
    }

    /** A group of consumers whose members cannot be understood reads everything. */
    @Override
    public boolean isSubscribedTo(String topic) {
        return topics.map(all -> all.contains(topic)).orElse(CONSUMER.equals(protocolType));
    }

    /** The topics of a group of consumers; empty if it is none, or its members' metadata are not understood. */
    Optional<Set<String>> subscribedTopics() {
        return topics;
    }

    /** Most members of a group say the same, which is read once. */
    private Optional<Set<String>> readTopics() {
        return CONSUMER.equals(protocolType)
                ? SubscribedTopics.of(roster.all().stream()
                        .map(member -> member.metadata(protocol))
                        .distinct()
                        .toList())
                : Optional.empty();
    }

    @Override
    public List<CoordinatorRecord> tombstones() {
        return List.of(CoordinatorRecord.tombstone(new GroupMetadataKey().group(id)));
    }

    /** When the group became what it is, by the wall clock; -1 if that is not known. */
    long stateSinceMs() {
        return stateSinceMs;
    }

    GroupDescription description() {
        boolean stable = state instanceof GroupState.Stable;
        List<GroupDescription.Member> members = roster.all().stream()
                .map(member -> new GroupDescription.Member(
                        member.id(),
                        member.instanceId(),
                        member.clientId(),
                        member.clientHost(),
                        stable ? member.metadata(protocol) : Opaque.EMPTY,
                        member.assignment()))
                .toList();
        return new GroupDescription(
                state.label(), protocolTypeOrEmpty(), stable && protocol != null ? protocol : "", members, null);
    }

    // For the decisions.

    MemberRoster roster() {
        return roster;
    }

    GroupWorld world() {
        return world;
    }

    @Nullable
    String protocol() {
        return protocol;
    }

    @Nullable
    String protocolType() {
        return protocolType;
    }

    void adoptProtocolType(String type) {
        protocolType = type;
    }

    /** NONE, or why nobody of this id, or of this instance, is in the group. */
    ErrorCode claimRefusal(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String holder = roster.idOfInstance(instanceId);
            if (holder == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
            if (!holder.equals(memberId)) {
                return ErrorCode.FENCED_INSTANCE_ID;
            }
        }
        return roster.member(memberId) == null ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
    }

    /** The same state with other particulars. */
    void goOn(GroupState same) {
        state = same;
    }

    void go(GroupState next) {
        state = next;
        stateSinceMs = world.wallClockMs().getAsLong();
    }

    /** The members are complete: the next generation begins, and the leader is awaited. */
    void nextGeneration() {
        generationId++;
        protocol = roster.elected();
        topics = readTopics();
        go(new GroupState.CompletingRebalance());
    }

    void expectHeartbeat(ClassicMember member) {
        world.timers().schedule(member.session(), member.timeouts().sessionMs());
    }

    void forgetHeartbeat(String memberId) {
        world.timers().cancel(new GroupTimer.Session(memberId));
    }

    JoinOutcome.Protocol agreedProtocol() {
        return new JoinOutcome.Protocol(protocolType, protocol);
    }

    /** The group without members, in a generation of its own. */
    StoredGroup emptied() {
        return new StoredGroup(
                protocolTypeOrEmpty(),
                generationId + 1,
                null,
                roster.leaderId(),
                world.wallClockMs().getAsLong(),
                List.of());
    }

    /** The group with what each member is to get; a member that is not named gets nothing. */
    StoredGroup assigned(Map<String, Opaque> assignments) {
        return stored(member -> memberRecord(member, member.id(), assignments.getOrDefault(member.id(), Opaque.EMPTY)));
    }

    /** The group with another id for one of its static members. */
    StoredGroup reborn(ClassicMember old, String newId) {
        StoredGroup all = stored(member ->
                memberRecord(member, member.id().equals(old.id()) ? newId : member.id(), member.assignment()));
        return roster.isLeader(old.id()) ? all.ledBy(newId) : all;
    }

    private StoredGroup stored(Function<ClassicMember, StoredMember> record) {
        return new StoredGroup(
                protocolTypeOrEmpty(),
                generationId,
                protocol,
                roster.leaderId(),
                stateSinceMs,
                roster.all().stream().map(record).toList());
    }

    private StoredMember memberRecord(ClassicMember member, String memberId, Opaque assignment) {
        return new StoredMember(
                memberId,
                member.instanceId(),
                member.clientId(),
                member.clientHost(),
                member.timeouts(),
                member.metadata(protocol),
                assignment);
    }
}
