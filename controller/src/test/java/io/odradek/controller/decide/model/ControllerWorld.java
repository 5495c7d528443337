/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.Reassignment;
import io.odradek.controller.decide.model.Explorer.Next;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One partition as the controller sees it: brokers come and go, leaders propose in-sync replicas, and it is asked to move
 * anywhere at any time. There are no bounds: epochs are left out of what tells states apart, so there are finitely many.
 */
final class ControllerWorld {
    private final Decisions decisions;
    private final int brokers;
    private final boolean uncleanAllowed;

    /**
     * @param origin where the present move began
     * @param goal where it is to end; empty if there is none
     * @param fault what the last step did wrong
     */
    record State(
            ReplicaAssignment assignment,
            StateNode node,
            Set<Integer> live,
            List<Integer> origin,
            List<Integer> goal,
            @Nullable String fault) {}

    /** What tells states apart. */
    private record Key(
            ReplicaAssignment assignment,
            int leader,
            List<Integer> isr,
            Set<Integer> live,
            List<Integer> goal,
            boolean ok) {}

    ControllerWorld(Decisions decisions, int brokers, boolean uncleanAllowed) {
        this.decisions = decisions;
        this.brokers = brokers;
        this.uncleanAllowed = uncleanAllowed;
    }

    Explorer<State> explorer() {
        return new Explorer<>(
                state -> new Key(
                        state.assignment(),
                        state.node().leader(),
                        state.node().isr(),
                        state.live(),
                        state.goal(),
                        state.fault() == null),
                this::steps,
                this::fault);
    }

    State start(List<Integer> replicas) {
        Set<Integer> live = new TreeSet<>();
        for (int id = 0; id < brokers; id++) {
            live.add(id);
        }
        StateNode node = new StateNode(replicas.get(0), 0, replicas, 1, false);
        return new State(ReplicaAssignment.of(replicas), node, live, replicas, List.of(), null);
    }

    // ---- what may happen

    private List<Next<State>> steps(State state) {
        List<Next<State>> next = new ArrayList<>();
        for (int id = 0; id < brokers; id++) {
            Set<Integer> live = new TreeSet<>(state.live());
            boolean gone = live.remove(id) || !live.add(id);
            next.add(new Next<>(id + (gone ? " goes" : " comes"), healed(state, live)));
        }
        for (List<Integer> target : lists()) {
            boolean known = Reassignment.towards(state.assignment(), target).adding().stream()
                    .allMatch(state.live()::contains);
            if (known) {
                next.add(new Next<>("move to " + target, asked(state, target)));
            }
        }
        if (state.assignment().isBeingReassigned()) {
            next.add(new Next<>("call off", calledOff(state)));
            next.add(new Next<>("advance", advanced(state)));
        }
        for (List<Integer> isr : sets()) {
            next.add(new Next<>("in sync " + isr, proposed(state, isr)));
        }
        return next;
    }

    private State healed(State state, Set<Integer> live) {
        StateNode node = decisions
                .healed(state.assignment().replicas(), state.node(), live, uncleanAllowed)
                .orElse(state.node());
        String fault = faultOf(state, node, live);
        return new State(state.assignment(), node, live, state.origin(), state.goal(), fault);
    }

    private @Nullable String faultOf(State before, StateNode after, Set<Integer> live) {
        if (before.node().isr().containsAll(after.isr())) {
            return epochs(before.node(), after);
        }
        boolean nobodyInSync = before.node().isr().stream().noneMatch(live::contains);
        return uncleanAllowed && after.recovering() && nobodyInSync
                ? epochs(before.node(), after)
                : "the ISR grew by an election from " + before.node().isr() + " to " + after.isr();
    }

    private static @Nullable String epochs(StateNode before, StateNode after) {
        boolean same = before.leader() == after.leader() && before.isr().equals(after.isr());
        return same || after.leaderEpoch() > before.leaderEpoch()
                ? null
                : "another state in the same epoch " + after.leaderEpoch();
    }

    private State asked(State state, List<Integer> target) {
        Reassignment.Step step = decisions.begin(partition(state), target, state.live());
        if (step instanceof Reassignment.Refuse) {
            return state;
        }
        State wanted = new State(state.assignment(), state.node(), state.live(), state.origin(), target, state.fault());
        return moved(wanted, step);
    }

    private State calledOff(State state) {
        Reassignment.Step step = decisions.cancel(partition(state), state.live());
        if (step instanceof Reassignment.Refuse) {
            return state;
        }
        // In which order they stood is not written down anywhere, in Kafka neither.
        List<Integer> goal = Reassignment.origin(state.assignment());
        String fault = new HashSet<>(goal).equals(new HashSet<>(state.origin()))
                ? state.fault()
                : "calls the move from " + state.origin() + " off to " + goal;
        return moved(new State(state.assignment(), state.node(), state.live(), state.origin(), goal, fault), step);
    }

    private State advanced(State state) {
        return moved(state, decisions.advance(partition(state), state.live()));
    }

    private static Reassignment.Partition partition(State state) {
        return new Reassignment.Partition(state.assignment(), state.node());
    }

