/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.partition.Follower;
import io.odradek.protocol.wire.Uuid;

/** A partition as fetches name it. */
record PartitionKey(Uuid topicId, int partition) {
    static PartitionKey of(Follower follower) {
        return new PartitionKey(follower.topicId(), follower.topicPartition().partition());
    }
}
