/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.broker.fault.FaultHandler;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker's log directories and which partition lives in which. Its state belongs to one loop, to which every method
 * hops by itself, so all of them may be called from any thread; file work runs on the disk pool. Made at start by
 * {@link #load}, which locks the directories and reads their checkpoints, but opens nothing; {@link #shutdown} leaves
 * them clean.
 */
public final class LogDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(LogDirectories.class);

    private final Settings settings;
    private final Dependencies outside;
    private final EventExecutor loop;
    private final LogEnvironment environment;
    private volatile LongSupplier producerIdExpirationMs;

    // Confined to the loop.
    private final List<DirectoryStart.Found> directories = new ArrayList<>();
    private final Map<TopicPartition, HostedLog> logs = new HashMap<>();
    private final LogDeletion deletion;
    private final LogMoves moves;
    private final LogCleaner cleaner;
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private @Nullable RecoveryRun recovery;
    private final CheckpointRounds checkpoints;
    private boolean stopping;

    private final DoubleLogs doubles;
    private final Set<TopicPartition> found = new LinkedHashSet<>();

    private LogDirectories(Settings settings, Dependencies outside) {
        this.settings = settings;
        this.outside = outside;
        this.loop = outside.loop;
        this.producerIdExpirationMs = settings::producerIdExpirationMs;
        this.environment = new LogEnvironment(
                new FileHandles(outside.disk, settings.openFilesMax),
                outside.diskPool,
                outside.clock,
                outside.faults,
                () -> producerIdExpirationMs.getAsLong());
        this.deletion = new LogDeletion(this);
        this.moves = new LogMoves(this);
        this.cleaner = new LogCleaner(this);
        this.doubles = new DoubleLogs(environment.handles(), outside.random);
        this.checkpoints = new CheckpointRounds(this);
    }

    /** What is told of a directory that failed; called on the directories' loop. */
    @FunctionalInterface
    public interface OfflineListener {
        void directoryOffline(Path directory, Set<TopicPartition> partitions, IOException cause);
    }

    /** Settings of the whole broker. */
    public record Settings(
            List<Path> directories,
            int openFilesMax,
            int recoveryThreads,
            long initialTaskDelayMs,
            long retentionCheckIntervalMs,
            long recoveryPointCheckpointIntervalMs,
            long logStartCheckpointIntervalMs,
            long highWatermarkCheckpointIntervalMs,
            long producerIdExpirationMs,
            long producerIdExpirationCheckIntervalMs) {
        public static Settings of(List<Path> directories) {
            return new Settings(directories, 1000, 2, 30_000, 300_000, 60_000, 60_000, 5_000, 86_400_000, 600_000);
        }
    }

    /** The world as the logs see it. The loop owns the directories; the random source is used on it alone. */
    public record Dependencies(
            Disk disk,
            Executor diskPool,
            EventExecutor loop,
            InstantSource clock,
            RandomGenerator random,
            FaultHandler faults,
            OfflineListener offline) {}

    /** Whether a log that does not exist is made. */
    public enum IfMissing {
        CREATE,
        /** Not if a directory is offline: it may be there, and what it holds must not be forgotten. */
        CREATE_UNLESS_LOST,
        FAIL
    }

    /** One directory with the sizes of its logs, as DescribeLogDirs wants it. */
    public record Description(Path directory, boolean offline, Disk.@Nullable Space space, List<Replica> replicas) {
        /** A log in the directory; a future one is to take a partition's place, and so many offsets behind it. */
        public record Replica(TopicPartition partition, long sizeBytes, long lagOffsets, boolean future) {}
    }

    /**
     * Takes the directories into use. Reads and locks on the calling thread; a directory that fails is offline as long
     * as another one works.
     *
     * @throws LogStartupException if the broker must not start on them
     */
    public static LogDirectories load(Settings settings, Dependencies outside) {
        LogDirectories all = new LogDirectories(settings, outside);
        Map<Path, IOException> failures = new LinkedHashMap<>();
        try {
            for (Path path : settings.directories) {
                LogDirectory directory = new LogDirectory(path, all::directoryFailed, all::saveRecoveryPoints);
                try {
                    all.add(new DirectoryStart(outside.disk, directory).run());
                } catch (IOException e) {
                    failures.put(path, e);
                }
            }
            if (all.directories.isEmpty()) {
                throw new LogStartupException(
                        "No log directory can be used " + failures + ": make one of them writable, or change log.dirs",
                        failures.values().iterator().next());
            }
            failures.forEach((path, failure) ->
                    LOG.error("Log directory {} cannot be used and stays offline: {}", path, failure.toString()));
            all.loop.execute(all::started);
            return all;
        } catch (RuntimeException e) {
            all.unlock();
            throw e;
        }
    }

    private void add(DirectoryStart.Found directory) {
        directories.add(directory);
        for (HostedLog log : directory.logs()) {
            HostedLog other = logs.get(log.partition);
            logs.put(log.partition, other == null ? log : doubles.resolve(other, log));
            found.add(log.partition);
        }
        directory.futures().forEach(moves::found);
    }

    private void started() {
        List<HostedLog> unclean = new ArrayList<>();
        for (DirectoryStart.Found directory : directories) {
            Stream.concat(directory.logs().stream(), directory.futures().stream())
                    .filter(log -> logs.get(log.partition) == log || moves.isFuture(log))
                    .filter(log -> !directory.clean() || log.recoveryPoint == HostedLog.UNKNOWN)
                    .forEach(unclean::add);
            directory
                    .toDelete()
                    .forEach(folder -> deletion.later(directory.directory(), folder, settings.initialTaskDelayMs));
        }
        if (!unclean.isEmpty()) {
            recovery = new RecoveryRun(loop, environment, unclean);
            recovery.start(settings.recoveryThreads);
        }
        every(settings.retentionCheckIntervalMs, () -> onLogLoops(PartitionLog::applyRetention));
        every(settings.producerIdExpirationCheckIntervalMs, () -> onLogLoops(PartitionLog::forgetSilentProducers));
        every(settings.recoveryPointCheckpointIntervalMs, () -> checkpoints.write(true, false, false));
        every(settings.highWatermarkCheckpointIntervalMs, () -> checkpoints.write(false, true, false));
        every(settings.logStartCheckpointIntervalMs, () -> checkpoints.write(false, false, true));
    }

    private void every(long intervalMs, Runnable work) {
        timers.add(loop.scheduleWithFixedDelay(
                work, Math.min(settings.initialTaskDelayMs, intervalMs), intervalMs, TimeUnit.MILLISECONDS));
    }

    /** The broker id and cluster id that the directories were made for; may be called once {@link #load} is done. */
    public Optional<MetaProperties> identity() {
        return directories.stream()
                .flatMap(directory -> directory.identity().stream())
                .findFirst();
    }

    /** Checks the ids against those stored, and stores them where there are none. On the thread that starts the broker. */
    public void claim(int brokerId, String clusterId) {
        for (DirectoryStart.Found directory : directories) {
            Path path = directory.directory().path();
            Optional<MetaProperties> stored = directory.identity();
            try {
                if (stored.isEmpty()) {
                    MetaPropertiesFile.write(outside.disk, path, brokerId, clusterId);
                } else {
                    check(path, stored.get(), brokerId, clusterId);
                }
            } catch (IOException e) {
                throw new LogStartupException(path + " cannot be written (" + e + "): make it writable", e);
            }
        }
    }

    private static void check(Path path, MetaProperties stored, int brokerId, String clusterId) {
        Integer storedBroker = stored.brokerId();
        if (storedBroker != null && storedBroker != brokerId) {
            throw new LogStartupException(
                    path + " belongs to broker " + storedBroker + ", but broker.id is " + brokerId
                            + ": set the one, or name another directory in log.dirs",
                    null);
        }
        String storedCluster = stored.clusterId();
        if (storedCluster != null && !storedCluster.equals(clusterId)) {
            throw new LogStartupException(
                    path + " belongs to cluster " + storedCluster + ", but zookeeper.connect leads to cluster "
                            + clusterId + ": change the one, or name another directory in log.dirs",
                    null);
        }
    }

    /** The partitions found at start. */
    public Set<TopicPartition> found() {
        return Set.copyOf(found);
    }

    /**
     * The log of a partition, recovered if need be; completes on {@code logLoop}, which owns it from then on. A topic id
     * is stored with a log that has none. Fails with {@link LogStorageException} if its directory is offline, with
     * {@link java.nio.file.NoSuchFileException} if there is no such log and it is not to be made.
     */
    public CompletionStage<PartitionLog> open(
            TopicPartition partition,
            @Nullable Uuid topicId,
            EventExecutor logLoop,
            LogConfig config,
            IfMissing missing) {
        LogOpening opening = new LogOpening(this, new LogOpening.Order(partition, topicId, logLoop, config, missing));
        run(opening::start);
        return opening.result();
    }

    /** Closes the log and deletes it after file.delete.delay.ms; nothing happens if there is none. */
    public CompletionStage<Void> delete(TopicPartition partition) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> deletion.start(partition, result));
        return result;
    }

    /**
     * Lets a partition's log live in that directory: it is copied there while it is in use, and takes over when it holds
     * the same. A log that is still to be made will be made there. Tells what AlterReplicaLogDirs answers.
     */
    public CompletionStage<ErrorCode> move(TopicPartition partition, Path directory) {
        CompletableFuture<ErrorCode> result = new CompletableFuture<>();
        run(() -> result.complete(moves.start(partition, directory)));
        return result;
    }

    /** How many logs are copied at a time, and how fast in all; asked again for each piece. */
    public void limitMoves(int copiesMax, LongSupplier bytesPerSecond) {
        run(() -> moves.limit(copiesMax, bytesPerSecond));
    }

    /** After how long a silent producer is forgotten, from now on; asked by the logs' loops and the disk pool. */
    public void limitProducers(LongSupplier expirationMs) {
        producerIdExpirationMs = expirationMs;
    }

    /** How compacted logs are cleaned; asked for again whenever it matters. Before the first log is opened. */
    public void limitCleaning(Supplier<CleanerSettings> settings) {
        cleaner.settings(settings);
    }

    /** The logs that have something to be cleaned. */
    public CompletionStage<List<CleaningProgress>> cleaning() {
        CompletableFuture<List<CleaningProgress>> result = new CompletableFuture<>();
        run(() -> result.complete(cleaner.progress()));
        return result;
    }

    /** What the cleaner does: told on the directories' loop, now and some time after something has changed. */
    public void listenToCleaning(Consumer<CleaningStatus> listener) {
        run(() -> cleaner.listen(listener));
    }

    /** Every directory with the size of every log in it. */
    public CompletionStage<List<Description>> describe() {
        CompletableFuture<List<Description>> result = new CompletableFuture<>();
        run(() -> new DirectoryDescriptions(this, settings.directories).gather(result));
        return result;
    }

    private void onLogLoops(Consumer<PartitionLog> work) {
        Map<EventExecutor, List<PartitionLog>> byLoop = openByLoop(logs.values());
        byLoop.forEach((logLoop, open) -> logLoop.execute(() -> open.forEach(work)));
    }

    private static Map<EventExecutor, List<PartitionLog>> openByLoop(Collection<HostedLog> hosted) {
        Map<EventExecutor, List<PartitionLog>> byLoop = new HashMap<>();
        for (HostedLog log : hosted) {
            if (log.open != null) {
                byLoop.computeIfAbsent(log.open.loop(), key -> new ArrayList<>())
                        .add(log.open);
            }
        }
        return byLoop;
    }

    private CompletionStage<Void> saveRecoveryPoints(LogDirectory directory) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> checkpoints.recoveryPointsOf(directory).whenComplete((done, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        }));
        return result;
    }

    private void directoryFailed(LogDirectory directory, IOException cause) {
        LOG.error("Log directory {} failed and is offline until the next start: {}", directory, cause.toString());
        run(() -> {
            Set<TopicPartition> lost = new LinkedHashSet<>();
            for (HostedLog log : logs.values()) {
                boolean movedHere = log.open != null && log.open.state().directory == directory;
                if (log.directory == directory || movedHere) {
                    lost.add(log.partition);
                }
            }
            moves.directoryFailed(directory);
            outside.offline.directoryOffline(directory.path(), lost, cause);
            if (directories.stream().allMatch(found -> found.directory().isOffline())) {
                outside.faults.processFault(
                        "every log directory has failed, mend a disk or change log.dirs " + settings.directories,
                        cause);
            }
        });
    }

    /** Forces and closes every log, writes the checkpoints and the mark of a clean stop, and lets go of the locks. */
    public CompletionStage<Void> shutdown() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> {
            if (stopping) {
                result.complete(null);
                return;
            }
            stopping = true;
            timers.forEach(timer -> timer.cancel(false));
            moves.stop();
            cleaner.stop();
            if (recovery != null) {
                recovery.stop();
            }
            checkpoints.stop().whenComplete((done, failure) -> loop.execute(() -> new LogShutdown(this).start(result)));
        });
        return result;
    }

    /** Lets go of files and locks as they are, as the end of a process does; while the loop and the pool stand still. */
    public void abandon() {
        environment.handles().closeAll();
        unlock();
    }

    private void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    // For the classes that carry out one operation; all on the loop.

    EventExecutor loop() {
        return loop;
    }

    LogEnvironment environment() {
        return environment;
    }

    Disk disk() {
        return outside.disk;
    }

    RandomGenerator random() {
        return outside.random;
    }

    boolean isStopping() {
        return stopping;
    }

    Map<TopicPartition, HostedLog> logs() {
        assert loop.inEventLoop();
        return logs;
    }

    List<DirectoryStart.Found> directories() {
        assert loop.inEventLoop();
        return directories;
    }

    @Nullable
    CompletableFuture<Void> deletionOf(TopicPartition partition) {
        assert loop.inEventLoop();
        return deletion.underWay(partition);
    }

    /** Those that are used, and those that are to take their places. */
    List<HostedLog> hosted() {
        assert loop.inEventLoop();
        List<HostedLog> all = new ArrayList<>(logs.values());
        all.addAll(moves.futures());
        return all;
    }

    Map<EventExecutor, List<PartitionLog>> openLogs() {
        assert loop.inEventLoop();
        return openByLoop(hosted());
    }

    LogCleaner cleaner() {
        return cleaner;
    }

    LogMoves moves() {
        return moves;
    }

    LogDeletion deletion() {
        return deletion;
    }

    boolean isConfigured(Path path) {
        return settings.directories.stream()
                .anyMatch(configured -> configured.toAbsolutePath().equals(path));
    }

    /** Whether some directory of the configuration is out of use, from the start on or since. */
    boolean isAnyOffline() {
        return directories.size() < settings.directories.size()
                || directories.stream().anyMatch(found -> found.directory().isOffline());
    }

    void unlock() {
        for (DirectoryStart.Found directory : directories) {
            try {
                directory.lock().close();
            } catch (IOException e) {
                LOG.warn("The lock of {} could not be given back: {}", directory.directory(), e.toString());
            }
        }
    }
}
