/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import io.odradek.controller.IsrChange;
import io.odradek.controller.decide.IsrPolicy;
import io.odradek.controller.decide.Reassignment;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The controller and the brokers of a {@link DataWorld} at one moment. An event that cannot happen now gives false. */
final class Cluster {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    int appends;
    int crashes;
    int proposals;
    int moves;

    private final Decisions decisions;
    private final List<Broker> brokers = new ArrayList<>();

    /** What was acknowledged, in order: each record is the epoch it was written in and a number. */
    private final List<Integer> acknowledged = new ArrayList<>();

    // The controller.
    private ReplicaAssignment assignment;
    private StateNode node;
    private int version;

    /** Which life of which broker it takes to be there. */
    private final Map<Integer, Integer> live = new TreeMap<>();

    private Cluster(Decisions decisions, ReplicaAssignment assignment, StateNode node) {
        this.decisions = decisions;
        this.assignment = assignment;
        this.node = node;
    }

    static Cluster started(Decisions decisions, int count, List<Integer> replicas) {
        Cluster cluster = new Cluster(
                decisions, ReplicaAssignment.of(replicas), new StateNode(replicas.get(0), 0, replicas, 1, false));
        for (int id = 0; id < count; id++) {
            cluster.brokers.add(new Broker(id));
            cluster.live.put(id, 1);
        }
        for (int id : replicas) {
            cluster.hear(id);
        }
        return cluster;
    }

    Cluster copy() {
        Cluster copy = new Cluster(decisions, assignment, node);
        copy.appends = appends;
        copy.crashes = crashes;
        copy.proposals = proposals;
        copy.moves = moves;
        brokers.forEach(broker -> copy.brokers.add(broker.copy()));
        copy.acknowledged.addAll(acknowledged);
        copy.version = version;
        copy.live.putAll(live);
        return copy;
    }

    String key() {
        StringBuilder key = new StringBuilder();
        key.append(assignment).append(node).append(version).append(live).append(acknowledged);
        key.append(appends).append(crashes).append(proposals).append(moves);
        brokers.forEach(broker -> broker.describe(key));
        return key.toString();
    }

    // ---- brokers

    boolean hear(int id) {
        Broker broker = brokers.get(id);
        boolean known = broker.up && Integer.valueOf(broker.life).equals(live.get(id));
        if (!known || !assignment.replicas().contains(id) || broker.epoch >= node.leaderEpoch()) {
            return false;
        }
        broker.become(node, version);
        acknowledge(broker);
        return true;
    }

    boolean append(int id) {
        Broker broker = brokers.get(id);
        if (!broker.leads()) {
            return false;
        }
        broker.log.add(broker.epoch * 10 + appends);
        appends++;
        broker.raiseHighWatermark();
        acknowledge(broker);
        return true;
    }

    boolean fetch(int followerId, int leaderId) {
        Broker follower = brokers.get(followerId);
        Broker leader = brokers.get(leaderId);
        if (!leader.leads() || !follower.up || follower.leader != leaderId || follower.epoch != leader.epoch) {
            return false;
        }
        leader.serve(follower);
        acknowledge(leader);
        return true;
    }

    private void acknowledge(Broker leader) {
        for (int i = acknowledged.size(); leader.leads() && i < leader.highWatermark; i++) {
            acknowledged.add(leader.log.get(i));
        }
    }

    // ---- faults

    boolean crash(int id) {
        if (!brokers.get(id).up || lossIsUnnoticed()) {
            return false;
        }
        brokers.get(id).stop();
        crashes++;
        return true;
    }

    boolean crashLosing(int id) {
        if (!crash(id)) {
            return false;
        }
        brokers.get(id).loseAll();
        return true;
    }

    /** The controller gives it up, but it runs on, and believes what it heard last. It will register anew. */
    boolean cutOff(int id) {
        Broker broker = brokers.get(id);
        if (!broker.up || isStale(broker) || lossIsUnnoticed()) {
            return false;
        }
        crashes++;
        live.remove(id);
        broker.life++;
        heal();
        return true;
    }

    /** A second crash before the controller knows of a lost log is more than a partition can bear. */
    private boolean lossIsUnnoticed() {
        return brokers.stream().anyMatch(broker -> broker.lost && isStale(broker));
    }

    /** A leader that is about to be the last one is as good as that. */
    boolean anotherInSync(int id) {
        return brokers.get(id).proposed == null
                && brokers.stream()
                        .anyMatch(broker ->
                                broker.id != id && broker.up && node.isr().contains(broker.id) && !isStale(broker));
    }

    boolean restart(int id) {
        if (brokers.get(id).up) {
            return false;
        }
        brokers.get(id).start();
        return true;
    }

