/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetention;
import org.apache.kafka.common.record.internal.MemoryRecords.RecordFilter.BatchRetentionResult;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.BufferSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a batch, beside what the filter of Kafka's own cleaner leaves of it. */
class BatchRewriterTest {
    private static final int ROUNDS = 20;
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final long RETENTION_MS = 86_400_000;
    private static final int DECOMPRESSED_BYTES_MAX = 1 << 28;

    private final Random random = new Random(3);

    @ParameterizedTest
    @EnumSource(Compression.class)
    void itIsWhatKafkasCleanerLeaves(Compression compression) {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf original = batch(compression);
            // A second pass meets a batch that has a horizon.
            for (int pass = 0; pass < 2; pass++) {
                BitSet kept = someOf(RecordBatch.wrap(original, 0));
                ByteBuf ours = rewritten(original, kept);
                ByteBuf theirs = Unpooled.wrappedBuffer(kafkas(original, kept));
                try {
                    compare(RecordBatch.wrap(ours, 0), RecordBatch.wrap(theirs, 0));
                } finally {
                    original.release();
                }
                original = ours;
            }
            original.release();
        }
    }

    /** Uncompressed to the byte; otherwise the codec is free in how it says the same. */
    private static void compare(RecordBatch ours, RecordBatch theirs) {
        assertThat(ours.isCrcValid()).isTrue();
        if (ours.compression() == Compression.NONE) {
            assertThat(ours.buffer()).isEqualTo(theirs.buffer());
        }
        assertThat(ours.baseOffset()).isEqualTo(theirs.baseOffset());
        assertThat(ours.partitionLeaderEpoch()).isEqualTo(theirs.partitionLeaderEpoch());
        int header = RecordBatch.HEADER_BYTES - RecordBatch.ATTRIBUTES;
        assertThat(ours.buffer().slice(RecordBatch.ATTRIBUTES, header))
                .isEqualTo(theirs.buffer().slice(RecordBatch.ATTRIBUTES, header));
        assertThat(records(ours)).isEqualTo(records(theirs));
    }

    private static List<String> records(RecordBatch batch) {
        List<String> found = new ArrayList<>();
        try (RecordCursor records = RecordCursor.over(batch, DECOMPRESSED_BYTES_MAX)) {
            while (records.next()) {
                found.add(records.offset() + " " + records.timestamp() + " " + hash(records.key()) + " "
                        + hash(records.value()) + " " + records.headers().size());
            }
        }
        return found;
    }

    private static int hash(@Nullable ByteBuffer bytes) {
        return bytes == null ? -1 : bytes.hashCode();
    }

    private ByteBuf batch(Compression compression) {
        List<RandomRecords.Plain> plain = new RandomRecords(random).next();
        try (BatchBuilder builder = new BatchBuilder(PooledByteBufAllocator.DEFAULT)) {
            builder.compression(compression)
                    .baseOffset(random.nextInt(1_000_000))
                    .partitionLeaderEpoch(3)
                    .timestampType(random.nextBoolean() ? TimestampType.CREATE_TIME : TimestampType.LOG_APPEND_TIME)
                    .producer(9, (short) 2, 41);
            if (random.nextBoolean()) {
                builder.transactional();
            }
            plain.forEach(r -> builder.append(r.timestamp(), r.key(), r.value(), r.headers()));
            return builder.build();
        }
    }

    private BitSet someOf(RecordBatch batch) {
        BitSet kept = new BitSet();
        int share = random.nextInt(5);
        for (int i = 0; i < batch.recordCount(); i++) {
            kept.set(i, random.nextInt(4) < share);
        }
        return kept;
    }

    private static ByteBuf rewritten(ByteBuf original, BitSet kept) {
        RecordBatch batch = RecordBatch.wrap(original, 0);
        if (kept.isEmpty()) {
            return BatchRewriter.empty(batch);
        }
        boolean tombstones = false;
        try (RecordCursor records = RecordCursor.over(batch, DECOMPRESSED_BYTES_MAX)) {
            for (int i = 0; records.next(); i++) {
                tombstones |= kept.get(i) && !records.hasValue();
            }
        }
        boolean stamp = tombstones && !batch.hasDeleteHorizon();
        if (kept.cardinality() == batch.recordCount() && !stamp) {
            return original.copy();
        }
        long horizonMs = stamp ? NOW_MS + RETENTION_MS : RecordBatch.NO_TIMESTAMP;
        return BatchRewriter.retain(batch, kept, horizonMs, DECOMPRESSED_BYTES_MAX);
    }

    private static ByteBuffer kafkas(ByteBuf original, BitSet kept) {
        MemoryRecords records = MemoryRecords.readableRecords(ByteBuffer.wrap(ByteBufUtil.getBytes(original)));
        RecordFilter filter = new RecordFilter(NOW_MS, RETENTION_MS) {
            private int place;

            @Override
            protected BatchRetentionResult checkBatchRetention(
                    org.apache.kafka.common.record.internal.RecordBatch batch) {
                return new BatchRetentionResult(BatchRetention.RETAIN_EMPTY, false);
            }

            @Override
            protected boolean shouldRetainRecord(
                    org.apache.kafka.common.record.internal.RecordBatch batch, Record record) {
                return kept.get(place++);
            }
        };
        ByteBuffer out = records.filterTo(filter, ByteBuffer.allocate(1 << 22), BufferSupplier.NO_CACHING)
                .outputBuffer();
        return out.flip();
    }
}
