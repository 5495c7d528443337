/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.faults.check.Batch;
import io.odradek.compat.faults.check.EpochStart;
import io.odradek.compat.faults.check.ReplicaContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Reads the log directory of a stopped broker by Kafka's formats, with none of the broker's code. */
final class ReplicaFiles {

    private static final int LENGTH_AT = 8;
    private static final int EPOCH_AT = 12;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int BEFORE_LENGTH_BYTES = 12;
    private static final int SMALLEST_BATCH_BYTES = 61;

    private ReplicaFiles() {}

    /** Empty if this broker has no replica of it. */
    static List<ReplicaContent> read(int broker, Path dataFolder, String topic, int partition) {
        Path folder = dataFolder.resolve(topic + "-" + partition);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Batch> batches = new ArrayList<>();
        long rest = 0;
        for (Path segment : segments(folder)) {
            rest += readBatches(ByteBuffer.wrap(bytes(segment)), batches);
        }
        long highWatermark = checkpoint(dataFolder.resolve("replication-offset-checkpoint")).stream()
                .filter(words -> words[0].equals(topic) && words[1].equals(Integer.toString(partition)))
                .mapToLong(words -> Long.parseLong(words[2]))
                .findFirst()
                .orElse(0);
        List<EpochStart> epochs = checkpoint(folder.resolve("leader-epoch-checkpoint")).stream()
                .map(words -> new EpochStart(Integer.parseInt(words[0]), Long.parseLong(words[1])))
                .toList();
        return List.of(new ReplicaContent(broker, partition, batches, rest, epochs, highWatermark));
    }

    /** The log files, in the order of their first offsets. */
    static List<Path> segments(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many bytes are left behind the last whole one. */
    private static int readBatches(ByteBuffer log, List<Batch> batches) {
        int at = 0;
        while (log.limit() - at >= SMALLEST_BATCH_BYTES) {
            int bytes = BEFORE_LENGTH_BYTES + log.getInt(at + LENGTH_AT);
            if (bytes < SMALLEST_BATCH_BYTES || bytes > log.limit() - at) {
                break;
            }
            long baseOffset = log.getLong(at);
            long lastOffset = baseOffset + log.getInt(at + LAST_OFFSET_DELTA_AT);
            batches.add(new Batch(baseOffset, lastOffset, log.getInt(at + EPOCH_AT), digest(log.slice(at, bytes))));
            at += bytes;
        }
        return log.limit() - at;
    }

    /** The entries of a checkpoint file: a version and a count stand before them. */
    private static List<String[]> checkpoint(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .skip(2)
                            .map(line -> line.split(" "))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(bytes);
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
