/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What other threads hold of a partition: its name and the loop to go to. The partition itself comes out only on that
 * loop.
 */
public final class PartitionRef {
    private final Partition partition;

    PartitionRef(Partition partition) {
        this.partition = partition;
    }

    public TopicPartition topicPartition() {
        return partition.topicPartition();
    }

    public EventExecutor loop() {
        return partition.loop();
    }

    /** Who leads, by the controller's last word to this replica, which may be newer than the metadata; any thread may ask. */
    public @Nullable KnownLeader knownLeader() {
        return partition.knownLeader();
    }

    /** The partition, to whoever is on its loop. */
    public Partition onLoop() {
        assert loop().inEventLoop();
        return partition;
    }

    @Override
    public String toString() {
        return topicPartition().toString();
    }
}
