/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static io.odradek.protocol.record.TestBatches.NOW_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever bytes arrive: the validator gives an answer, and reading throws one kind of exception only. */
class CorruptInputTest {
    private static final int ROUNDS = 400;
    private static final BatchRules RULES =
            new BatchRules(1 << 20, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, false, null, 0, true);

    @ParameterizedTest
    @EnumSource(Compression.class)
    void damageUnderAFittingChecksumIsAnsweredAndNeverThrown(Compression compression) {
        Random random = new Random(1_000 + compression.id());
        List<ByteBuf> sound = sound(compression);
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf bytes = damaged(sound.get(random.nextInt(sound.size())).copy(), random);

            assertThat(BatchValidator.validate(bytes, RULES, NOW_MS)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aCursorThrowsNothingButCorruption(Compression compression) {
        Random random = new Random(2_000 + compression.id());
        List<ByteBuf> sound = sound(compression);
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf bytes = damaged(sound.get(random.nextInt(sound.size())).copy(), random);
            if (RecordBatch.isWhole(bytes, 0, bytes.readableBytes())) {
                walk(RecordBatch.wrap(bytes, 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void noiseIsAnsweredAndNeverThrown(Compression compression) {
        Random random = new Random(3_000 + compression.id());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            ByteBuf bytes = TestBatches.withRawPayload(compression.id(), 3, Unpooled.wrappedBuffer(noise));

            assertThat(BatchValidator.validate(bytes, RULES, NOW_MS)).isNotNull();
        }
    }

    @SuppressWarnings("EmptyCatch")
    private static void walk(RecordBatch batch) {
        try (RecordCursor cursor = RecordCursor.over(batch, 1 << 20)) {
            while (cursor.next()) {
                cursor.headers();
            }
            cursor.hasTrailingBytes();
        } catch (CorruptBatchException expected) {
            // The only one that may come.
        }
    }

    private static List<ByteBuf> sound(Compression compression) {
        return IntStream.of(1, 2, 3, 7, 40)
                .mapToObj(count -> TestBatches.batchOf(compression, count))
                .toList();
    }

    private static ByteBuf damaged(ByteBuf batch, Random random) {
        int faults = 1 + random.nextInt(4);
        for (int i = 0; i < faults; i++) {
            int from = random.nextInt(8) == 0 ? RecordBatch.ATTRIBUTES : RecordBatch.HEADER_BYTES;
            int at = from + random.nextInt(batch.readableBytes() - from);
            batch.setByte(at, random.nextBoolean() ? random.nextInt() : batch.getByte(at) ^ (1 << random.nextInt(8)));
        }
        if (random.nextInt(10) == 0) {
            int longer = random.nextInt(6);
            batch.writeZero(longer);
        } else if (random.nextInt(10) == 0) {
            batch.writerIndex(RecordBatch.HEADER_BYTES + random.nextInt(batch.readableBytes() - 60));
        }
        return TestBatches.resealed(batch);
    }
}
