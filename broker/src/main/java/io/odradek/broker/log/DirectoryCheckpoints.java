/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The four checkpoints of one log directory. Gathered on the directories' loop from what the logs publish, written on
 * the disk pool.
 */
final class DirectoryCheckpoints {
    private final Disk disk;
    private final LogDirectory directory;
    private final Map<String, Map<TopicPartition, Long>> offsets = new HashMap<>();

    DirectoryCheckpoints(Disk disk, LogDirectory directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** For a clean stop, after which a recovery point is taken for the log's end. */
    void gatherEnds(Collection<HostedLog> logs) {
        // One that was checked but never opened ends further on than its point says: without an entry it is checked
        // anew.
        gatherRecoveryPoints(logs.stream()
                .filter(log -> log.recovery == null || !log.isSettled())
                .toList());
    }

    void gatherRecoveryPoints(Collection<HostedLog> logs) {
        Map<TopicPartition, Long> points = new HashMap<>();
        for (HostedLog log : logs) {
            // One that is not checked yet and had no entry gets none: there is nothing that vouches for it.
            if (log.directory == directory && log.recoveryPointNow() != HostedLog.UNKNOWN) {
                points.put(log.partition, log.recoveryPointNow());
            }
        }
        offsets.put(OffsetCheckpointFile.RECOVERY_POINTS, points);
    }

    void gatherHighWatermarks(Collection<HostedLog> logs) {
        Map<TopicPartition, Long> marks = new HashMap<>();
        for (HostedLog log : logs) {
            if (log.directory == directory && log.highWatermarkNow() > 0) {
                marks.put(log.partition, log.highWatermarkNow());
            }
        }
        offsets.put(OffsetCheckpointFile.HIGH_WATERMARKS, marks);
    }

    void gatherLogStarts(Collection<HostedLog> logs) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (HostedLog log : logs) {
            if (log.directory == directory && log.logStartNow() > 0) {
                starts.put(log.partition, log.logStartNow());
            }
        }
        offsets.put(OffsetCheckpointFile.LOG_STARTS, starts);
    }

    /** Up to where logs were cleaned: of logs that are gone nothing is kept, as one of that name would start anew. */
    void gatherCleaned(Collection<HostedLog> logs) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (HostedLog log : logs) {
            if (log.directory == directory && log.cleanedToNow() > 0) {
                ends.put(log.partition, log.cleanedToNow());
            }
        }
        offsets.put(OffsetCheckpointFile.CLEANED, ends);
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    LogDirectory directory() {
        return directory;
    }

    /** On the disk pool. */
    void write() throws IOException {
        for (Map.Entry<String, Map<TopicPartition, Long>> file : offsets.entrySet()) {
            new OffsetCheckpointFile(disk, directory.path().resolve(file.getKey())).write(file.getValue());
        }
    }
}
