/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one log directory into use: locks it, reads who it belongs to and what the checkpoints say, and lists the
 * partitions in it. Opens none of them.
 */
final class DirectoryStart {
    static final String LOCK = ".lock";
    static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStart.class);

    private final Disk disk;
    private final LogDirectory directory;

    DirectoryStart(Disk disk, LogDirectory directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** What was found. */
    record Found(
            LogDirectory directory,
            Closeable lock,
            Optional<MetaProperties> identity,
            boolean clean,
            List<HostedLog> logs,
            List<HostedLog> futures,
            List<Path> toDelete) {}

    Found run() throws IOException {
        Path path = directory.path();
        disk.createFolders(path);
        Closeable lock = lock(path);
        try {
            Optional<MetaProperties> identity = MetaPropertiesFile.read(disk, path);
            List<Path> toDelete = new ArrayList<>();
            List<HostedLog> futures = new ArrayList<>();
            List<HostedLog> logs = list(futures, toDelete);
            boolean clean = takeCleanMark(path);
            return new Found(directory, lock, identity, clean, logs, futures, toDelete);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Closeable lock(Path path) throws IOException {
        try {
            return disk.lock(path.resolve(LOCK));
        } catch (OverlappingFileLockException e) {
            throw new LogStartupException(
                    "Log directory " + path + " is locked by another process: stop that broker, or change log.dirs", e);
        }
    }

    /** The mark must be gone from the disk before anything is appended that a power loss could take away. */
    private boolean takeCleanMark(Path path) throws IOException {
        Path mark = path.resolve(CLEAN_SHUTDOWN);
        if (!disk.exists(mark)) {
            return false;
        }
        disk.delete(mark);
        disk.forceFolder(path);
        return true;
    }

    private List<HostedLog> list(List<HostedLog> futures, List<Path> toDelete) throws IOException {
        Path path = directory.path();
        Map<TopicPartition, Long> recoveryPoints = checkpoint(OffsetCheckpointFile.RECOVERY_POINTS);
        Map<TopicPartition, Long> highWatermarks = checkpoint(OffsetCheckpointFile.HIGH_WATERMARKS);
        Map<TopicPartition, Long> logStarts = checkpoint(OffsetCheckpointFile.LOG_STARTS);
        Map<TopicPartition, Long> cleaned = checkpoint(OffsetCheckpointFile.CLEANED);
        Map<String, String> topics = new HashMap<>();
        List<HostedLog> logs = new ArrayList<>();
        for (String name : disk.list(path)) {
            TopicPartition current = FolderNames.parse(name);
            TopicPartition parsed = current == null ? FolderNames.parseFuture(name) : current;
            if (parsed != null && disk.isFolder(path.resolve(name))) {
                // Ten thousand partitions of a topic share its name.
                String topic = topics.computeIfAbsent(parsed.topic(), same -> same);
                HostedLog log = new HostedLog(new TopicPartition(topic, parsed.partition()), directory, name);
                log.recoveryPoint = recoveryPoints.getOrDefault(log.partition, HostedLog.UNKNOWN);
                log.highWatermark = highWatermarks.getOrDefault(log.partition, 0L);
                log.logStart = logStarts.getOrDefault(log.partition, 0L);
                log.cleanedTo = current == null ? 0 : cleaned.getOrDefault(log.partition, 0L);
                (current == null ? futures : logs).add(log);
            } else if (name.endsWith(FolderNames.DELETE_ENDING)) {
                toDelete.add(path.resolve(name));
            } else if (disk.isFolder(path.resolve(name))) {
                LOG.info("{} is not a partition in use and is left alone", path.resolve(name));
            }
        }
        return logs;
    }

    private Map<TopicPartition, Long> checkpoint(String name) throws IOException {
        return new OffsetCheckpointFile(disk, directory.path().resolve(name)).read();
    }
}