    /** The controller takes this broker for something that it is not any more. */
    private boolean isStale(Broker broker) {
        return broker.up ? !Integer.valueOf(broker.life).equals(live.get(broker.id)) : live.containsKey(broker.id);
    }

    // ---- the controller

    boolean notice(int id) {
        Broker broker = brokers.get(id);
        if (!isStale(broker)) {
            return false;
        }
        // As the controller does it: one that came back at once may have lost what it held, so first it is gone.
        if (live.remove(id) != null) {
            heal();
        }
        if (broker.up) {
            live.put(id, broker.life);
            heal();
        }
        return true;
    }

    private void heal() {
        decisions.healed(assignment.replicas(), node, live.keySet(), false).ifPresent(next -> store(assignment, next));
    }

    private void store(ReplicaAssignment nextAssignment, StateNode next) {
        assignment = nextAssignment;
        node = next;
        version++;
    }

    boolean move(List<Integer> target) {
        if (!live.keySet().containsAll(target)) {
            return false;
        }
        moves++;
        return carryOut(decisions.begin(new Reassignment.Partition(assignment, node), target, live.keySet()));
    }

    boolean callOff() {
        if (!assignment.isBeingReassigned()) {
            return false;
        }
        moves++;
        return carryOut(decisions.cancel(new Reassignment.Partition(assignment, node), live.keySet()));
    }

    boolean advance() {
        return carryOut(decisions.advance(new Reassignment.Partition(assignment, node), live.keySet()));
    }

    private boolean carryOut(Reassignment.Step step) {
        if (!(step instanceof Reassignment.Move move)) {
            return false;
        }
        store(move.assignment(), move.state());
        move.dropped().forEach(id -> brokers.get(id).delete());
        return true;
    }

    // ---- proposals

    boolean proposeWithout(int leaderId, int other) {
        Broker leader = brokers.get(leaderId);
        if (!leader.mayPropose() || !leader.isr.contains(other)) {
            return false;
        }
        List<Integer> wanted = new ArrayList<>(leader.isr);
        wanted.remove((Integer) other);
        return propose(leader, wanted);
    }

    boolean proposeWith(int leaderId, int other) {
        Broker leader = brokers.get(leaderId);
        if (!leader.mayPropose() || leader.isr.contains(other) || !leader.isCaughtUp(other)) {
            return false;
        }
        List<Integer> wanted = new ArrayList<>(leader.isr);
        wanted.add(other);
        return propose(leader, wanted);
    }

    private boolean propose(Broker leader, List<Integer> wanted) {
        leader.proposed = leader.change(PARTITION, wanted);
        leader.proposedIsr = wanted;
        proposals++;
        return true;
    }

    boolean judge(int id) {
        IsrChange change = brokers.get(id).proposed;
        if (change == null) {
            return false;
        }
        brokers.get(id).proposed = null;
        IsrPolicy.Known known = new IsrPolicy.Known(
                new LeaderState(node.leader(), node.leaderEpoch(), node.isr(), version),
                assignment.replicas(),
                node.recovering());
        Map<Integer, BrokerImage> images = new HashMap<>();
        live.forEach((broker, life) -> images.put(broker, new BrokerImage(broker, life, Map.of(), null)));
        if (decisions.judge(id, change, known, new IsrPolicy.Brokers(images, Set.of()))
                instanceof IsrPolicy.Accept accept) {
            store(
                    assignment,
                    new StateNode(
                            node.leader(),
                            node.leaderEpoch(),
                            accept.isr(),
                            node.controllerEpoch(),
                            accept.recovering()));
        }
        return true;
    }

    boolean learn(int id) {
        Broker broker = brokers.get(id);
        boolean mine = node.leader() == id && broker.epoch == node.leaderEpoch();
        boolean news = broker.version != version || !broker.proposedIsr.isEmpty();
        if (!broker.leads() || broker.proposed != null || !mine || !news) {
            return false;
        }
        broker.isr = node.isr();
        broker.proposedIsr = List.of();
        broker.version = version;
        broker.raiseHighWatermark();
        acknowledge(broker);
        return true;
    }

    // ---- what must hold

    @Nullable
    String fault() {
        for (int id : node.isr()) {
            Broker broker = brokers.get(id);
            if (!isStale(broker) && !broker.holds(acknowledged)) {
                return "acknowledged is " + acknowledged + ", but " + id + " of ISR " + node.isr() + " has "
                        + broker.log;
            }
        }
        Set<Integer> leadingNow = new HashSet<>();
        for (Broker broker : brokers) {
            if (broker.leads() && !leadingNow.add(broker.epoch)) {
                return "two leaders in epoch " + broker.epoch;
            }
        }
        return null;
    }
}
