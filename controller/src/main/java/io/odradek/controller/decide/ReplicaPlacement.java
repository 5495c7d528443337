/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.decide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays partitions out over brokers as Kafka does: leaders go round, and each turn of the round shifts the followers, so
 * that the load of a lost broker spreads over all others. With racks, the round alternates between them, and a rack or a
 * broker is only used twice when all have been used once. Where the round starts is the caller's to choose.
 */
public final class ReplicaPlacement {
    private ReplicaPlacement() {}

    /** A live broker; racks are heeded only if all have one. */
    public record Broker(int id, @Nullable String rack) {}

    /**
     * Which partitions to lay out: so many beginning with this number, each so many times. The start says which broker
     * leads the first and how far its followers are shifted.
     */
    public record Wanted(int firstPartition, int partitions, int replicationFactor, Start start) {}

    /** Two numbers below the count of brokers; random for a new topic. */
    public record Start(int leader, int shift) {}

    /**
     * The replicas of each partition, over the brokers in the order given. The replication factor must not exceed the
     * number of brokers.
     */
    public static SortedMap<Integer, List<Integer>> place(List<Broker> brokers, Wanted wanted) {
        if (wanted.replicationFactor() < 1 || wanted.replicationFactor() > brokers.size()) {
            throw new IllegalArgumentException(
                    wanted.replicationFactor() + " replicas do not fit on " + brokers.size() + " brokers");
        }
        boolean racksKnown = brokers.stream().allMatch(broker -> broker.rack() != null);
        return racksKnown ? placeOverRacks(brokers, wanted) : placeOverBrokers(brokers, wanted);
    }

    private static SortedMap<Integer, List<Integer>> placeOverBrokers(List<Broker> brokers, Wanted wanted) {
        List<Integer> ids = new ArrayList<>();
        brokers.forEach(broker -> ids.add(broker.id()));
        int count = ids.size();
        int shift = wanted.start().shift();
        SortedMap<Integer, List<Integer>> layout = new TreeMap<>();
        for (int i = 0; i < wanted.partitions(); i++) {
            int partition = wanted.firstPartition() + i;
            if (partition > 0 && partition % count == 0) {
                shift++;
            }
            int leader = (partition + wanted.start().leader()) % count;
            List<Integer> replicas = new ArrayList<>(wanted.replicationFactor());
            replicas.add(ids.get(leader));
            for (int j = 0; j < wanted.replicationFactor() - 1; j++) {
                replicas.add(ids.get(follower(leader, shift, j, count)));
            }
            layout.put(partition, replicas);
        }
        return layout;
    }

    private static SortedMap<Integer, List<Integer>> placeOverRacks(List<Broker> brokers, Wanted wanted) {
        Map<Integer, String> rackOf = new HashMap<>();
        brokers.forEach(broker -> rackOf.put(broker.id(), String.valueOf(broker.rack())));
        int rackCount = new HashSet<>(rackOf.values()).size();
        List<Integer> round = alternating(rackOf);
        int count = round.size();
        int shift = wanted.start().shift();
        SortedMap<Integer, List<Integer>> layout = new TreeMap<>();
        for (int i = 0; i < wanted.partitions(); i++) {
            int partition = wanted.firstPartition() + i;
            if (partition > 0 && partition % count == 0) {
                shift++;
            }
            int leader = (partition + wanted.start().leader()) % count;
            Row row = new Row(round, rackOf, rackCount);
            row.add(round.get(leader));
            int step = 0;
            while (row.replicas.size() < wanted.replicationFactor()) {
                int candidate = follower(leader, shift * rackCount, step, count);
                step++;
                row.offer(round.get(candidate));
            }
            layout.put(partition, row.replicas);
        }
        return layout;
    }

    /** One partition's replicas while they are chosen. */
    private static final class Row {
        private final List<Integer> round;
        private final Map<Integer, String> rackOf;
        private final int rackCount;
        private final List<Integer> replicas = new ArrayList<>();
        private final Set<String> racksUsed = new HashSet<>();
        private final Set<Integer> brokersUsed = new HashSet<>();

        Row(List<Integer> round, Map<Integer, String> rackOf, int rackCount) {
            this.round = round;
            this.rackOf = rackOf;
            this.rackCount = rackCount;
        }

        void add(int broker) {
            replicas.add(broker);
            racksUsed.add(String.valueOf(rackOf.get(broker)));
            brokersUsed.add(broker);
        }

        /** Takes the broker unless its rack, or it itself, is used and others are not. */
        void offer(int broker) {
            boolean rackIsFree =
                    !racksUsed.contains(String.valueOf(rackOf.get(broker))) || racksUsed.size() == rackCount;
            boolean brokerIsFree = !brokersUsed.contains(broker) || brokersUsed.size() == round.size();
            if (rackIsFree && brokerIsFree) {
                add(broker);
            }
        }
    }

    /** Brokers in the order rack a, rack b, …, rack a, …, until all have been named. */
    private static List<Integer> alternating(Map<Integer, String> rackOf) {
        SortedMap<String, List<Integer>> byRack = new TreeMap<>();
        new TreeMap<>(rackOf)
                .forEach((id, rack) ->
                        byRack.computeIfAbsent(rack, key -> new ArrayList<>()).add(id));
        List<Integer> round = new ArrayList<>();
        for (int depth = 0; round.size() < rackOf.size(); depth++) {
            for (List<Integer> ids : byRack.values()) {
                if (depth < ids.size()) {
                    round.add(ids.get(depth));
                }
            }
        }
        return round;
    }

    /** Follower number {@code index} of a leader: never the leader itself. */
    private static int follower(int leader, int shift, int index, int count) {
        int step = 1 + (shift + index) % (count - 1);
        return (leader + step) % count;
    }
}
