/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.BatchRules;
import io.odradek.protocol.record.BatchValidation;
import io.odradek.protocol.record.BatchValidator;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.record.TimestampType;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a leader does with a produced batch of 64 KiB before it writes it; the checksum alone for comparison. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchBenchmark {
    private static final long NOW_MS = 1_795_000_000_000L;
    private static final int BATCH_BYTES = 64 * 1024;

    private static final BatchRules RULES =
            new BatchRules(1 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, false, null, 0, true);

    @Param({"none", "lz4", "zstd"})
    private String codec = "none";

    @Param({"100", "1024"})
    private int recordBytes;

    private ByteBuf batch = PooledByteBufAllocator.DEFAULT.directBuffer();

    @Setup
    public void setUp() {
        batch.release();
        batch = batch(Objects.requireNonNull(Compression.forName(codec)), BATCH_BYTES / recordBytes, recordBytes);
    }

    @TearDown
    public void tearDown() {
        batch.release();
    }

    /** Half of each value is random, so that it compresses about as well as what people send. */
    static ByteBuf batch(Compression compression, int records, int recordBytes) {
        Random random = new Random(1);
        try (BatchBuilder builder = new BatchBuilder(PooledByteBufAllocator.DEFAULT).compression(compression)) {
            for (int i = 0; i < records; i++) {
                byte[] value = new byte[recordBytes];
                byte[] noise = new byte[recordBytes / 2];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, value, 0, noise.length);
                builder.append(NOW_MS, null, value);
            }
            ByteBuf built = builder.build();
            ByteBuf direct = PooledByteBufAllocator.DEFAULT
                    .directBuffer(built.readableBytes())
                    .writeBytes(built);
            built.release();
            return direct;
        }
    }

    @Benchmark
    public BatchValidation validate() {
        return BatchValidator.validate(batch, RULES, NOW_MS);
    }

    @Benchmark
    public boolean checksum() {
        return RecordBatch.wrap(batch, 0).isCrcValid();
    }
}
