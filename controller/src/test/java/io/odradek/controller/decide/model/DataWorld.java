/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import io.odradek.controller.decide.model.Explorer.Next;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition with its logs: what is acknowledged must be on every replica that the controller takes to be in sync,
 * whoever crashes when, and whatever is told or asked late. Brokers behave as the protocol has it; the controller's
 * decisions are the ones under check.
 */
final class DataWorld {
    private final Limits limits;
    private final Decisions decisions;

    /**
     * How far histories go.
     *
     * @param lost what a crash may cost
     * @param targets what the partition may be asked to move to, in this order, each once
     */
    record Limits(int brokers, int appends, int crashes, int proposals, Loss lost, List<List<Integer>> targets) {}

    /** What a crash costs the broker's log. */
    enum Loss {
        /** The process dies, the machine does not. */
        NOTHING,
        /** All that it held, as long as another replica in sync lives on. */
        ALL_BUT_THE_LAST,
        /** All that it held, even if it was the last in sync. */
        ALL
    }

    DataWorld(Decisions decisions, Limits limits) {
        this.decisions = decisions;
        this.limits = limits;
    }

    Explorer<Cluster> explorer() {
        return new Explorer<>(Cluster::key, this::steps, DataWorld::fault);
    }

    Cluster start(List<Integer> replicas) {
        return Cluster.started(decisions, limits.brokers(), replicas);
    }

    private interface Change {
        boolean apply(Cluster cluster);
    }

    private static void offer(List<Next<Cluster>> next, Cluster before, String event, Change change) {
        Cluster after = before.copy();
        if (change.apply(after)) {
            next.add(new Next<>(event, after));
        }
    }

    private List<Next<Cluster>> steps(Cluster now) {
        List<Next<Cluster>> next = new ArrayList<>();
        for (int id = 0; id < limits.brokers(); id++) {
            int broker = id;
            offer(next, now, broker + " hears the controller", cluster -> cluster.hear(broker));
            offer(next, now, "the controller notices " + broker, cluster -> cluster.notice(broker));
            offer(next, now, broker + " starts", cluster -> cluster.restart(broker));
            if (now.appends < limits.appends()) {
                offer(next, now, broker + " appends", cluster -> cluster.append(broker));
            }
            if (now.crashes < limits.crashes()) {
                offer(next, now, broker + " crashes", cluster -> cluster.crash(broker));
                offer(next, now, broker + " is cut off", cluster -> cluster.cutOff(broker));
                if (mayLose(now, broker)) {
                    offer(next, now, broker + " crashes and loses all", cluster -> cluster.crashLosing(broker));
                }
            }
            offer(next, now, broker + "'s proposal arrives", cluster -> cluster.judge(broker));
            offer(next, now, broker + " hears of its proposal", cluster -> cluster.learn(broker));
            for (int other = 0; other < limits.brokers(); other++) {
                between(next, now, broker, other);
            }
        }
        moves(next, now);
        return next;
    }

    private void between(List<Next<Cluster>> next, Cluster now, int leader, int other) {
        if (leader == other) {
            return;
        }
        offer(next, now, other + " fetches from " + leader, cluster -> cluster.fetch(other, leader));
        if (now.proposals < limits.proposals()) {
            offer(next, now, leader + " proposes to drop " + other, cluster -> cluster.proposeWithout(leader, other));
            offer(next, now, leader + " proposes to add " + other, cluster -> cluster.proposeWith(leader, other));
        }
    }

    private void moves(List<Next<Cluster>> next, Cluster now) {
        if (now.moves < limits.targets().size()) {
            List<Integer> target = limits.targets().get(now.moves);
            offer(next, now, "move to " + target, cluster -> cluster.move(target));
            offer(next, now, "call the move off", Cluster::callOff);
        }
        offer(next, now, "the move goes on", Cluster::advance);
    }

    private boolean mayLose(Cluster now, int broker) {
        return switch (limits.lost()) {
            case NOTHING -> false;
            case ALL_BUT_THE_LAST -> now.anotherInSync(broker);
            case ALL -> true;
        };
    }

    private static @Nullable String fault(Cluster cluster) {
        return cluster.fault();
    }
}
