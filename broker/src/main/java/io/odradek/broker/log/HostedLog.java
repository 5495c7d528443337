/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A log that lives in one of the log directories, opened or not: a partition's own, or the one that is to take its place
 * in another directory. Owned by the directories' loop.
 */
final class HostedLog {
    static final long UNKNOWN = -1;

    final TopicPartition partition;
    final LogDirectory directory;

    /** The name of its folder, which a future log changes when it takes the other's place. */
    String folderName;

    // What the checkpoints say, until the log is open and knows better.
    long recoveryPoint = UNKNOWN;
    long highWatermark;
    long logStart;
    long cleanedTo;

    /** Null after a clean stop: then the recovery point is the log's end. */
    @Nullable
    CompletableFuture<LogRecovery.Recovered> recovery;

    @Nullable
    CompletableFuture<PartitionLog> opening;

    @Nullable
    PartitionLog open;

    HostedLog(TopicPartition partition, LogDirectory directory) {
        this(partition, directory, partition.toString());
    }

    HostedLog(TopicPartition partition, LogDirectory directory, String folderName) {
        this.partition = partition;
        this.directory = directory;
        this.folderName = folderName;
    }

    Path folder() {
        return directory.path().resolve(folderName);
    }

    long recoveryPointNow() {
        if (open == null) {
            return recoveryPoint;
        }
        LogState state = open.state();
        // Once a log has moved, what is left of it here is only deleted: nothing vouches for it any more.
        return state.directory == directory ? state.recoveryPoint() : UNKNOWN;
    }

    long highWatermarkNow() {
        return open == null ? highWatermark : open.state().highWatermark();
    }

    long logStartNow() {
        return open == null ? logStart : open.state().logStartForCheckpoint();
    }

    long cleanedToNow() {
        if (open == null) {
            return cleanedTo;
        }
        // What is left of a log that has moved away is of no use to anybody.
        return open.state().directory == directory ? open.state().cleanedTo() : 0;
    }

    boolean isSettled() {
        return recovery == null || recovery.isDone();
    }
}
