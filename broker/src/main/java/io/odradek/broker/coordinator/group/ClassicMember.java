/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.protocol.error.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One member of a classic group, from its first join until it leaves, is silent for too long, or is replaced by another
 * life of the same instance. Owned by its group.
 */
final class ClassicMember {
    private final String id;
    private final GroupTimer session;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;
    private JoinAsk.Timeouts timeouts;
    private List<JoinProtocol> protocols;
    private Opaque assignment = Opaque.EMPTY;
    private boolean isNew;
    private @Nullable Consumer<JoinOutcome> parkedJoin;
    private @Nullable Consumer<SyncOutcome> parkedSync;

    private ClassicMember(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            JoinAsk.Timeouts timeouts,
            List<JoinProtocol> protocols) {
        this.id = id;
        this.session = new GroupTimer.Session(id);
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.timeouts = timeouts;
        this.protocols = protocols;
    }

    static ClassicMember joining(String id, JoinAsk ask) {
        ClassicMember member = new ClassicMember(
                id, ask.instanceId(), ask.client().id(), ask.client().host(), ask.timeouts(), ask.protocols());
        member.isNew = true;
        return member;
    }

    /** As a record says it. It knows only the protocol of its generation, under that name. */
    static ClassicMember stored(StoredGroup.StoredMember stored, String protocol) {
        ClassicMember member = new ClassicMember(
                stored.memberId(),
                stored.instanceId(),
                stored.clientId(),
                stored.clientHost(),
                stored.timeouts(),
                List.of(new JoinProtocol(protocol, stored.subscription())));
        member.assignment = stored.assignment();
        return member;
    }

    /** The same instance in its next life: nothing changes but the id. */
    ClassicMember reborn(String newId) {
        ClassicMember member = new ClassicMember(newId, instanceId, clientId, clientHost, timeouts, protocols);
        member.assignment = assignment;
        return member;
    }

    String id() {
        return id;
    }

    /** What comes up when it has been silent for too long. */
    GroupTimer session() {
        return session;
    }

    @Nullable
    String instanceId() {
        return instanceId;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    String clientId() {
        return clientId;
    }

    String clientHost() {
        return clientHost;
    }

    JoinAsk.Timeouts timeouts() {
        return timeouts;
    }

    List<JoinProtocol> protocols() {
        return protocols;
    }

    Opaque assignment() {
        return assignment;
    }

    void assign(Opaque newAssignment) {
        assignment = newAssignment;
    }

    void unassign() {
        assignment = Opaque.EMPTY;
    }

    void ask(JoinAsk.Timeouts newTimeouts, List<JoinProtocol> newProtocols) {
        timeouts = newTimeouts;
        protocols = newProtocols;
    }

    /** What it says about itself for a protocol; empty for one that it does not speak. */
    Opaque metadata(@Nullable String protocol) {
        for (JoinProtocol candidate : protocols) {
            if (candidate.name().equals(protocol)) {
                return candidate.metadata();
            }
        }
        return Opaque.EMPTY;
    }

    /** The first of its protocols that all others speak as well. */
    String vote(Set<String> candidates) {
        for (JoinProtocol protocol : protocols) {
            if (candidates.contains(protocol.name())) {
                return protocol.name();
            }
        }
        throw new IllegalStateException("member " + id + " speaks none of " + candidates);
    }

    Set<String> protocolNames() {
        return protocols.stream().map(JoinProtocol::name).collect(Collectors.toSet());
    }

    /** Whether it asks for exactly what it asked for before, in the same order. */
    boolean asks(List<JoinProtocol> others) {
        return protocols.equals(others);
    }

    boolean awaitsJoin() {
        return parkedJoin != null;
    }

    boolean awaitsSync() {
        return parkedSync != null;
    }

    /**
     * Whether silence counts against it: not while its request lies here. But a new member has no id yet to send
     * heartbeats with, and nobody notices when it goes away.
     */
    boolean maySilenceEndIt() {
        return isNew || (!awaitsJoin() && !awaitsSync());
    }

    void settle() {
        isNew = false;
    }

    /** Of several requests the last one stays; whoever still waits for an earlier one is sent round again. */
    void parkJoin(Consumer<JoinOutcome> reply) {
        if (parkedJoin != null) {
            answerJoin(JoinOutcome.failed(id, ErrorCode.REBALANCE_IN_PROGRESS));
        }
        parkedJoin = reply;
    }

    /** As with joins. */
    void parkSync(Consumer<SyncOutcome> reply) {
        if (parkedSync != null) {
            answerSync(SyncOutcome.failed(ErrorCode.REBALANCE_IN_PROGRESS));
        }
        parkedSync = reply;
    }

    /** Answers the parked join; false if there is none. */
    boolean answerJoin(JoinOutcome outcome) {
        Consumer<JoinOutcome> reply = parkedJoin;
        parkedJoin = null;
        if (reply != null) {
            reply.accept(outcome);
        }
        return reply != null;
    }

    /** Answers the parked sync; false if there is none. */
    boolean answerSync(SyncOutcome outcome) {
        Consumer<SyncOutcome> reply = parkedSync;
        parkedSync = null;
        if (reply != null) {
            reply.accept(outcome);
        }
        return reply != null;
    }
}
