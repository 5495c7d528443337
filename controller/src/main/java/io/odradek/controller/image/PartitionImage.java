/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller.image;

import java.util.List;

/**
 * Who holds a partition and who leads it, as the controller last decided. The partition epoch is the version of the
 * state znode, which every change of the in-sync replicas must name.
 */
public record PartitionImage(
        int partition,
        LeaderState state,
        List<Integer> replicas,
        List<Integer> addingReplicas,
        List<Integer> removingReplicas,
        List<Integer> offlineReplicas) {
    /** Leader of a partition that has none. */
    public static final int NO_LEADER = -1;

    /** Leader that marks, in an update, a partition that is being deleted. */
    public static final int LEADER_DURING_DELETE = -2;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        addingReplicas = List.copyOf(addingReplicas);
        removingReplicas = List.copyOf(removingReplicas);
        offlineReplicas = List.copyOf(offlineReplicas);
    }

    public int leader() {
        return state.leader();
    }

    public int leaderEpoch() {
        return state.leaderEpoch();
    }

    public List<Integer> isr() {
        return state.isr();
    }

    public int partitionEpoch() {
        return state.partitionEpoch();
    }

    public boolean hasLeader() {
        return state.leader() >= 0;
    }
}
