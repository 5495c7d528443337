/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The broker's log directories and which partition lives in which. Its state belongs to one loop, to which every method
 * hops by itself, so all of them may be called from any thread; file work runs on the disk pool. Made at start by
 * {@code load}, which locks the directories and reads their checkpoints, but opens nothing; {@link #shutdown} leaves
 * them clean.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "MethodCanBeStatic"})
public final class LogDirectories {
    private LogDirectories() {}

    /** What is told of a directory that failed; called on the directories' loop. */
    @FunctionalInterface
    public interface OfflineListener {
        void directoryOffline(Path directory, Set<TopicPartition> partitions, IOException cause);
    }

    /** Settings of the whole broker. */
    public record Settings(
            List<Path> directories,
            int openFilesMax,
            long retentionCheckIntervalMs,
            long recoveryPointCheckpointIntervalMs,
            long logStartCheckpointIntervalMs,
            long highWatermarkCheckpointIntervalMs,
            long producerIdExpirationMs) {
        public static Settings of(List<Path> directories) {
            return new Settings(directories, 1000, 300_000, 60_000, 60_000, 5_000, 86_400_000);
        }
    }

    /** Whether a log that does not exist is made. */
    public enum IfMissing {
        CREATE,
        FAIL
    }

    /** The broker id and cluster id that the directories were made for. */
    public Optional<MetaProperties> identity() {
        throw new UnsupportedOperationException();
    }

    /** Checks the ids against those stored, and stores them where there are none. */
    public void claim(int brokerId, String clusterId) {
        throw new UnsupportedOperationException();
    }

    /** The partitions found at start. */
    public Set<TopicPartition> found() {
        throw new UnsupportedOperationException();
    }

    /**
     * The log of a partition, recovered if need be; completes on {@code loop}, which owns it from then on. A topic id
     * is stored with a log that has none. Fails with {@link LogStorageException} if its directory is offline, with
     * {@link java.nio.file.NoSuchFileException} if there is no such log and it is not to be made.
     */
    public CompletionStage<PartitionLog> open(
            TopicPartition partition, @Nullable Uuid topicId, EventExecutor loop, LogConfig config, IfMissing missing) {
        throw new UnsupportedOperationException();
    }

    /** Closes the log and deletes it after file.delete.delay.ms; nothing happens if there is none. */
    public CompletionStage<Void> delete(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** One directory with the sizes of its logs, as DescribeLogDirs wants it. */
    public record Description(Path directory, boolean offline, Disk.Space space, List<Replica> replicas) {
        public record Replica(TopicPartition partition, long sizeBytes) {}
    }

    public CompletionStage<List<Description>> describe() {
        throw new UnsupportedOperationException();
    }

    /** Forces and closes every log, writes the checkpoints and the mark of a clean stop, and lets go of the locks. */
    public CompletionStage<Void> shutdown() {
        throw new UnsupportedOperationException();
    }
}
