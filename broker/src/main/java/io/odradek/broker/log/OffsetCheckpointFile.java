/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import io.odradek.controller.image.TopicPartition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the files at the top of a log directory that hold an offset for each partition: a version line, a count, and
 * lines of topic, partition and offset.
 */
final class OffsetCheckpointFile {
    static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";
    static final String HIGH_WATERMARKS = "replication-offset-checkpoint";
    static final String LOG_STARTS = "log-start-offset-checkpoint";
    static final String CLEANED = "cleaner-offset-checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCheckpointFile.class);
    private static final String VERSION = "0";

    private final Disk disk;
    private final Path path;

    OffsetCheckpointFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    void write(Map<TopicPartition, Long> offsets) throws IOException {
        StringBuilder text = new StringBuilder(16 + offsets.size() * 40);
        text.append(VERSION).append('\n').append(offsets.size()).append('\n');
        offsets.forEach((partition, offset) -> text.append(partition.topic())
                .append(' ')
                .append(partition.partition())
                .append(' ')
                .append(offset.longValue())
                .append('\n'));
        SmallFile.replaceText(disk, path, text.toString(), true);
    }

    /**
     * Empty if there is no file, or one without a byte, as Kafka makes it at its first start; empty, and one log line says
     * so, if it is damaged.
     */
    Map<TopicPartition, Long> read() throws IOException {
        String text;
        try {
            text = SmallFile.readText(disk, path);
        } catch (NoSuchFileException e) {
            return new HashMap<>();
        }
        if (text.isEmpty()) {
            return new HashMap<>();
        }
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "{} is damaged ({}) and is ignored: what it said is found out from the logs", path, e.getMessage());
            return new HashMap<>();
        }
    }

    private static Map<TopicPartition, Long> parse(String text) {
        LineCursor lines = new LineCursor(text);
        if (!lines.next().equals(VERSION)) {
            throw new IllegalArgumentException("its version is not " + VERSION);
        }
        int count = Integer.parseInt(lines.next());
        if (count < 0 || count > text.length()) {
            throw new IllegalArgumentException("it counts " + count + " entries");
        }
        Map<TopicPartition, Long> offsets = new HashMap<>(count * 4 / 3 + 1);
        for (int i = 0; i < count; i++) {
            String line = lines.next();
            int second = line.lastIndexOf(' ');
            int first = line.lastIndexOf(' ', second - 1);
            if (first <= 0) {
                throw new IllegalArgumentException("a line is not topic, partition and offset");
            }
            String topic = line.substring(0, first);
            int partition = Integer.parseInt(line, first + 1, second, 10);
            long offset = Long.parseLong(line, second + 1, line.length(), 10);
            offsets.put(new TopicPartition(topic, partition), offset);
        }
        lines.expectEnd();
        return offsets;
    }
}
