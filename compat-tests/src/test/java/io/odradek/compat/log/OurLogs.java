/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.log.AppendOrigin;
import io.odradek.broker.log.AppendResult;
import io.odradek.broker.log.CleanerSettings;
import io.odradek.broker.log.FileDisk;
import io.odradek.broker.log.LogConfig;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.log.LogDirectories.IfMissing;
import io.odradek.broker.log.LogSlice;
import io.odradek.broker.log.PartitionLog;
import io.odradek.broker.log.ReadResult;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Our logs on real files, without a broker around them. */
final class OurLogs implements AutoCloseable {
    private static final long WAIT_SECONDS = 30;

    private final EventExecutor loop = new DefaultEventExecutor();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final LogDirectories directories;
    private final LogConfig config;

    OurLogs(Path data, LogConfig config) {
        this.config = config;
        this.directories = LogDirectories.load(
                LogDirectories.Settings.of(List.of(data)),
                new LogDirectories.Dependencies(
                        new FileDisk(),
                        pool,
                        loop,
                        InstantSource.system(),
                        new Random(1),
                        new Faults(),
                        (path, partitions, cause) -> faults.add(path + ": " + cause)));
        directories.limitCleaning(() -> new CleanerSettings(
                true,
                1,
                CleanerSettings.DEFAULTS.dedupeBufferBytes(),
                CleanerSettings.DEFAULTS.loadFactor(),
                CleanerSettings.DEFAULTS.ioBufferBytes(),
                CleanerSettings.DEFAULTS.ioBytesPerSecond(),
                100));
    }

    /** Whatever goes wrong fails the test when the logs are closed. */
    private final class Faults implements FaultHandler {
        @Override
        public void partitionFault(TopicPartition partition, String what, Throwable cause) {
            faults.add(partition + ": " + what + ": " + cause);
        }

        @Override
        public void processFault(String what, Throwable cause) {
            faults.add(what + ": " + cause);
        }
    }

    PartitionLog open(String topic, int partition) {
        return await(directories.open(new TopicPartition(topic, partition), null, loop, config, IfMissing.CREATE));
    }

    AppendResult append(PartitionLog log, Consumer<BatchBuilder> content) {
        return on(() -> {
            try (BatchBuilder builder = new BatchBuilder(PooledByteBufAllocator.DEFAULT)) {
                content.accept(builder);
                ByteBuf batch = builder.build();
                try {
                    boolean control = RecordBatch.wrap(batch, 0).isControl();
                    AppendResult result = log.appendAsLeader(
                            batch,
                            Math.max(0, log.leaderEpochs().latestEpoch()),
                            control ? AppendOrigin.COORDINATOR : AppendOrigin.CLIENT);
                    log.advanceHighWatermark(log.logEndOffset());
                    return result;
                } finally {
                    batch.release();
                }
            }
        });
    }

    void appendTexts(PartitionLog log, List<String> texts) {
        for (String text : texts) {
            AppendResult result =
                    append(log, builder -> builder.append(System.currentTimeMillis(), null, text.getBytes(UTF_8)));
            if (!(result instanceof AppendResult.Appended)) {
                throw new AssertionError(result);
            }
        }
    }

    /** The values of all records but markers, from the log's start. */
    List<String> texts(PartitionLog log) {
        return on(() -> {
            List<String> values = new ArrayList<>();
            long next = log.logStartOffset();
            while (next < log.logEndOffset()) {
                LogSlice slice = ((ReadResult.Read) log.read(next, 1 << 20, Long.MAX_VALUE, true)).slice();
                ByteBuf bytes = PooledByteBufAllocator.DEFAULT.buffer(slice.sizeBytes());
                slice.readInto(bytes);
                slice.release();
                next = collect(bytes, next, values);
                bytes.release();
            }
            return values;
        });
    }

    private static long collect(ByteBuf bytes, long offset, List<String> values) {
        long next = offset;
        int index = 0;
        while (RecordBatch.isWhole(bytes, index, bytes.writerIndex())) {
            RecordBatch batch = RecordBatch.wrap(bytes, index);
            if (!batch.isControl()) {
                try (RecordCursor records = RecordCursor.over(batch, 1 << 24)) {
                    while (records.next()) {
                        ByteBuffer value = records.value();
                        values.add(value == null ? "null" : UTF_8.decode(value).toString());
                    }
                }
            }
            next = batch.nextOffset();
            index += batch.lengthBytes();
        }
        return next;
    }

    <T> T on(Callable<T> task) {
        try {
            return loop.submit(task).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(directories.shutdown());
        pool.shutdown();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (!faults.isEmpty()) {
            throw new AssertionError(faults);
        }
    }
}