    private State moved(State state, Reassignment.Step step) {
        if (!(step instanceof Reassignment.Move move)) {
            boolean done = !state.assignment().isBeingReassigned();
            return new State(
                    state.assignment(),
                    state.node(),
                    state.live(),
                    state.origin(),
                    done ? List.of() : state.goal(),
                    state.fault());
        }
        ReplicaAssignment after = move.assignment();
        boolean done = !after.isBeingReassigned();
        return new State(
                after,
                move.state(),
                state.live(),
                done ? after.replicas() : state.origin(),
                done ? List.of() : state.goal(),
                state.fault() == null ? faultOf(state, move) : state.fault());
    }

    private static @Nullable String faultOf(State before, Reassignment.Move move) {
        ReplicaAssignment after = move.assignment();
        if (!after.isBeingReassigned() && !after.replicas().equals(before.goal())) {
            return "ended with " + after.replicas() + " in place of " + before.goal();
        }
        if (!before.node().isr().containsAll(move.state().isr())) {
            return "the ISR grew by a move";
        }
        Set<Integer> dropped = new HashSet<>(before.assignment().replicas());
        dropped.removeAll(after.replicas());
        if (!dropped.equals(new HashSet<>(move.dropped()))) {
            return "dropped " + move.dropped() + " in place of " + dropped;
        }
        boolean ledBefore = before.node().leader() >= 0;
        if (ledBefore && move.state().leader() < 0) {
            return "a move took the leader away";
        }
        return move.state().leaderEpoch() > before.node().leaderEpoch() ? null : "the epoch did not grow";
    }

    private State proposed(State state, List<Integer> isr) {
        int leader = state.node().leader();
        List<IsrChange.Member> members = new ArrayList<>();
        isr.forEach(id -> members.add(new IsrChange.Member(id, id)));
        IsrChange change =
                new IsrChange(new TopicPartition("t", 0), state.node().leaderEpoch(), 0, members, false);
        IsrPolicy.Known known = new IsrPolicy.Known(
                new LeaderState(leader, state.node().leaderEpoch(), state.node().isr(), 0),
                state.assignment().replicas(),
                state.node().recovering());
        Map<Integer, BrokerImage> live = new HashMap<>();
        state.live().forEach(id -> live.put(id, new BrokerImage(id, id, Map.of(), null)));
        if (!(decisions.judge(leader, change, known, new IsrPolicy.Brokers(live, Set.of()))
                instanceof IsrPolicy.Accept accept)) {
            return state;
        }
        StateNode node = new StateNode(leader, state.node().leaderEpoch(), accept.isr(), 1, accept.recovering());
        return new State(state.assignment(), node, state.live(), state.origin(), state.goal(), null);
    }

    /** Every way to name some brokers in some order. */
    private List<List<Integer>> lists() {
        List<List<Integer>> lists = new ArrayList<>();
        extend(List.of(), lists);
        return lists;
    }

    private void extend(List<Integer> list, List<List<Integer>> lists) {
        for (int id = 0; id < brokers; id++) {
            if (!list.contains(id)) {
                List<Integer> longer = new ArrayList<>(list);
                longer.add(id);
                lists.add(longer);
                extend(longer, lists);
            }
        }
    }

    private List<List<Integer>> sets() {
        List<List<Integer>> sets = new ArrayList<>();
        for (int bits = 1; bits < 1 << brokers; bits++) {
            List<Integer> set = new ArrayList<>();
            for (int id = 0; id < brokers; id++) {
                if ((bits >> id & 1) == 1) {
                    set.add(id);
                }
            }
            sets.add(set);
        }
        return sets;
    }

    // ---- what must hold

    private @Nullable String fault(State state) {
        if (state.fault() != null) {
            return state.fault();
        }
        List<Integer> isr = state.node().isr();
        int leader = state.node().leader();
        Set<Integer> replicas = new HashSet<>(state.assignment().replicas());
        if (isr.isEmpty() || !replicas.containsAll(isr) || new HashSet<>(isr).size() != isr.size()) {
            return "the ISR " + isr + " is none of " + replicas;
        }
        if (leader >= 0 && (!isr.contains(leader) || !state.live().contains(leader))) {
            return "broker " + leader + " leads, of ISR " + isr + " and live " + state.live();
        }
        if (replicas.size() != state.assignment().replicas().size()) {
            return "a replica is named twice in " + state.assignment();
        }
        if (leader < 0 && isr.stream().anyMatch(state.live()::contains)) {
            return "nobody leads, but of ISR " + isr + " are live " + state.live();
        }
        return endless(state);
    }

    /** With all brokers back and all replicas in sync, a move must end, with exactly what was asked for. */
    private @Nullable String endless(State state) {
        if (!state.assignment().isBeingReassigned()) {
            return null;
        }
        Set<Integer> all = start(List.of(0)).live();
        List<Integer> replicas = state.assignment().replicas();
        int leader = state.node().leader() >= 0 ? state.node().leader() : replicas.get(0);
        StateNode node = new StateNode(leader, state.node().leaderEpoch(), replicas, 1, false);
        return decisions.advance(new Reassignment.Partition(state.assignment(), node), all)
                                instanceof Reassignment.Move move
                        && move.assignment().equals(ReplicaAssignment.of(state.goal()))
                ? null
                : "the move " + state.assignment() + " does not end with " + state.goal();
    }
}
