/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;

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
