/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.partition;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import java.util.List;

/**
 * The loops that own partitions, and which partition belongs to which: by the hash of its name, for as long as the
 * process runs. They may be the loops that also do the I/O, loops of their own, or one that a test turns by hand.
 */
public final class ShardLoops {
    private final EventExecutor[] loops;

    public ShardLoops(List<? extends EventExecutor> loops) {
        if (loops.isEmpty()) {
            throw new IllegalArgumentException("No loop to own the partitions");
        }
        this.loops = loops.toArray(new EventExecutor[0]);
    }

    public EventExecutor loopOf(TopicPartition partition) {
        return loops[Math.floorMod(partition.topic().hashCode() * 31 + partition.partition(), loops.length)];
    }

    public List<EventExecutor> all() {
        return List.of(loops);
    }

    /** Runs the task on its loop: at once when that is where the caller is. */
    public static void run(EventExecutor loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
