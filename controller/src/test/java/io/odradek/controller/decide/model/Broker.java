/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide.model;

import io.odradek.controller.IsrChange;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StateNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A broker of a {@link Cluster}, with its replica of the one partition, as Kafka's protocol has it behave. */
final class Broker {
    final int id;
    boolean up = true;

    /** Raised with each start, as the broker epoch is. */
    int life = 1;

    /** Whether the last crash cost it its log. */
    boolean lost;

    int epoch = -1;
    int leader = -1;

    /** Each record is ten times the epoch it was written in, and a number. */
    List<Integer> log = new ArrayList<>();

    int highWatermark;

    // Of a leader.
    List<Integer> isr = List.of();
    int version;

    /** On its way to the controller, where it may come when its sender has another role, or none. */
    @Nullable
    IsrChange proposed;

    /** Until the end of a proposal is known, its members count too. */
    List<Integer> proposedIsr = List.of();

    private int epochStart;
    private final Map<Integer, Integer> fetched = new TreeMap<>();
    private final Map<Integer, Integer> fetchedInLife = new TreeMap<>();

    Broker(int id) {
        this.id = id;
    }

    Broker copy() {
        Broker copy = new Broker(id);
        copy.up = up;
        copy.life = life;
        copy.lost = lost;
        copy.epoch = epoch;
        copy.leader = leader;
        copy.log = new ArrayList<>(log);
        copy.highWatermark = highWatermark;
        copy.isr = isr;
        copy.version = version;
        copy.proposed = proposed;
        copy.proposedIsr = proposedIsr;
        copy.epochStart = epochStart;
        copy.fetched.putAll(fetched);
        copy.fetchedInLife.putAll(fetchedInLife);
        return copy;
    }

    void describe(StringBuilder key) {
        key.append('|')
                .append(up)
                .append(life)
                .append(lost)
                .append(',')
                .append(epoch)
                .append(',')
                .append(leader);
        key.append(log).append(highWatermark).append(proposed);
        if (leads()) {
            key.append(isr).append(version).append(proposedIsr).append(epochStart);
            key.append(fetched).append(fetchedInLife);
        }
    }

    boolean leads() {
        return up && leader == id;
    }

    boolean holds(List<Integer> records) {
        return log.size() >= records.size() && log.subList(0, records.size()).equals(records);
    }

    // ---- life

    void stop() {
        up = false;
        lost = false;
        epoch = -1;
        leader = -1;
        fetched.clear();
        fetchedInLife.clear();
    }

    void loseAll() {
        lost = true;
        delete();
    }

    void delete() {
        log.clear();
        highWatermark = 0;
        epoch = -1;
        leader = -1;
    }

    void start() {
        up = true;
        life++;
    }

    // ---- roles

    void become(StateNode node, int newVersion) {
        epoch = node.leaderEpoch();
        leader = node.leader();
        proposedIsr = List.of();
        fetched.clear();
        fetchedInLife.clear();
        if (leader == id) {
            isr = node.isr();
            version = newVersion;
            epochStart = log.size();
            raiseHighWatermark();
        }
    }

    void raiseHighWatermark() {
        int lowest = log.size();
        List<Integer> counted = new ArrayList<>(isr);
        counted.addAll(proposedIsr);
        for (int member : counted) {
            if (member != id) {
                lowest = Math.min(lowest, fetched.getOrDefault(member, 0));
            }
        }
        highWatermark = Math.max(highWatermark, lowest);
    }

    /** One fetch: the follower cuts what the leader does not have, says how far it is, and gets one record. */
    void serve(Broker follower) {
        truncate(follower);
        fetched.put(follower.id, follower.log.size());
        fetchedInLife.put(follower.id, follower.life);
        raiseHighWatermark();
        if (follower.log.size() < log.size()) {
            follower.log.add(log.get(follower.log.size()));
        }
        follower.highWatermark = Math.min(highWatermark, follower.log.size());
    }

    /** By epochs (KIP-101, KIP-279): the largest of the leader's that is not above the follower's last, and its end. */
    private void truncate(Broker follower) {
        while (!follower.log.isEmpty()) {
            int last = follower.log.get(follower.log.size() - 1) / 10;
            int end = end(log, last);
            int shared = end == 0 ? -1 : log.get(end - 1) / 10;
            int cut = Math.min(end, shared < 0 ? 0 : end(follower.log, shared));
            if (cut >= follower.log.size()) {
                return;
            }
            follower.log.subList(cut, follower.log.size()).clear();
        }
    }

    private static int end(List<Integer> records, int epochMax) {
        int end = 0;
        while (end < records.size() && records.get(end) / 10 <= epochMax) {
            end++;
        }
        return end;
    }

    // ---- in-sync replicas

    boolean mayPropose() {
        return leads() && proposed == null && proposedIsr.isEmpty();
    }

    boolean isCaughtUp(int other) {
        int end = fetched.getOrDefault(other, -1);
        return end >= highWatermark && end >= epochStart;
    }

    IsrChange change(TopicPartition partition, List<Integer> wanted) {
        List<IsrChange.Member> members = new ArrayList<>();
        for (int member : wanted) {
            int memberLife = member == id ? life : fetchedInLife.getOrDefault(member, -1);
            members.add(new IsrChange.Member(member, memberLife));
        }
        return new IsrChange(partition, epoch, version, members, false);
    }
}
