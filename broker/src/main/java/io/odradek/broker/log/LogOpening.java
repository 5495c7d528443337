/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one log, or makes it: chooses the directory on the directories' loop, looks into the folder on the disk pool,
 * and hands the log to its own loop.
 */
final class LogOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

    private final LogDirectories directories;
    private final Order order;
    private final CompletableFuture<PartitionLog> result = new CompletableFuture<>();

    LogOpening(LogDirectories directories, Order order) {
        this.directories = directories;
        this.order = order;
    }

    /** What is to be opened, for whom. */
    record Order(
            TopicPartition partition,
            @Nullable Uuid topicId,
            EventExecutor logLoop,
            LogConfig config,
            LogDirectories.IfMissing missing) {}

    CompletableFuture<PartitionLog> result() {
        return result;
    }

    void start() {
        CompletionStage<Void> deletion = directories.deletionOf(order.partition);
        if (deletion != null) {
            deletion.whenComplete((done, failure) -> directories.loop().execute(this::start));
            return;
        }
        HostedLog known = directories.logs().get(order.partition);
        if (directories.isStopping()) {
            fail(new RejectedExecutionException("the log directories are being closed"));
        } else if (known == null) {
            create();
        } else if (known.directory.isOffline()) {
            fail(new LogStorageException(
                    order.partition + " is in " + known.directory, new IOException("the directory is offline")));
        } else if (known.opening != null) {
            CompletionStage<PartitionLog> opening = known.opening;
            opening.whenComplete(this::tell);
        } else {
            open(known);
        }
    }

    private void create() {
        if (order.missing == LogDirectories.IfMissing.FAIL) {
            fail(new NoSuchFileException(order.partition.toString()));
            return;
        }
        if (order.missing == LogDirectories.IfMissing.CREATE_UNLESS_LOST && directories.isAnyOffline()) {
            fail(new LogStorageException(
                    order.partition + " may be in a log directory that is offline",
                    new IOException("a directory is offline")));
            return;
        }
        directories.moves().cancel(order.partition);
        LogDirectory directory = directories.moves().preferred(order.partition);
        directory = directory == null ? leastLoaded() : directory;
        if (directory == null) {
            fail(new LogStorageException("No log directory is online", new IOException("all are offline")));
            return;
        }
        HostedLog log = new HostedLog(order.partition, directory);
        log.recoveryPoint = 0;
        directories.logs().put(order.partition, log);
        directory.recoveryPointChanged();
        directory.cleanedChanged();
        inFolder(log, true);
    }

    private @Nullable LogDirectory leastLoaded() {
        Map<LogDirectory, Integer> counts = new HashMap<>();
        for (DirectoryStart.Found found : directories.directories()) {
            if (!found.directory().isOffline()) {
                counts.put(found.directory(), 0);
            }
        }
        if (counts.size() == 1) {
            return counts.keySet().iterator().next();
        }
        for (HostedLog log : directories.logs().values()) {
            counts.computeIfPresent(log.directory, (directory, count) -> count + 1);
        }
        LogDirectory least = null;
        for (DirectoryStart.Found found : directories.directories()) {
            Integer count = counts.get(found.directory());
            if (count != null && (least == null || count < counts.getOrDefault(least, 0))) {
                least = found.directory();
            }
        }
        return least;
    }

    /** The log that is to take a partition's place; made in the directory if it is not there yet. */
    void startFuture(HostedLog log, boolean create) {
        if (create) {
            inFolder(log, true);
        } else {
            open(log);
        }
    }

    private void open(HostedLog log) {
        CompletionStage<LogRecovery.Recovered> recovery = log.recovery;
        if (recovery == null) {
            inFolder(log, false);
            return;
        }
        // Others that ask meanwhile wait for the same opening.
        log.opening = result;
        recovery.whenComplete((recovered, failure) -> directories.loop().execute(() -> {
            if (failure == null) {
                inFolder(log, false);
            } else {
                log.opening = null;
                fail(failure);
            }
        }));
    }

    private void inFolder(HostedLog log, boolean create) {
        log.opening = result;
        PartitionFiles files = new PartitionFiles(directories.environment().handles(), log.folder());
        directories.environment().diskPool().execute(() -> {
            try {
                Uuid id = topicId(files, create);
                directories.loop().execute(() -> handOver(log, files, id));
            } catch (IOException e) {
                log.directory.fail(e);
                directories.loop().execute(() -> forget(log, create, e));
            }
        });
    }

    private @Nullable Uuid topicId(PartitionFiles files, boolean create) throws IOException {
        if (create) {
            files.disk().createFolders(files.folder());
        }
        Uuid stored = create ? null : PartitionMetadataFile.read(files);
        if (stored != null || order.topicId == null) {
            return stored;
        }
        PartitionMetadataFile.write(files, order.topicId);
        return order.topicId;
    }

    private void forget(HostedLog log, boolean created, IOException e) {
        log.opening = null;
        if (created) {
            directories.logs().remove(order.partition, log);
        }
        fail(new LogStorageException(order.partition + " cannot be opened", e));
    }

    private void handOver(HostedLog log, PartitionFiles files, @Nullable Uuid topicId) {
        LogState.Identity identity = new LogState.Identity(
                order.partition, files, order.config, directories.random().nextInt());
        LogState state = new LogState(identity, directories.environment(), log.directory, order.logLoop, origin(log));
        PartitionLog open = new PartitionLog(state, topicId);
        long gapAt = gapAt(log);
        log.open = open;
        log.recovery = null;
        directories.moves().opened(log);
        directories.cleaner().opened(log);
        order.logLoop.execute(() -> {
            if (gapAt != LogRecovery.NO_GAP) {
                closeGap(open, gapAt);
            }
            result.complete(open);
        });
    }

    /** Compaction leaves gaps; nothing else does. */
    private long gapAt(HostedLog log) {
        CompletableFuture<LogRecovery.Recovered> recovery = log.recovery;
        return recovery == null || order.config.retention().compact()
                ? LogRecovery.NO_GAP
                : recovery.join().gapAt();
    }

    /** The end of a segment was lost with the power, but not what came after it: that can be had again from others. */
    private void closeGap(PartitionLog open, long gapAt) {
        LOG.warn("{} has lost records from offset {} on, and is cut there", order.partition, gapAt);
        try {
            open.truncateTo(gapAt);
        } catch (LogStorageException e) {
            LOG.error("{} cannot be cut at offset {}: {}", order.partition, gapAt, e.toString());
        }
    }

    private static LogState.Origin origin(HostedLog log) {
        CompletableFuture<LogRecovery.Recovered> recovery = log.recovery;
        if (recovery != null) {
            LogRecovery.Recovered found = recovery.join();
            return new LogState.Origin(
                    found.logStartOffset(),
                    found.logEndOffset(),
                    found.recoveryPoint(),
                    log.highWatermark,
                    log.cleanedTo,
                    true);
        }
        return new LogState.Origin(
                log.logStart, log.recoveryPoint, log.recoveryPoint, log.highWatermark, log.cleanedTo, false);
    }

    private void tell(@Nullable PartitionLog open, @Nullable Throwable failure) {
        order.logLoop.execute(() -> {
            if (open != null) {
                result.complete(open);
            } else {
                result.completeExceptionally(
                        failure == null ? new IllegalStateException("neither log nor failure") : failure);
            }
        });
    }

    private void fail(Throwable failure) {
        order.logLoop.execute(() -> result.completeExceptionally(failure));
    }
}
