/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.wire.Uuid;
import java.util.List;

/**
 * What the controller decided for one replica of a partition, as LeaderAndIsr carries it.
 *
 * @param topicId the zero id where an old controller gives none
 * @param isNew whether the partition was just made, so that no log of it can exist anywhere
 */
public record Assignment(
        Uuid topicId,
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> isr,
        List<Integer> replicas,
        boolean isNew) {
    /** A partition that nobody leads. */
    public static final int NO_LEADER = PartitionImage.NO_LEADER;

    public Assignment {
        isr = List.copyOf(isr);
        replicas = List.copyOf(replicas);
    }
}
