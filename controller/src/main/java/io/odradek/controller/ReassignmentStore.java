/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import io.odradek.controller.store.StoreOp;
import io.odradek.controller.store.TopicNode;
import io.odradek.controller.store.ZNodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Carries out steps of moves: stores them, takes them into account, tells the replicas and everybody, and has dropped
 * replicas deleted. Confined to the controller loop; as old as the term.
 */
final class ReassignmentStore {
    private final Term term;

    /** Replicas to be deleted on brokers that are away. They are forgotten with the term, as Kafka forgets them. */
    private final Map<Integer, Set<TopicPartition>> leftBehind = new HashMap<>();

    private Consumer<Collection<TopicPartition>> onMoved = moved -> {};

    ReassignmentStore(Term term) {
        this.term = term;
    }

    void onMoved(Consumer<Collection<TopicPartition>> listener) {
        onMoved = listener;
    }

    CompletionStage<Void> carryOut(List<ReassignmentMove> moves) {
        if (moves.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        // States first: if the term ends in between, the next one finds a move that can end, and not a leader or an
        // in-sync replica that is none.
        List<StoreOp> operations = new ArrayList<>();
        moves.forEach(move -> addState(operations, move));
        addTopics(operations, moves);
        return term.store().write(operations).thenAccept(done -> {
            PushBatch batch = term.batch();
            moves.forEach(move -> apply(move, batch));
            term.push(batch);
            List<TopicPartition> names = new ArrayList<>();
            moves.forEach(move -> names.add(name(move)));
            onMoved.accept(names);
        });
    }

    private void addState(List<StoreOp> operations, ReassignmentMove move) {
        PartitionState before = before(move);
        if (before.isBorn()) {
            operations.add(new StoreOp.SetData(
                    ZNodes.state(move.topic().name(), move.number()),
                    ZNodes.stateText(stamped(move.move().state())),
                    before.version()));
        }
    }

    /** Each topic's node once, whatever number of its partitions move. */
    private static void addTopics(List<StoreOp> operations, List<ReassignmentMove> moves) {
        Map<TopicState, SortedMap<Integer, ReplicaAssignment>> changed = new LinkedHashMap<>();
        for (ReassignmentMove move : moves) {
            if (!before(move).assignment().equals(move.move().assignment())) {
                changed.computeIfAbsent(move.topic(), topic -> assignments(topic))
                        .put(move.number(), move.move().assignment());
            }
        }
        changed.forEach((topic, assignments) -> operations.add(new StoreOp.SetData(
                ZNodes.topic(topic.name()),
                ZNodes.topicText(new TopicNode(topic.id(), assignments)),
                StoreOp.ANY_VERSION)));
    }

    private static SortedMap<Integer, ReplicaAssignment> assignments(TopicState topic) {
        SortedMap<Integer, ReplicaAssignment> assignments = new TreeMap<>();
        topic.partitions().forEach((number, partition) -> assignments.put(number, partition.assignment()));
        return assignments;
    }

    private void apply(ReassignmentMove move, PushBatch batch) {
        PartitionState before = before(move);
        ReplicaAssignment assignment = move.move().assignment();
        TopicState topic = move.topic();
        if (!before.isBorn()) {
            topic.put(move.number(), PartitionState.unborn(assignment));
            return;
        }
        topic.put(
                move.number(),
                new PartitionState(assignment, stamped(move.move().state()), before.version() + 1));
        Set<Integer> added = new TreeSet<>(assignment.replicas());
        added.removeAll(before.replicas());
        Set<Integer> others = new HashSet<>(term.cluster().live().keySet());
        others.removeAll(added);
        batch.leader(topic, move.number(), others, false);
        batch.newReplicas(topic, move.number(), added);
        for (int dropped : move.move().dropped()) {
            drop(dropped, topic, move.number(), batch);
        }
    }

    // ---- dropped replicas

    private void drop(int brokerId, TopicState topic, int number, PushBatch batch) {
        if (term.cluster().live().containsKey(brokerId)) {
            PartitionState partition = Objects.requireNonNull(topic.partition(number));
            batch.delete(brokerId, topic, number, partition.state().leaderEpoch());
        } else {
            leftBehind.computeIfAbsent(brokerId, id -> new TreeSet<>()).add(new TopicPartition(topic.name(), number));
        }
    }

    /** A broker that was away when replicas of its were dropped may hold them still. */
    void brokerJoined(int brokerId) {
        Set<TopicPartition> left = leftBehind.remove(brokerId);
        if (left == null) {
            return;
        }
        PushBatch batch = term.batch();
        boolean any = false;
        for (TopicPartition each : left) {
            TopicState topic = term.cluster().topic(each.topic());
            PartitionState partition = topic == null ? null : topic.partition(each.partition());
            if (topic != null && partition != null && !partition.replicas().contains(brokerId)) {
                batch.delete(
                        brokerId, topic, each.partition(), partition.state().leaderEpoch());
                any = true;
            }
        }
        if (any) {
            term.push(
                    batch, List.of(Objects.requireNonNull(term.cluster().live().get(brokerId))));
        }
    }

    // ----

    private StateNode stamped(StateNode state) {
        return new StateNode(
                state.leader(), state.leaderEpoch(), state.isr(), term.epoch().number(), state.recovering());
    }

    private static PartitionState before(ReassignmentMove move) {
        return Objects.requireNonNull(move.topic().partition(move.number()));
    }

    private static TopicPartition name(ReassignmentMove move) {
        return new TopicPartition(move.topic().name(), move.number());
    }
}
