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

    /** The newest leader epoch that came through the directory; on its loop. */
    private int newestEpoch = -1;

    PartitionRef(Partition partition) {
        this.partition = partition;
    }

    /** A decision of that epoch is on its way to the partition. On the directory's loop. */
    void decided(int leaderEpoch) {
        newestEpoch = Math.max(newestEpoch, leaderEpoch);
    }

    /** Whether a decision of that epoch (negative: of none) has been overtaken. On the directory's loop. */
    boolean isOvertaken(int leaderEpoch) {
        return leaderEpoch >= 0 && leaderEpoch < newestEpoch;
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
