/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which logs are to live in another directory: the future logs that are on the disk, those that are being copied, and the
 * wishes for logs that are still to be made. Confined to the directories' loop; the copying is {@link LogMove}'s, on the
 * loop of its log. A future log outlives the process: its copying goes on when the log is opened again.
 */
final class LogMoves {
    private static final Logger LOG = LoggerFactory.getLogger(LogMoves.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogDirectories directories;
    private final Map<TopicPartition, HostedLog> futures = new HashMap<>();
    private final Map<TopicPartition, LogMove> underWay = new HashMap<>();
    private final Map<TopicPartition, Path> preferred = new HashMap<>();
    private final Queue<LogMove> waiting = new ArrayDeque<>();
    private int copiesMax = 1;
    private int copying;
    private LongSupplier bytesPerSecond = () -> Long.MAX_VALUE;

    /** What has been copied so far, how much of it the time has paid for, and when that was counted, by the loop's clock. */
    private long chargedBytes;

    private double paidBytes;
    private long paidNanos;

    LogMoves(LogDirectories directories) {
        this.directories = directories;
    }

    void limit(int newCopiesMax, LongSupplier newBytesPerSecond) {
        copiesMax = newCopiesMax;
        bytesPerSecond = newBytesPerSecond;
    }

    /** A folder of a future log was there at the start. */
    void found(HostedLog future) {
        HostedLog other = futures.putIfAbsent(future.partition, future);
        if (other != null) {
            LOG.warn("{} is not used: the log goes on moving to {}", future.folder(), other.directory);
        }
    }

    /** Whether a copy of its log is being made, or waits to be. */
    boolean isMoving(TopicPartition partition) {
        return underWay.containsKey(partition);
    }

    boolean isFuture(HostedLog log) {
        return futures.get(log.partition) == log;
    }

    Collection<HostedLog> futures() {
        return futures.values();
    }

    /** How far each future log is behind; -1 where that is not known. */
    Map<HostedLog, Long> lags() {
        Map<HostedLog, Long> lags = new HashMap<>();
        futures.forEach((partition, future) -> {
            LogMove move = underWay.get(partition);
            lags.put(future, move == null ? -1 : move.lagOffsets());
        });
        return lags;
    }

    /** Where a log that is about to be made shall live; null if nobody said, or where he said is offline. */
    @Nullable
    LogDirectory preferred(TopicPartition partition) {
        Path path = preferred.remove(partition);
        LogDirectory directory = path == null ? null : directory(path);
        return directory == null || directory.isOffline() ? null : directory;
    }

    private @Nullable LogDirectory directory(Path path) {
        return directories.directories().stream()
                .map(DirectoryStart.Found::directory)
                .filter(directory -> directory.path().toAbsolutePath().equals(path))
                .findFirst()
                .orElse(null);
    }

    /** Begins to move a log, or remembers where it shall be made; what is asked last counts. */
    ErrorCode start(TopicPartition partition, Path path) {
        String name = FolderNames.future(partition, directories.random());
        if (name.length() > FolderNames.NAME_CHARS_MAX) {
            return ErrorCode.INVALID_TOPIC_EXCEPTION;
        }
        LogDirectory target = directory(path);
        if (target == null) {
            return directories.isConfigured(path) ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.LOG_DIR_NOT_FOUND;
        }
        HostedLog current = directories.logs().get(partition);
        if (target.isOffline() || (current != null && current.directory.isOffline())) {
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
        HostedLog before = futures.get(partition);
        if (before != null && before.directory == target) {
            return ErrorCode.NONE;
        }
        cancel(partition);
        if (current == null || current.open == null) {
            preferred.put(partition, path);
            return ErrorCode.REPLICA_NOT_AVAILABLE;
        }
        if (current.directory != target) {
            HostedLog future = new HostedLog(partition, target, name);
            future.recoveryPoint = 0;
            futures.put(partition, future);
            target.recoveryPointChanged();
            LOG.info("{} is copied from {} to {}", partition, current.directory, target);
            begin(current.open, future, true);
        }
        return ErrorCode.NONE;
    }

    /** A log is open: if it was moving before the last stop, that goes on. */
    void opened(HostedLog log) {
        HostedLog future = futures.get(log.partition);
        PartitionLog open = log.open;
        if (future == null || future == log || open == null || underWay.containsKey(log.partition)) {
            return;
        }
        if (future.directory == log.directory) {
            cancel(log.partition);
        } else {
            LOG.info("{} goes on being copied from {} to {}", log.partition, log.directory, future.directory);
            begin(open, future, false);
        }
    }

    private void begin(PartitionLog current, HostedLog future, boolean create) {
        LogMove move = new LogMove(this, current, future, create);
        underWay.put(future.partition, move);
        directories.cleaner().pause(current);
        waiting.add(move);
        next();
    }

    private void next() {
        while (copying < copiesMax && !waiting.isEmpty()) {
            LogMove move = waiting.remove();
            if (underWay.get(move.partition()) == move) {
                copying++;
                move.copying = true;
                open(move);
            }
        }
    }

    private void open(LogMove move) {
        PartitionLog current = move.current();
        current.loop().execute(() -> {
            LogConfig config = current.config();
            directories.loop().execute(() -> {
                LogOpening opening = new LogOpening(
                        directories,
                        new LogOpening.Order(
                                move.partition(),
                                current.topicId(),
                                current.loop(),
                                config,
                                LogDirectories.IfMissing.CREATE));
                opening.startFuture(move.future(), move.create());
                CompletionStage<PartitionLog> opened = opening.result();
                opened.whenComplete(move::opened);
            });
        });
    }

    /** Gives up what moves or waits to, and the copy with it; completes when its folder is out of the way. */
    CompletionStage<Void> cancel(TopicPartition partition) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        HostedLog future = futures.remove(partition);
        LogMove move = underWay.remove(partition);
        if (future == null || future.directory.isOffline()) {
            release(move);
            gone.complete(null);
            return gone;
        }
        CompletableFuture<?> busy = move == null ? CompletableFuture.completedFuture(null) : move.stop();
        CompletableFuture<?> opening =
                future.opening == null ? CompletableFuture.completedFuture(null) : future.opening;
        CompletableFuture<?> recovery =
                future.recovery == null ? CompletableFuture.completedFuture(null) : future.recovery;
        var unused = CompletableFuture.allOf(busy, opening, recovery).handle((done, failure) -> {
            directories.loop().execute(() -> {
                release(move);
                if (move != null && move.hasTakenOver() && directories.logs().containsKey(partition)) {
                    settle(move);
                    gone.complete(null);
                } else {
                    directories.deletion().setAside(future, gone);
                }
            });
            return null;
        });
        return gone;
    }

    private void release(@Nullable LogMove move) {
        directories.cleaner().next();
        if (move != null && move.copying) {
            move.copying = false;
            copying--;
            next();
        }
    }

    /** A directory is out of use; what is copied to it stays there for the next start. */
    void directoryFailed(LogDirectory directory) {
        for (LogMove move : List.copyOf(underWay.values())) {
            if (move.target() == directory || move.current().state().directory == directory) {
                underWay.remove(move.partition());
                var unused = move.stop();
                release(move);
            }
        }
        futures.values().removeIf(future -> future.directory == directory);
    }

    /** The broker stops: copies stay where they are. */
    void stop() {
        underWay.values().forEach(move -> {
            var unused = move.stop();
        });
        waiting.clear();
    }

    // For a move, from the loop of its log.

    /** Lets a piece go on when its bytes are within the rate allowed. */
    void pay(long bytes, LogMove move) {
        directories.loop().execute(() -> {
            passTime();
            chargedBytes += bytes;
            goOnOncePaid(chargedBytes, move);
        });
    }

    /** Whoever waits looks at the rate again now and then, as it may be another one by then. */
    private void goOnOncePaid(long dueBytes, LogMove move) {
        long rate = passTime();
        double owedNanos = (dueBytes - paidBytes) * TimeUnit.SECONDS.toNanos(1) / rate;
        if (owedNanos < TimeUnit.MILLISECONDS.toNanos(1)) {
            move.current().loop().execute(move::step);
        } else {
            var unused = directories
                    .loop()
                    .schedule(
                            () -> goOnOncePaid(dueBytes, move),
                            (long) Math.min(owedNanos, (double) LOOK_AGAIN_NANOS),
                            TimeUnit.NANOSECONDS);
        }
    }

    /** Pays at the rate allowed now, for what was copied and nothing in advance; that rate in bytes a second. */
    private long passTime() {
        long rate = Math.max(1, bytesPerSecond.getAsLong());
        long now = directories.loop().ticker().nanoTime();
        double earned = (double) (now - paidNanos) * rate / TimeUnit.SECONDS.toNanos(1);
        paidBytes = Math.min((double) chargedBytes, paidBytes + earned);
        paidNanos = now;
        return rate;
    }

    /** Copying ended: the disk failed, or something else that is said already. */
    void failed(LogMove move, String why) {
        directories.loop().execute(() -> {
            if (underWay.remove(move.partition(), move)) {
                LOG.error("{} stays where it is: it cannot be copied to {}: {}", move.partition(), move.target(), why);
                release(move);
            }
        });
    }

    /** The copy is complete, closed and forced: it gets the name of the partition, beside the log that it will replace. */
    void rename(LogMove move) {
        directories.loop().execute(() -> {
            HostedLog future = move.future();
            if (underWay.get(move.partition()) != move || directories.isStopping()) {
                move.notRenamed();
                return;
            }
            FileHandles handles = directories.environment().handles();
            PartitionFiles source = move.current().state().files;
            Path from = future.folder();
            Path to = from.resolveSibling(move.partition().toString());
            directories.environment().diskPool().execute(() -> {
                try {
                    // From here on there are two folders of one name, which a start tells apart by what is in them.
                    PartitionMetadataFile.force(source);
                    PartitionMetadataFile.force(new PartitionFiles(handles, from));
                    directories.disk().rename(from, to);
                    directories.disk().forceFolder(Objects.requireNonNull(to.getParent()));
                    directories.loop().execute(() -> {
                        future.folderName = move.partition().toString();
                        move.renamed(
                                new PartitionFiles(handles, to),
                                directories.environment(),
                                directories.random().nextInt());
                    });
                } catch (IOException e) {
                    future.directory.fail(e);
                    move.notRenamed();
                    failed(move, e.toString());
                }
            });
        });
    }

    /** The partition's log goes on in the new place; what is left in the old one can go. */
    void moved(LogMove move) {
        directories.loop().execute(() -> {
            if (underWay.remove(move.partition(), move)) {
                settle(move);
                release(move);
            }
        });
    }

    private void settle(LogMove move) {
        futures.remove(move.partition(), move.future());
        HostedLog there = new HostedLog(move.partition(), move.target());
        there.open = move.current();
        there.opening = CompletableFuture.completedFuture(move.current());
        HostedLog before = directories.logs().put(move.partition(), there);
        move.target().recoveryPointChanged();
        move.target().highWatermarkChanged();
        move.target().logStartChanged();
        if (before != null) {
            before.open = null;
            before.directory.highWatermarkChanged();
            before.directory.logStartChanged();
            directories.deletion().setAside(before, new CompletableFuture<>());
        }
        LOG.info("{} lives in {} now", move.partition(), move.target());
    }

    /** The copy under its new name is another object. */
    void reopened(LogMove move, PartitionLog copy) {
        directories.loop().execute(() -> move.future().open = copy);
    }
}
