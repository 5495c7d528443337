/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import io.odradek.controller.decide.Election.Elected;
import io.odradek.controller.decide.Election.Impossible;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Chooses leaders. The order of the assignment decides among those who may lead; who may depends on why there is an
 * election. Functions of their arguments and nothing else.
 */
public final class LeaderElection {
    private static final int NOBODY = -1;
    private static final Election IMPOSSIBLE = new Impossible();

    private LeaderElection() {}

    /** The leader is gone: the first live replica in sync, or, if unclean elections are allowed, any live one. */
    public static Election offline(
            List<Integer> replicas, List<Integer> isr, Set<Integer> live, boolean uncleanAllowed) {
        for (int replica : replicas) {
            if (live.contains(replica) && isr.contains(replica)) {
                return new Elected(replica, keep(isr, live::contains), false);
            }
        }
        if (uncleanAllowed) {
            for (int replica : replicas) {
                if (live.contains(replica)) {
                    return new Elected(replica, List.of(replica), true);
                }
            }
        }
        return IMPOSSIBLE;
    }

    /** The replicas change: the first of the new ones that is live and in sync. */
    public static Election reassigned(List<Integer> newReplicas, List<Integer> isr, Set<Integer> live) {
        for (int replica : newReplicas) {
            if (live.contains(replica) && isr.contains(replica)) {
                return new Elected(replica, isr, false);
            }
        }
        return IMPOSSIBLE;
    }

    /** Back to the first replica of the assignment, if it is live and in sync. */
    public static Election preferred(List<Integer> replicas, List<Integer> isr, Set<Integer> live) {
        if (replicas.isEmpty()) {
            return IMPOSSIBLE;
        }
        int first = replicas.get(0);
        return live.contains(first) && isr.contains(first) ? new Elected(first, isr, false) : IMPOSSIBLE;
    }

    /** Brokers are leaving in good order: the first live replica in sync that stays; those who leave also leave the ISR. */
    public static Election controlledShutdown(
            List<Integer> replicas, List<Integer> isr, Set<Integer> live, Set<Integer> leaving) {
        for (int replica : replicas) {
            if (live.contains(replica) && isr.contains(replica) && !leaving.contains(replica)) {
                return new Elected(replica, keep(isr, id -> !leaving.contains(id)), false);
            }
        }
        return IMPOSSIBLE;
    }

    /** The first state of a new partition: all live replicas are in sync, because there is nothing to lag behind. */
    public static Election initial(List<Integer> replicas, Set<Integer> live) {
        List<Integer> isr = keep(replicas, live::contains);
        return isr.isEmpty() ? IMPOSSIBLE : new Elected(isr.get(0), isr, false);
    }

    /**
     * What a partition's state must become when brokers have come or gone, or empty if it may stay: dead replicas leave
     * the ISR, unless it would be left empty; a dead leader is replaced, or struck out if nobody may follow it. Each
     * change raises the leader epoch, so that followers fetch anew and old leaders are refused.
     */
    public static Optional<StateNode> healed(
            List<Integer> replicas, StateNode state, Set<Integer> live, boolean uncleanAllowed) {
        if (state.leader() >= 0 && live.contains(state.leader())) {
            List<Integer> isr = keep(state.isr(), live::contains);
            return isr.size() == state.isr().size()
                    ? Optional.empty()
                    : Optional.of(next(state, state.leader(), isr, state.recovering()));
        }
        if (offline(replicas, state.isr(), live, uncleanAllowed) instanceof Elected elected) {
            return Optional.of(
                    next(state, elected.leader(), elected.isr(), elected.recovering() || state.recovering()));
        }
        return state.leader() == NOBODY
                ? Optional.empty()
                : Optional.of(next(state, NOBODY, state.isr(), state.recovering()));
    }

    private static StateNode next(StateNode state, int leader, List<Integer> isr, boolean recovering) {
        return new StateNode(leader, state.leaderEpoch() + 1, isr, state.controllerEpoch(), recovering);
    }

    private static List<Integer> keep(List<Integer> ids, IntPredicate kept) {
        List<Integer> result = new ArrayList<>(ids.size());
        for (int id : ids) {
            if (kept.test(id)) {
                result.add(id);
            }
        }
        return result;
    }
}
