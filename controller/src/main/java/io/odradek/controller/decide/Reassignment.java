/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a partition moves to other brokers (KIP-455). While it does, its replicas are those it is to have, followed by
 * those it had; the adding ones come into sync, and when all that it is to have are, the removing ones go, in one step
 * with the leader if that is one of them. Functions of their arguments and nothing else.
 *
 * <p>No step leaves a partition without a replica that is in sync, whatever is asked: every record acknowledged so far
 * is on each replica in sync, and on those alone for certain.
 */
public final class Reassignment {
    private static final int NOBODY = -1;
    private static final Step WAIT = new Wait();

    private Reassignment() {}

    /** A partition as stored. */
    public record Partition(ReplicaAssignment assignment, StateNode state) {}

    /** What is to be done. */
    public sealed interface Step {}

    /** Nothing now. */
    public record Wait() implements Step {}

    /** Store both; then the dropped replicas are to be deleted, as nothing counts on them any more. */
    public record Move(ReplicaAssignment assignment, StateNode state, List<Integer> dropped) implements Step {}

    /** It would cost acknowledged records, or the leader. */
    public record Refuse(String why) implements Step {}

    /** The replicas that the partition is to have. */
    public static List<Integer> target(ReplicaAssignment assignment) {
        return without(assignment.replicas(), assignment.removing());
    }

    /** The replicas that the partition had before it began to move. */
    public static List<Integer> origin(ReplicaAssignment assignment) {
        return without(assignment.replicas(), assignment.adding());
    }

    /** The assignment on the way to a target; one that is under way already is turned round where it stands. */
    public static ReplicaAssignment towards(ReplicaAssignment current, List<Integer> target) {
        List<Integer> origin = origin(current);
        Set<Integer> all = new LinkedHashSet<>(target);
        all.addAll(origin);
        return new ReplicaAssignment(
                new ArrayList<>(all), without(new ArrayList<>(all), origin), without(origin, target));
    }

    /** The partition is asked to move, or to move elsewhere than it was going. */
    public static Step begin(Partition partition, List<Integer> target, Set<Integer> live) {
        ReplicaAssignment next = towards(partition.assignment(), target);
        if (next.equals(partition.assignment())) {
            return advance(partition, live);
        }
        StateNode state = partition.state();
        List<Integer> isr = new ArrayList<>(state.isr());
        isr.retainAll(next.replicas());
        if (isr.isEmpty() && !state.isr().isEmpty()) {
            return new Refuse("None of the replicas in sync, " + state.isr() + ", would be left.");
        }
        Optional<Integer> leader = leader(state.leader(), next.replicas(), isr, live);
        if (leader.isEmpty() && state.leader() != NOBODY) {
            return new Refuse("None of the replicas that would be left, " + isr + ", may lead.");
        }
        Standing begun = new Standing(next, leader.orElse(NOBODY), isr);
        return move(partition, end(begun, live).orElse(begun));
    }

    /** The partition is to be again where it was before it began to move. */
    public static Step cancel(Partition partition, Set<Integer> live) {
        return begin(partition, origin(partition.assignment()), live);
    }

    /** Replicas came into sync, or brokers came or went: the move ends if it can. */
    public static Step advance(Partition partition, Set<Integer> live) {
        if (!partition.assignment().isBeingReassigned()) {
            return WAIT;
        }
        StateNode state = partition.state();
        return end(new Standing(partition.assignment(), state.leader(), state.isr()), live)
                .map(ended -> move(partition, ended))
                .orElse(WAIT);
    }

    /**
     * The state of a partition whose move goes on under a new controller: a new epoch, so that each replica hears of the
     * assignment, whatever the last controller came to say.
     */
    public static StateNode resumed(StateNode state) {
        return next(state, state.leader(), state.isr());
    }

    /** How a partition stands, or will when a step is done. */
    private record Standing(ReplicaAssignment assignment, int leader, List<Integer> isr) {}

    /** How it stands when the move is over, if it can be now. */
    private static Optional<Standing> end(Standing standing, Set<Integer> live) {
        ReplicaAssignment assignment = standing.assignment();
        List<Integer> target = target(assignment);
        if (!assignment.isBeingReassigned()) {
            return Optional.of(standing);
        }
        if (!standing.isr().containsAll(target)) {
            return Optional.empty();
        }
        List<Integer> isr = new ArrayList<>(standing.isr());
        isr.retainAll(target);
        return leader(standing.leader(), target, isr, live)
                .map(leader -> new Standing(ReplicaAssignment.of(target), leader, isr));
    }

    /** One step is one epoch, even if it begins a move and ends it. */
    private static Step move(Partition before, Standing after) {
        return new Move(
                after.assignment(),
                next(before.state(), after.leader(), after.isr()),
                without(before.assignment().replicas(), after.assignment().replicas()));
    }

    /** The present leader if it may stay, or else the first that may lead. */
    private static Optional<Integer> leader(int present, List<Integer> replicas, List<Integer> isr, Set<Integer> live) {
        if (replicas.contains(present) && live.contains(present)) {
            return Optional.of(present);
        }
        return LeaderElection.reassigned(replicas, isr, live) instanceof Election.Elected elected
                ? Optional.of(elected.leader())
                : Optional.empty();
    }

    private static StateNode next(StateNode state, int leader, List<Integer> isr) {
        return new StateNode(leader, state.leaderEpoch() + 1, isr, state.controllerEpoch(), state.recovering());
    }

    private static List<Integer> without(List<Integer> ids, Collection<Integer> dropped) {
        List<Integer> kept = new ArrayList<>(ids);
        kept.removeAll(dropped);
        return kept;
    }
}
