/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.Term.StateChange;
import io.odradek.controller.decide.Election;
import io.odradek.controller.decide.LeaderElection;
import io.odradek.controller.decide.Reassignment;
import io.odradek.controller.decide.ReassignmentRequest;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves partitions between brokers, as far as {@link Reassignment} allows: on demand, when replicas have come into sync,
 * and when brokers have come or gone. Whatever a term leaves unfinished, the next one goes on with. Confined to the
 * controller loop; run one at a time by the term's queue.
 */
final class ReassignmentOperations {
    private static final Logger LOG = LoggerFactory.getLogger(ReassignmentOperations.class);

    private final Term term;
    private final ReassignmentStore store;

    ReassignmentOperations(Term term) {
        this.term = term;
        this.store = new ReassignmentStore(term);
    }

    /** Tells who waits for moves that they are over, or were turned round. */
    void onMoved(Consumer<Collection<TopicPartition>> listener) {
        store.onMoved(listener);
    }

    // ---- on demand

    CompletionStage<Reassignments.Answer> alter(Reassignments.Call call) {
        Map<TopicPartition, Outcome> outcomes = new LinkedHashMap<>();
        List<ReassignmentMove> moves = new ArrayList<>();
        call.targets().forEach((name, target) -> {
            TopicState topic = term.cluster().topic(name.topic());
            PartitionState partition = topic == null ? null : topic.partition(name.partition());
            Outcome outcome = check(name, partition, target, call.factorMayChange());
            if (outcome.isOk() && topic != null && partition != null) {
                Reassignment.Step step = begin(name, partition, target);
                if (step instanceof Reassignment.Move move) {
                    moves.add(new ReassignmentMove(topic, name.partition(), move));
                } else if (step instanceof Reassignment.Refuse refuse) {
                    outcome = Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, refuse.why());
                }
            }
            outcomes.put(name, outcome);
        });
        logRefused(outcomes);
        return store.carryOut(moves)
                .thenCompose(done -> term.change(births(moves)))
                .thenApply(done -> new Reassignments.Answer(Outcome.OK, outcomes));
    }

    /** A partition of which none of the brokers has ever been alive has a beginning where it was moved to. */
    private List<StateChange> births(List<ReassignmentMove> moves) {
        List<StateChange> births = new ArrayList<>();
        for (ReassignmentMove move : moves) {
            PartitionState partition = move.topic().partition(move.number());
            if (partition != null
                    && !partition.isBorn()
                    && LeaderElection.initial(
                                    partition.replicas(), term.cluster().live().keySet())
                            instanceof Election.Elected first) {
                StateNode state = new StateNode(first.leader(), 0, first.isr(), 0, false);
                births.add(new StateChange(move.topic(), move.number(), state));
            }
        }
        return births;
    }

    private Outcome check(
            TopicPartition name,
            @Nullable PartitionState partition,
            Optional<List<Integer>> target,
            boolean factorMayChange) {
        ReassignmentRequest.Asked asked = new ReassignmentRequest.Asked(
                partition == null ? null : partition.assignment(),
                term.cluster().isDeleting(name.topic()));
        return target.map(replicas -> ReassignmentRequest.check(
                        asked, replicas, factorMayChange, term.cluster().live().keySet()))
                .orElseGet(() -> ReassignmentRequest.checkCancel(asked));
    }

    private Reassignment.Step begin(TopicPartition name, PartitionState partition, Optional<List<Integer>> target) {
        Reassignment.Partition now = new Reassignment.Partition(partition.assignment(), partition.state());
        Set<Integer> live = term.cluster().liveFor(name);
        if (!partition.isBorn()) {
            // Nobody holds anything of it, so nothing has to be moved.
            List<Integer> replicas = target.orElseGet(() -> Reassignment.origin(partition.assignment()));
            return new Reassignment.Move(ReplicaAssignment.of(replicas), partition.state(), List.of());
        }
        return target.map(replicas -> Reassignment.begin(now, replicas, live))
                .orElseGet(() -> Reassignment.cancel(now, live));
    }

    private static void logRefused(Map<TopicPartition, Outcome> outcomes) {
        outcomes.forEach((partition, outcome) -> {
            if (!outcome.isOk()) {
                LOG.info(
                        "The reassignment of {} is refused with {}: {}", partition, outcome.error(), outcome.message());
            }
        });
    }

    /** What is on the move; of these partitions, or of all. */
    Reassignments.Listing list(@Nullable Set<TopicPartition> wanted) {
        List<Reassignments.Ongoing> ongoing = new ArrayList<>();
        forEachOngoing((topic, number, partition) -> {
            TopicPartition name = new TopicPartition(topic.name(), number);
            if (wanted == null || wanted.contains(name)) {
                ongoing.add(new Reassignments.Ongoing(name, partition.assignment()));
            }
        });
        return new Reassignments.Listing(Outcome.OK, ongoing);
    }

    // ---- as things go

    /** Of these partitions other replicas are in sync now. */
    void isrChanged(Collection<TopicPartition> partitions) {
        Set<TopicPartition> ongoing = new HashSet<>();
        for (TopicPartition name : partitions) {
            TopicState topic = term.cluster().topic(name.topic());
            PartitionState partition = topic == null ? null : topic.partition(name.partition());
            if (partition != null && partition.assignment().isBeingReassigned()) {
                ongoing.add(name);
            }
        }
        if (!ongoing.isEmpty()) {
            term.operations().run(() -> advance(ongoing)).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.warn("Moves of partitions are left to the next controller: {}", String.valueOf(failure));
                }
            });
        }
    }

    /** Brokers have come or gone, and replicas and leaders have been made to fit. */
    CompletionStage<Void> brokersChanged(Collection<Integer> joined) {
        joined.forEach(store::brokerJoined);
        return advance(null);
    }

    private CompletionStage<Void> advance(@Nullable Set<TopicPartition> only) {
        List<ReassignmentMove> moves = new ArrayList<>();
        forEachOngoing((topic, number, partition) -> {
            if (only == null || only.contains(new TopicPartition(topic.name(), number))) {
                advanced(topic, number, partition).ifPresent(moves::add);
            }
        });
        return store.carryOut(moves);
    }

    private Optional<ReassignmentMove> advanced(TopicState topic, int number, PartitionState partition) {
        Set<Integer> live = term.cluster().liveFor(new TopicPartition(topic.name(), number));
        Reassignment.Partition now = new Reassignment.Partition(partition.assignment(), partition.state());
        return Reassignment.advance(now, live) instanceof Reassignment.Move move
                ? Optional.of(new ReassignmentMove(topic, number, move))
                : Optional.empty();
    }

    /** A new term: moves that can end do, the others get a new epoch so that every replica hears of them. */
    CompletionStage<Void> resume() {
        List<ReassignmentMove> moves = new ArrayList<>();
        forEachOngoing((topic, number, partition) ->
                moves.add(advanced(topic, number, partition).orElseGet(() -> goingOn(topic, number, partition))));
        if (!moves.isEmpty()) {
            LOG.info("{} partitions were on the move when this term began", moves.size());
        }
        return store.carryOut(moves);
    }

    private static ReassignmentMove goingOn(TopicState topic, int number, PartitionState partition) {
        StateNode state = Reassignment.resumed(partition.state());
        return new ReassignmentMove(topic, number, new Reassignment.Move(partition.assignment(), state, List.of()));
    }

    private interface PartitionVisitor {
        void visit(TopicState topic, int number, PartitionState partition);
    }

    private void forEachOngoing(PartitionVisitor visitor) {
        Map<String, TopicState> inOrder = new TreeMap<>();
        term.cluster().topics().forEach(topic -> inOrder.put(topic.name(), topic));
        for (TopicState topic : inOrder.values()) {
            if (!term.cluster().isDeleting(topic.name())) {
                topic.partitions().forEach((number, partition) -> {
                    if (partition.assignment().isBeingReassigned() && partition.isBorn()) {
                        visitor.visit(topic, number, partition);
                    }
                });
            }
        }
    }
}
