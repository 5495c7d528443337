/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.log.FileDisk;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.partition.Assignment;
import io.odradek.broker.partition.FetchAsk;
import io.odradek.broker.partition.FetchCall;
import io.odradek.broker.partition.FetchOrigin;
import io.odradek.broker.partition.FetchReader;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.InSyncProposals;
import io.odradek.broker.partition.LeaderEnvironment;
import io.odradek.broker.partition.LeaderFollowing;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionEnvironment;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.broker.partition.Produced;
import io.odradek.broker.partition.ReplicaRacks;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.broker.partition.TopicSettings;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** A partition that broker 1 leads, with its log in a folder of its own; the caller's thread is its loop. */
final class OnePartition implements AutoCloseable {
    private static final int BROKER = 1;
    private static final int WAIT_MAX_MS = 10_000;
    private static final TopicPartition NAME = new TopicPartition("jmh", 0);

    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory());
    private final Path folder;
    private final LogDirectories logs;
    private final PartitionRef partition;

    /** @param replicas all in sync */
    OnePartition(List<Integer> replicas) {
        try {
            folder = Files.createTempDirectory("odradek-jmh");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FaultHandler faults = new Faults();
        logs = LogDirectories.load(
                LogDirectories.Settings.of(List.of(folder)),
                new LogDirectories.Dependencies(
                        new FileDisk(),
                        Runnable::run,
                        loop,
                        InstantSource.system(),
                        new Random(1),
                        faults,
                        (path, partitions, cause) -> faults.processFault("the disk", cause)));
        LeaderEnvironment leaders = new LeaderEnvironment(
                InSyncProposals.NONE,
                (broker, epoch) -> true,
                ReplicaRacks.UNKNOWN,
                ReplicationQuota.NONE,
                () -> BROKER,
                () -> System.nanoTime() / 1_000_000,
                WAIT_MAX_MS);
        PartitionDirectory directory = new PartitionDirectory(
                loop,
                new ShardLoops(List.of(loop)),
                new PartitionEnvironment(
                        BROKER, logs, TopicSettings.DEFAULTS, faults, leaders, LeaderFollowing.NOBODY));
        Assignment leading = new Assignment(new Uuid(1, 2), BROKER, 0, 0, replicas, replicas, false);
        directory.lead(1, List.of(new PartitionDirectory.Decision(NAME, leading)), result -> {});
        turn();
        partition = Objects.requireNonNull(directory.find(NAME));
    }

    /** Does what is on the loop. */
    void turn() {
        while (loop.runNow() > 0) {
            // Until there is nothing more.
        }
    }

    void append(ByteBuf batch, int acks, Produced.Listener listener) {
        partition.onLoop().append(batch, (short) acks, WAIT_MAX_MS, listener);
    }

    /** What is there now; the bytes of the slice, which is let go. */
    int fetch(FetchOrigin origin, long offset, int bytesMax) {
        FetchAsk ask = new FetchAsk(partition, offset, -1, -1, 0, bytesMax);
        FetchReader reader = new FetchReader(origin, 1, bytesMax, 0, false);
        int[] bytes = new int[1];
        FetchCall.start(reader, List.of(ask), true, results -> {
            Fetched fetched = results.get(0);
            bytes[0] = fetched.sizeBytes();
            fetched.release();
        });
        return bytes[0];
    }

    @Override
    public void close() {
        var closed = logs.shutdown().toCompletableFuture();
        turn();
        closed.join();
        try (Stream<Path> all = Files.walk(folder)) {
            // What is in a folder goes before the folder.
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A benchmark of something broken is none. */
    private static final class Faults implements FaultHandler {
        @Override
        public void partitionFault(TopicPartition failed, String what, Throwable cause) {
            processFault(failed + " " + what, cause);
        }

        @Override
        public void processFault(String what, Throwable cause) {
            throw new IllegalStateException(what, cause);
        }
    }
}
