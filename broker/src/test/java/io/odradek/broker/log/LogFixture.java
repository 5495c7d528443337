/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.fault.RecordingFaultHandler;
import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Logs on one hand-driven loop, with a disk pool that runs when told to, virtual time, and a disk of choice. */
final class LogFixture {
    static final long START_MS = 1_795_000_000_000L;
    static final TopicPartition PARTITION = new TopicPartition("orders", 3);
    static final Uuid TOPIC_ID = new Uuid(1, 2);

    final Disk disk;
    final Path data;
    final MockTicker ticker = Ticker.newMockTicker();
    final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    final Queue<Runnable> pool = new ArrayDeque<>();
    final RecordingFaultHandler faults = new RecordingFaultHandler();
    final List<String> offline = new ArrayList<>();
    LogConfig config = LogConfig.DEFAULTS;
    int openFilesMax = 100;
    long initialTaskDelayMs = 30_000;
    CleanerSettings cleaner = CleanerSettings.DEFAULTS;
    LogDirectories directories;

    private LogFixture(Disk disk, Path data) {
        this.disk = disk;
        this.data = data;
    }

    static LogFixture on(Disk disk, Path data) {
        LogFixture fixture = new LogFixture(disk, data);
        fixture.start();
        return fixture;
    }

    static LogFixture on(Disk disk, Path data, List<Path> paths) {
        LogFixture fixture = new LogFixture(disk, data);
        fixture.start(paths);
        return fixture;
    }

    static LogFixture inMemory() {
        return on(new MemoryDisk(), Path.of("/data"));
    }

    MemoryDisk memory() {
        return (MemoryDisk) disk;
    }

    void start() {
        start(List.of(data));
    }

    void start(List<Path> paths) {
        LogDirectories.Settings settings = new LogDirectories.Settings(
                paths, openFilesMax, 2, initialTaskDelayMs, 300_000, 60_000, 60_000, 5_000, 86_400_000, 600_000);
        directories = LogDirectories.load(
                settings,
                new LogDirectories.Dependencies(
                        disk,
                        pool::add,
                        loop,
                        this::now,
                        new Random(1),
                        faults,
                        (path, partitions, cause) -> offline.add(path + " " + partitions)));
        directories.limitCleaning(() -> cleaner);
        settle();
    }

    Instant now() {
        return Instant.ofEpochMilli(START_MS + TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime()));
    }

    /** Runs everything that is due, until nothing is. */
    void settle() {
        boolean worked = true;
        while (worked) {
            worked = loop.runNow() > 0;
            for (Runnable task = pool.poll(); task != null; task = pool.poll()) {
                task.run();
                worked = true;
            }
        }
        if (disk instanceof MemoryDisk memory) {
            memory.throwIfPowerLost();
        }
    }

    void pass(long amount, TimeUnit unit) {
        ticker.advance(amount, unit);
        settle();
    }

    <T> T await(CompletionStage<T> stage) {
        settle();
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw new AssertionError("nothing is left to do, and the result is not there");
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    PartitionLog open() {
        return open(PARTITION);
    }

    PartitionLog open(TopicPartition partition) {
        return await(directories.open(partition, TOPIC_ID, loop, config, IfMissing.CREATE));
    }

    /** A clean stop and a start on the same disk. */
    PartitionLog restart() {
        stop();
        start();
        return open();
    }

    void stop() {
        await(directories.shutdown());
        pool.clear();
    }

    /** The process dies: nothing is written any more, but the page cache stays. */
    PartitionLog kill() {
        abandon();
        start();
        return open();
    }

    void abandon() {
        pool.clear();
        directories.unlock();
    }

    Path folder() {
        return data.resolve(PARTITION.toString());
    }

    static ByteBuf batch(Consumer<BatchBuilder> content) {
        try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
            content.accept(builder);
            ByteBuf built = builder.build();
            ByteBuf onHeap = Unpooled.copiedBuffer(built);
            built.release();
            return onHeap;
        }
    }

    ByteBuf batch(String... values) {
        long timestamp = now().toEpochMilli();
        return batch(builder -> {
            for (String value : values) {
                builder.append(timestamp, null, value.getBytes(UTF_8));
            }
        });
    }

    AppendResult append(PartitionLog log, String... values) {
        AppendResult result = log.appendAsLeader(batch(values), 0, AppendOrigin.CLIENT);
        log.advanceHighWatermark(log.logEndOffset());
        return result;
    }

    /** The values of all records that the log serves from the offset on. */
    List<String> read(PartitionLog log, long offset) {
        List<String> values = new ArrayList<>();
        long next = offset;
        while (next < log.logEndOffset()) {
            ReadResult result = log.read(next, 1 << 20, Long.MAX_VALUE, true);
            if (result instanceof ReadResult.Cold) {
                result = await(log.readCold(next, 1 << 20, Long.MAX_VALUE, true));
            }
            LogSlice slice = ((ReadResult.Read) result).slice();
            if (slice == null) {
                break;
            }
            long after = collect(slice, next, values);
            if (after == next) {
                break;
            }
            next = after;
        }
        return values;
    }

    private static long collect(LogSlice slice, long offset, List<String> values) {
        ByteBuf bytes = bytes(slice);
        long next = offset;
        int index = 0;
        while (RecordBatch.isWhole(bytes, index, bytes.writerIndex())) {
            RecordBatch batch = RecordBatch.wrap(bytes, index);
            if (!batch.isCrcValid()) {
                throw new AssertionError("a damaged batch was served at offset " + batch.baseOffset());
            }
            if (!batch.isControl()) {
                collect(batch, next, values);
            }
            next = batch.nextOffset();
            index += batch.lengthBytes();
        }
        return next;
    }

    private static void collect(RecordBatch batch, long offset, List<String> values) {
        try (RecordCursor records = RecordCursor.over(batch, 1 << 20)) {
            while (records.next()) {
                if (records.offset() >= offset) {
                    values.add(UTF_8.decode(records.value()).toString());
                }
            }
        }
    }

    /** All bytes of a slice, which is released. */
    static ByteBuf bytes(LogSlice slice) {
        try {
            ByteBuf bytes = Unpooled.buffer(slice.sizeBytes());
            slice.readInto(bytes);
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        } finally {
            slice.release();
        }
    }

    static @Nullable LogSlice slice(ReadResult result) {
        return ((ReadResult.Read) result).slice();
    }
}
