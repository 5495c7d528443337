/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a classic group, who leads it, who has been given an id and not used it, and who has not asked for its
 * assignment. Members stand in the order in which they came. Owned by its group.
 */
final class MemberRoster {
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();
    private final Map<String, String> idsByInstance = new HashMap<>();
    private final Set<String> pendingIds = new LinkedHashSet<>();
    private final Set<String> unsynced = new LinkedHashSet<>();
    /** How many members speak each protocol. */
    private final Map<String, Integer> speakers = new HashMap<>();

    private @Nullable String leaderId;
    private int awaitingJoin;

    @Nullable
    ClassicMember member(String id) {
        return members.get(id);
    }

    Collection<ClassicMember> all() {
        return members.values();
    }

    int size() {
        return members.size();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    @Nullable
    String leaderId() {
        return leaderId;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leaderId);
    }

    void lead(@Nullable String memberId) {
        leaderId = memberId;
    }

    @Nullable
    String idOfInstance(String instanceId) {
        return idsByInstance.get(instanceId);
    }

    /** The first member leads. */
    void add(ClassicMember member) {
        pendingIds.remove(member.id());
        members.put(member.id(), member);
        speak(member, 1);
        if (member.instanceId() != null) {
            idsByInstance.put(member.instanceId(), member.id());
        }
        if (leaderId == null) {
            leaderId = member.id();
        }
    }

    /** Whoever has been in longest takes over from a leader that goes. */
    void remove(String memberId) {
        ClassicMember removed = members.remove(memberId);
        if (removed != null) {
            forget(removed);
        }
        if (memberId.equals(leaderId)) {
            Iterator<String> others = members.keySet().iterator();
            leaderId = others.hasNext() ? others.next() : null;
        }
        pendingIds.remove(memberId);
        unsynced.remove(memberId);
    }

    private void forget(ClassicMember removed) {
        speak(removed, -1);
        if (removed.awaitsJoin()) {
            awaitingJoin--;
        }
        if (removed.instanceId() != null) {
            idsByInstance.remove(removed.instanceId(), removed.id());
        }
    }

    /** What a member asks for now; most of them the same as before, which is kept. */
    void update(ClassicMember member, JoinAsk.Timeouts timeouts, List<JoinProtocol> protocols) {
        if (member.asks(protocols)) {
            member.ask(timeouts, member.protocols());
            return;
        }
        speak(member, -1);
        member.ask(timeouts, protocols);
        speak(member, 1);
    }

    private void speak(ClassicMember member, int change) {
        for (JoinProtocol protocol : member.protocols()) {
            int now = speakers.merge(protocol.name(), change, Integer::sum);
            if (now == 0) {
                speakers.remove(protocol.name());
            }
        }
    }

    void parkJoin(ClassicMember member, Consumer<JoinOutcome> reply) {
        if (!member.awaitsJoin()) {
            awaitingJoin++;
        }
        member.parkJoin(reply);
    }

    /** Answers the parked join of the member, if there is one. */
    void answerJoin(ClassicMember member, JoinOutcome outcome) {
        if (member.answerJoin(outcome)) {
            awaitingJoin--;
        }
    }

    /** Puts the next life of a static member in the place of the last one; leadership stays with the instance. */
    void replace(ClassicMember old, ClassicMember next) {
        boolean led = isLeader(old.id());
        members.remove(old.id());
        speak(old, -1);
        speak(next, 1);
        members.put(next.id(), next);
        idsByInstance.put(Objects.requireNonNull(next.instanceId()), next.id());
        if (led) {
            leaderId = next.id();
        }
    }

    /** Returns the id that had to be forgotten for it, or null. */
    @Nullable
    String addPending(String memberId) {
        String forgotten = null;
        if (pendingIds.size() >= ClassicGroupSettings.PENDING_IDS_MAX) {
            forgotten = pendingIds.iterator().next();
            pendingIds.remove(forgotten);
        }
        pendingIds.add(memberId);
        return forgotten;
    }

    boolean isPending(String memberId) {
        return pendingIds.contains(memberId);
    }

    List<String> pendingIds() {
        return List.copyOf(pendingIds);
    }

    boolean expectsAnybody() {
        return !pendingIds.isEmpty();
    }

    int awaitingJoin() {
        return awaitingJoin;
    }

    boolean allJoined() {
        return pendingIds.isEmpty() && awaitingJoin == members.size();
    }

    List<ClassicMember> absentDynamicMembers() {
        if (awaitingJoin == members.size()) {
            return List.of();
        }
        return members.values().stream()
                .filter(member -> !member.awaitsJoin() && !member.isStatic())
                .toList();
    }

    /** A leader that did not come gives way to whoever did first; false if nobody did. */
    boolean electAmongJoined() {
        ClassicMember leader = leaderId == null ? null : members.get(leaderId);
        if (leader != null && leader.awaitsJoin()) {
            return true;
        }
        for (ClassicMember member : members.values()) {
            if (member.awaitsJoin()) {
                leaderId = member.id();
                return true;
            }
        }
        return false;
    }

    /** The longest that a member may take to join again. */
    int rebalanceMs() {
        int longest = 0;
        for (ClassicMember member : members.values()) {
            longest = Math.max(longest, member.timeouts().rebalanceMs());
        }
        return longest;
    }

    void expectSync(String memberId) {
        unsynced.add(memberId);
    }

    void synced(String memberId) {
        unsynced.remove(memberId);
    }

    boolean allSynced() {
        return unsynced.isEmpty();
    }

    List<String> unsynced() {
        return new ArrayList<>(unsynced);
    }

    void expectNoSync() {
        unsynced.clear();
    }

    /** Whether a member with one of these protocols leaves one that everybody speaks. */
    boolean shares(List<JoinProtocol> protocols) {
        if (members.isEmpty()) {
            return !protocols.isEmpty();
        }
        for (JoinProtocol protocol : protocols) {
            if (isCommon(protocol.name())) {
                return true;
            }
        }
        return false;
    }

    private boolean isCommon(String protocol) {
        return speakers.getOrDefault(protocol, 0) == members.size();
    }

    /**
     * The protocol that most members would rather have, of those that all of them speak. Of equals, the one that a
     * Java hash table lists first, as in Kafka.
     */
    String elected() {
        Set<String> candidates =
                speakers.keySet().stream().filter(this::isCommon).collect(Collectors.toSet());
        if (candidates.size() == 1) {
            return candidates.iterator().next();
        }
        Map<String, Integer> votes = new HashMap<>();
        for (ClassicMember member : members.values()) {
            votes.merge(member.vote(candidates), 1, Integer::sum);
        }
        String best = "";
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                best = vote.getKey();
                most = vote.getValue();
            }
        }
        return best;
    }

    /** Of those named in a record and nobody else. */
    void retain(Collection<String> ids) {
        Set<String> kept = new HashSet<>(ids);
        Set<String> gone =
                members.keySet().stream().filter(id -> !kept.contains(id)).collect(Collectors.toSet());
        gone.forEach(this::remove);
    }
}
