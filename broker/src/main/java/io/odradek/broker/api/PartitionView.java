/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import java.util.Arrays;
import java.util.List;

/**
 * A partition as clients of one listener are told of it: a leader only if it lives and can be reached through that
 * listener.
 */
final class PartitionView {
    private final ErrorCode error;
    private final int leader;
    private final int[] replicas;
    private final int[] isr;
    private final int[] offline;

    private PartitionView(ErrorCode error, int leader, int[] replicas, int[] isr, int[] offline) {
        this.error = error;
        this.leader = leader;
        this.replicas = replicas;
        this.isr = isr;
        this.offline = offline;
    }

    private static final int NO_LEADER = -1;

    /** @param errorUnavailableListener whether the client knows LISTENER_NOT_FOUND */
    static PartitionView of(
            ClusterImage image, PartitionImage partition, String listener, boolean errorUnavailableListener) {
        BrokerImage leader = partition.hasLeader() ? image.broker(partition.leader()) : null;
        ErrorCode error;
        if (leader == null) {
            error = ErrorCode.LEADER_NOT_AVAILABLE;
        } else if (leader.endpoint(listener) == null) {
            error = errorUnavailableListener ? ErrorCode.LISTENER_NOT_FOUND : ErrorCode.LEADER_NOT_AVAILABLE;
        } else {
            error = ErrorCode.NONE;
        }
        return new PartitionView(
                error,
                error == ErrorCode.NONE ? partition.leader() : NO_LEADER,
                ints(partition.replicas()),
                ints(partition.isr()),
                offline(image, partition, listener));
    }

    /**
     * As version 0 of Metadata tells it, which has no place for offline replicas: it names those that are there, and
     * where one is not and nothing worse is to be said, says so.
     */
    PartitionView withoutOffline() {
        if (offline.length == 0) {
            return this;
        }
        return new PartitionView(
                error == ErrorCode.NONE ? ErrorCode.REPLICA_NOT_AVAILABLE : error,
                leader,
                without(offline, replicas),
                without(offline, isr),
                offline);
    }

    private static int[] without(int[] gone, int[] all) {
        return Arrays.stream(all)
                .filter(id -> Arrays.stream(gone).noneMatch(other -> other == id))
                .toArray();
    }

    private static int[] offline(ClusterImage image, PartitionImage partition, String listener) {
        return partition.replicas().stream()
                .mapToInt(Integer::intValue)
                .filter(id -> {
                    BrokerImage broker = image.broker(id);
                    return broker == null
                            || broker.endpoint(listener) == null
                            || partition.offlineReplicas().contains(id);
                })
                .toArray();
    }

    private static int[] ints(List<Integer> ids) {
        int[] all = new int[ids.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = ids.get(i);
        }
        return all;
    }

    ErrorCode error() {
        return error;
    }

    int leader() {
        return leader;
    }

    int[] replicas() {
        return replicas;
    }

    int[] isr() {
        return isr;
    }

    int[] offline() {
        return offline;
    }
}
