/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A partition that lives in one of the log directories, opened or not. Owned by the directories' loop. */
final class HostedLog {
    static final long UNKNOWN = -1;

    final TopicPartition partition;
    final LogDirectory directory;

    // What the checkpoints say, until the log is open and knows better.
    long recoveryPoint = UNKNOWN;
    long highWatermark;
    long logStart;

    /** Null after a clean stop: then the recovery point is the log's end. */
    @Nullable
    CompletableFuture<LogRecovery.Recovered> recovery;

    @Nullable
    CompletableFuture<PartitionLog> opening;

    @Nullable
    PartitionLog open;

    HostedLog(TopicPartition partition, LogDirectory directory) {
        this.partition = partition;
        this.directory = directory;
    }

    long recoveryPointNow() {
        return open == null ? recoveryPoint : open.state().recoveryPoint();
    }

    long highWatermarkNow() {
        return open == null ? highWatermark : open.state().highWatermark();
    }

    long logStartNow() {
        return open == null ? logStart : open.state().logStartForCheckpoint();
    }

    boolean isSettled() {
        return recovery == null || recovery.isDone();
    }
}
