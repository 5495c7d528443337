/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our batches read by kafka-clients, and its batches read by us: every codec, records of every shape. */
class KafkaRecordsEquivalenceTest {
    private static final int ROUNDS = 40;
    private static final int DECOMPRESSED_BYTES_MAX = 1 << 28;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void kafkaReadsWhatWeBuild(Compression compression) {
        Random random = new Random(11 + compression.id());
        RandomRecords shapes = new RandomRecords(random);
        for (int round = 0; round < ROUNDS; round++) {
            List<RandomRecords.Plain> plain = shapes.next();
            ByteBuf ours = ours(plain, compression, random.nextLong(1L << 50));
            try {
                var batches = MemoryRecords.readableRecords(ours.nioBuffer());
                var batch = batches.batches().iterator().next();
                batch.ensureValid();

                assertThat(render(batch)).isEqualTo(render(plain));
                assertThat(kafkasHeader(batch)).isEqualTo(ourHeader(RecordBatch.wrap(ours, 0)));
            } finally {
                ours.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void weReadWhatKafkaBuilds(Compression compression) {
        Random random = new Random(77 + compression.id());
        RandomRecords shapes = new RandomRecords(random);
        for (int round = 0; round < ROUNDS; round++) {
            List<RandomRecords.Plain> plain = shapes.next();
            MemoryRecords theirs = theirs(plain, compression, random.nextLong(1L << 50));
            ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(theirs.buffer());
            try {
                assertThat(RecordBatch.isWhole(bytes, 0, bytes.readableBytes())).isTrue();
                RecordBatch batch = RecordBatch.wrap(bytes, 0);

                assertThat(batch.isCrcValid()).isTrue();
                assertThat(render(batch)).isEqualTo(render(plain));
                assertThat(ourHeader(batch))
                        .isEqualTo(kafkasHeader(theirs.batches().iterator().next()));
            } finally {
                bytes.release();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE"})
    void uncompressedBatchesAreTheSameBytes(Compression compression) {
        RandomRecords shapes = new RandomRecords(new Random(5));
        for (int round = 0; round < ROUNDS; round++) {
            List<RandomRecords.Plain> plain = shapes.next();
            ByteBuf ours = ours(plain, compression, round);
            ByteBuf theirs =
                    Unpooled.wrappedBuffer(theirs(plain, compression, round).buffer());
            try {
                assertThat(ours).isEqualTo(theirs);
            } finally {
                ours.release();
                theirs.release();
            }
        }
    }

    private static ByteBuf ours(List<RandomRecords.Plain> plain, Compression compression, long baseOffset) {
        try (BatchBuilder builder = new BatchBuilder(PooledByteBufAllocator.DEFAULT)) {
            builder.compression(compression)
                    .baseOffset(baseOffset)
                    .partitionLeaderEpoch(3)
                    .producer(9, (short) 2, 41);
            plain.forEach(r -> builder.append(r.timestamp(), r.key(), r.value(), r.headers()));
            return builder.build();
        }
    }

    private static MemoryRecords theirs(List<RandomRecords.Plain> plain, Compression compression, long baseOffset) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1024),
                (byte) 2,
                kafkas(compression),
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                baseOffset,
                -1,
                9,
                (short) 2,
                41,
                false,
                3);
        for (RandomRecords.Plain r : plain) {
            Header[] headers = r.headers().stream()
                    .map(h -> new org.apache.kafka.common.header.internals.RecordHeader(h.key(), h.value()))
                    .toArray(Header[]::new);
            builder.append(r.timestamp(), r.key(), r.value(), new RecordHeaders(headers).toArray());
        }
        return builder.build();
    }

    private static org.apache.kafka.common.compress.Compression kafkas(Compression compression) {
        return org.apache.kafka.common.compress.Compression.of(compression.configName())
                .build();
    }

    private static List<String> render(List<RandomRecords.Plain> plain) {
        List<String> lines = new ArrayList<>();
        int delta = 0;
        for (RandomRecords.Plain r : plain) {
            List<String> headers = r.headers().stream()
                    .map(h -> h.key() + "=" + Arrays.hashCode(h.value()))
                    .toList();
            lines.add(line(delta++, r.timestamp(), r.key(), r.value(), headers));
        }
        return lines;
    }

    private static List<String> render(RecordBatch batch) {
        List<String> lines = new ArrayList<>();
        try (RecordCursor cursor = RecordCursor.over(batch, DECOMPRESSED_BYTES_MAX)) {
            while (cursor.next()) {
                List<String> headers = cursor.headers().stream()
                        .map(h -> h.key() + "=" + Arrays.hashCode(h.value()))
                        .toList();
                byte[] key = Utils.toNullableArray(cursor.key());
                byte[] value = Utils.toNullableArray(cursor.value());
                lines.add(line(cursor.offset() - batch.baseOffset(), cursor.timestamp(), key, value, headers));
            }
            assertThat(cursor.hasTrailingBytes()).isFalse();
        }
        return lines;
    }

    private static List<String> render(org.apache.kafka.common.record.internal.RecordBatch batch) {
        List<String> lines = new ArrayList<>();
        for (Record r : batch) {
            List<String> headers = Arrays.stream(r.headers())
                    .map(h -> h.key() + "=" + Arrays.hashCode(h.value()))
                    .toList();
            byte[] key = Utils.toNullableArray(r.key());
            lines.add(line(
                    r.offset() - batch.baseOffset(), r.timestamp(), key, Utils.toNullableArray(r.value()), headers));
        }
        return lines;
    }

    private static String line(long delta, long timestamp, byte[] key, byte[] value, List<String> headers) {
        return delta + " " + timestamp + " " + Arrays.hashCode(key) + " " + Arrays.hashCode(value) + " " + headers;
    }

    private static String kafkasHeader(org.apache.kafka.common.record.internal.RecordBatch b) {
        return List.of(
                        b.baseOffset(),
                        b.lastOffset(),
                        b.nextOffset(),
                        b.partitionLeaderEpoch(),
                        b.magic(),
                        b.checksum(),
                        b.compressionType().name,
                        b.timestampType().name,
                        b.maxTimestamp(),
                        b.producerId(),
                        b.producerEpoch(),
                        b.baseSequence(),
                        b.lastSequence(),
                        b.countOrNull(),
                        b.isTransactional(),
                        b.isControlBatch(),
                        b.sizeInBytes())
                .toString();
    }

    private static String ourHeader(RecordBatch b) {
        return List.of(
                        b.baseOffset(),
                        b.lastOffset(),
                        b.nextOffset(),
                        b.partitionLeaderEpoch(),
                        b.magic(),
                        b.crc(),
                        b.compression().configName(),
                        b.timestampType().configName(),
                        b.maxTimestamp(),
                        b.producerId(),
                        b.producerEpoch(),
                        b.baseSequence(),
                        b.lastSequence(),
                        b.recordCount(),
                        b.isTransactional(),
                        b.isControl(),
                        b.lengthBytes())
                .toString();
    }
}
