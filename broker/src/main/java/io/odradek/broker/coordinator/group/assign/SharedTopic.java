/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group.assign;

import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Who has which partition of one topic, while {@link MixedShares} distributes it. Members are numbers here. */
final class SharedTopic {
    private static final int NOBODY = -1;

    private final Uuid id;
    private final int[] subscribers;
    private final int[] owners;
    private final int[] loads;

    /**
     * @param subscribers ascending
     * @param loads how many partitions each member has, of all topics: shared, and kept true here
     */
    SharedTopic(Uuid id, int[] subscribers, int partitions, int[] loads) {
        this.id = id;
        this.subscribers = subscribers;
        this.owners = new int[partitions];
        this.loads = loads;
        Arrays.fill(owners, NOBODY);
    }

    Uuid id() {
        return id;
    }

    int[] subscribers() {
        return subscribers;
    }

    double partitionsPerSubscriber() {
        return (double) owners.length / subscribers.length;
    }

    /** Partitions that do not exist, or that somebody has already, are not the member's. */
    void keep(int member, PartitionSet partitions) {
        partitions.stream()
                .filter(partition -> partition < owners.length && owners[partition] == NOBODY)
                .forEach(partition -> give(partition, member));
    }

    /** What nobody has, to whoever has least. */
    void handOut() {
        LoadLine line = new LoadLine(loads, subscribers);
        for (int partition = 0; partition < owners.length; partition++) {
            if (owners[partition] == NOBODY) {
                give(partition, line.nextToGet());
            }
        }
    }

    /** From those who have most to those who have least; true if anything moved. Everything has an owner by now. */
    boolean evenOut() {
        LoadLine line = new LoadLine(loads, subscribers);
        if (line.spread() <= 1) {
            return false;
        }
        int[][] had = new int[loads.length][];
        int[] left = new int[loads.length];
        byOwner().forEach((member, partitions) -> {
            had[member] = partitions.toArray();
            left[member] = partitions.size();
        });
        boolean moved = false;
        while (!line.isEven()) {
            int from = nextWithSome(line, left);
            if (from == LoadLine.NOBODY) {
                return moved;
            }
            left[from]--;
            int to = line.nextToGet();
            if (!line.isEven()) {
                give(had[from][left[from]], to);
                moved = true;
            }
        }
        return moved;
    }

    private static int nextWithSome(LoadLine line, int[] left) {
        int member = line.nextToGive();
        while (member != LoadLine.NOBODY && left[member] == 0) {
            line.excuse();
            member = line.nextToGive();
        }
        return member;
    }

    private void give(int partition, int member) {
        int owner = owners[partition];
        if (owner != NOBODY) {
            loads[owner]--;
        }
        owners[partition] = member;
        loads[member]++;
    }

    Map<Integer, PartitionSet> byOwner() {
        Map<Integer, IntStream.Builder> numbers = new HashMap<>();
        for (int partition = 0; partition < owners.length; partition++) {
            numbers.computeIfAbsent(owners[partition], owner -> IntStream.builder())
                    .add(partition);
        }
        Map<Integer, PartitionSet> result = new HashMap<>();
        numbers.forEach((owner, partitions) ->
                result.put(owner, PartitionSet.of(partitions.build().toArray())));
        return result;
    }
}
