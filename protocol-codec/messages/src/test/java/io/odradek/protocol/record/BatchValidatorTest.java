/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static io.odradek.protocol.record.TestBatches.NOW_MS;
import static io.odradek.protocol.record.TestBatches.batchOf;
import static io.odradek.protocol.record.TestBatches.rechecked;
import static io.odradek.protocol.record.TestBatches.record;
import static io.odradek.protocol.record.TestBatches.withPayload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The decisions of {@link BatchValidator}. The error codes of the first table were read from Apache Kafka 4.3.1's
 * answers to the same bytes in a produce request; those of the second differ from it on purpose.
 */
class BatchValidatorTest {
    private static final BatchRules PLAIN =
            new BatchRules(1_048_588, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, false, null, 0, true);
    private static final BatchRules APPEND_TIME =
            new BatchRules(1_048_588, TimestampType.LOG_APPEND_TIME, Long.MAX_VALUE, 3_600_000, false, null, 0, true);
    private static final BatchRules COMPACTED =
            new BatchRules(1_048_588, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, true, null, 0, true);

    static Stream<Arguments> asKafka() {
        return Stream.of(
                refused("no bytes", Unpooled.EMPTY_BUFFER, ErrorCode.INVALID_RECORD),
                refused("five bytes", Unpooled.wrappedBuffer(new byte[5]), ErrorCode.INVALID_RECORD),
                refused("forty bytes", three().slice(0, 40), ErrorCode.INVALID_RECORD),
                refused("last byte missing", three().slice(0, three().readableBytes() - 1), ErrorCode.INVALID_RECORD),
                accepted("one byte more", three().writeByte(7)),
                refused("twenty bytes more", three().writeZero(20), ErrorCode.CORRUPT_MESSAGE),
                refused("two batches", three().writeBytes(three()), ErrorCode.INVALID_RECORD),
                refused("magic 0", three().setByte(16, 0), ErrorCode.INVALID_RECORD),
                refused("magic 1", three().setByte(16, 1), ErrorCode.INVALID_RECORD),
                refused("magic 3", three().setByte(16, 3), ErrorCode.CORRUPT_MESSAGE),
                refused("magic -1", three().setByte(16, -1), ErrorCode.CORRUPT_MESSAGE),
                refused("base offset 5", three().setLong(0, 5), ErrorCode.INVALID_RECORD),
                refused("length 20", three().setInt(8, 20), ErrorCode.CORRUPT_MESSAGE),
                refused("length 5", three().setInt(8, 5), ErrorCode.CORRUPT_MESSAGE),
                refused("length -5", three().setInt(8, -5), ErrorCode.CORRUPT_MESSAGE),
                refused("length 48", three().setInt(8, 48), ErrorCode.CORRUPT_MESSAGE),
                refused("bad checksum", three().setByte(70, 99), ErrorCode.CORRUPT_MESSAGE),
                refused("bad checksum, base offset", three().setByte(70, 99).setLong(0, 5), ErrorCode.INVALID_RECORD),
                refused("count 4 over 3 offsets", counts(Compression.NONE, 4, 2), ErrorCode.INVALID_RECORD),
                refused("count 2 over 3 offsets", counts(Compression.NONE, 2, 2), ErrorCode.INVALID_RECORD),
                refused("count 2 of 3 records", counts(Compression.NONE, 2, 1), ErrorCode.INVALID_RECORD),
                refused("count 4 of 3 records", counts(Compression.NONE, 4, 3), ErrorCode.INVALID_RECORD),
                refused("gzip, count 2 of 3 records", counts(Compression.GZIP, 2, 1), ErrorCode.INVALID_RECORD),
                refused("gzip, count 4 of 3 records", counts(Compression.GZIP, 4, 3), ErrorCode.INVALID_RECORD),
                refused("count 0", counts(Compression.NONE, 0, 2), ErrorCode.INVALID_RECORD),
                refused("count 0, no offsets", counts(Compression.NONE, 0, -1), ErrorCode.INVALID_RECORD),
                refused("count -1", counts(Compression.NONE, -1, 2), ErrorCode.INVALID_RECORD),
                refused("control", with(BatchBuilder::control), ErrorCode.INVALID_RECORD),
                refused("no sequence", with(b -> b.producer(5, (short) 0, -1)), ErrorCode.INVALID_RECORD),
                accepted("no producer epoch", with(b -> b.producer(5, (short) -1, 0))),
                accepted("producer id -5", with(b -> b.producer(-5, (short) 0, 0))),
                accepted("timestamp -1", batchOf(Compression.NONE, b -> b.append(-1, null, null))),
                accepted("timestamp -2", batchOf(Compression.NONE, b -> b.append(-2, null, null))),
                refused("two hours ahead", at(NOW_MS + 7_200_000), ErrorCode.INVALID_TIMESTAMP),
                accepted("as far ahead as allowed", at(NOW_MS + 3_600_000)),
                accepted("stamped as appended", with(b -> b.timestampType(TimestampType.LOG_APPEND_TIME))),
                refused("stamped as appended, no time", unstamped(), ErrorCode.INVALID_TIMESTAMP),
                accepted("delete horizon", attributes(0x40)),
                accepted("an unused attribute", attributes(0x80)),
                refused("record length -1", payload(record(-1, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                refused("record length 100", payload(record(100, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                refused("record length 7 of 8", payload(record(7, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                refused("record length 9 of 8", payload(record(9, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                refused("record length 0", payload(record(0, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                refused("key longer than record", payload(record(8, 0, 50, 0)), ErrorCode.INVALID_RECORD),
                refused("key length -2", payload(record(8, 0, -2, 0)), ErrorCode.INVALID_RECORD),
                refused("-1 headers", payload(record(8, 0, 1, -1)), ErrorCode.INVALID_RECORD),
                refused("3 headers missing", payload(record(8, 0, 1, 3)), ErrorCode.INVALID_RECORD),
                refused("a byte after the records", payload(longer(record(8, 0, 1, 0))), ErrorCode.INVALID_RECORD),
                refused("no records", payload(new byte[0]), ErrorCode.INVALID_RECORD));
    }

    static Stream<Arguments> stricterThanKafka() {
        byte[] garbage = "this is not compressed at all, or is it".getBytes(UTF_8);
        return Stream.concat(
                Stream.of(
                        refused("a hole", payload(record(8, 3, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("a negative offset", payload(record(8, -3, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("gzip, a hole", gzip(record(8, 3, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("gzip, record length -1", gzip(record(-1, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("gzip, record length 100", gzip(record(100, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("gzip, record length 7 of 8", gzip(record(7, 0, 1, 0)), ErrorCode.INVALID_RECORD),
                        refused("endless varint", payload(endlessVarint()), ErrorCode.INVALID_RECORD)),
                Stream.of(1, 2, 3, 4, 5, 6, 7)
                        .map(codec -> refused(
                                "garbage as codec " + codec,
                                TestBatches.withRawPayload(codec, 1, Unpooled.wrappedBuffer(garbage)),
                                ErrorCode.INVALID_RECORD)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"asKafka", "stricterThanKafka"})
    void batchesAreTakenOrRefused(String name, ByteBuf batch, ErrorCode expected) {
        assertThat(errorOf(BatchValidator.validate(batch, PLAIN, NOW_MS))).isEqualTo(expected);
    }

    @Test
    void aBatchAboveTheTopicsLimitIsRefusedBeforeItsChecksumIsLookedAt() {
        ByteBuf batch = three().setByte(70, 99);

        var result = BatchValidator.validate(batch, limit(batch.readableBytes() - 1), NOW_MS);

        assertThat(errorOf(result)).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(errorOf(BatchValidator.validate(three(), limit(batch.readableBytes()), NOW_MS)))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void everyRecordWithoutKeyIsNamedWhenTheTopicIsCompacted() {
        ByteBuf batch = batchOf(Compression.ZSTD, b -> {
            for (int i = 0; i < 6; i++) {
                b.append(NOW_MS, i % 2 == 0 ? null : new byte[0], null);
            }
        });

        var result = (BatchValidation.Rejected) BatchValidator.validate(batch, COMPACTED, NOW_MS);

        assertThat(result.error()).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(result.recordErrors()).extracting(RecordError::batchIndex).containsExactly(0, 2, 4);
    }

    @Test
    void aBadTimestampWinsOverAMissingKey() {
        ByteBuf batch = batchOf(
                Compression.NONE,
                b -> b.append(NOW_MS + 7_200_000, null, null).append(NOW_MS + 7_200_000, new byte[1], null));

        var result = (BatchValidation.Rejected) BatchValidator.validate(batch, COMPACTED, NOW_MS);

        assertThat(result.error()).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
        assertThat(result.message())
                .as("as in Kafka")
                .isEqualTo("One or more records have been rejected due to invalid timestamp");
        assertThat(result.recordErrors()).extracting(RecordError::batchIndex).containsExactly(0, 1);
    }

    @Test
    void recordErrorsHaveABound() {
        ByteBuf batch = batchOf(Compression.NONE, b -> {
            for (int i = 0; i < 2 * BatchValidator.RECORD_ERRORS_MAX; i++) {
                b.append(NOW_MS, null, null);
            }
        });

        var result = (BatchValidation.Rejected) BatchValidator.validate(batch, COMPACTED, NOW_MS);

        assertThat(result.recordErrors()).hasSize(BatchValidator.RECORD_ERRORS_MAX);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aTopicWithAppendTimesStampsTheBatchInPlace(Compression compression) {
        ByteBuf bytes = batchOf(compression, 3);

        var valid = valid(BatchValidator.validate(bytes, APPEND_TIME, NOW_MS + 50));

        assertThat(valid.reencoded()).isFalse();
        assertThat(valid.batch().timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(valid.batch().maxTimestamp()).isEqualTo(NOW_MS + 50);
        assertThat(valid.batch().isCrcValid()).isTrue();
    }

    @Test
    void aTopicWithAppendTimesRefusesABatchThatSaysSoItself() {
        ByteBuf batch = with(b -> b.timestampType(TimestampType.LOG_APPEND_TIME));

        assertThat(errorOf(BatchValidator.validate(batch, APPEND_TIME, NOW_MS))).isEqualTo(ErrorCode.INVALID_TIMESTAMP);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aWrongMaxTimestampIsPutRight(Compression compression) {
        ByteBuf bytes = rechecked(batchOf(compression, 3).setLong(RecordBatch.MAX_TIMESTAMP, 5));

        var valid = valid(BatchValidator.validate(bytes, PLAIN, NOW_MS));

        assertThat(valid.batch().maxTimestamp()).isEqualTo(NOW_MS + 2);
        assertThat(valid.batch().isCrcValid()).isTrue();
    }

    @Test
    void aGoodBatchIsLeftAsItIs() {
        ByteBuf bytes = three();

        var valid = valid(BatchValidator.validate(bytes, PLAIN, NOW_MS));

        assertThat(valid.batch().buffer()).isSameAs(bytes).isEqualTo(three());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aTopicsOwnCompressionReplacesEveryOther(Compression target) {
        for (Compression source : Compression.values()) {
            ByteBuf bytes = batchOf(source, 3);

            var valid = valid(BatchValidator.validate(bytes, compressedTo(target, 1_048_588), NOW_MS));

            assertThat(valid.reencoded()).isEqualTo(source != target);
            assertThat(valid.batch().compression()).isEqualTo(target);
            assertThat(valid.batch().isCrcValid()).isTrue();
            assertThat(keysOf(valid.batch())).containsExactly("k0", "k1", "k2");
            if (valid.reencoded()) {
                valid.batch().buffer().release();
            }
        }
    }

    @Test
    void aBatchThatIsTooLargeOnceDecompressedIsRefused() {
        ByteBuf batch = batchOf(Compression.GZIP, b -> b.append(NOW_MS, null, new byte[2000]));

        var result = BatchValidator.validate(batch, compressedTo(Compression.NONE, 400), NOW_MS);

        assertThat(errorOf(result)).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
    }

    @Test
    void aPayloadThatSwellsTooFarIsNotDecompressedToBeCompressedAgain() {
        byte[] zeros = new byte[1 << 20];
        ByteBuf batch = batchOf(Compression.ZSTD, b -> {
            for (int i = 0; i <= BatchValidator.TRANSCODED_BYTES_MAX >> 20; i++) {
                b.append(NOW_MS, null, zeros);
            }
        });

        assertThat(errorOf(BatchValidator.validate(batch, compressedTo(Compression.LZ4, 1_048_588), NOW_MS)))
                .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(errorOf(BatchValidator.validate(batch, PLAIN, NOW_MS)))
                .as("left as it is")
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theBrokersOwnBatchesMayBeControlBatchesWithHoles() {
        ByteBuf batch = batchOf(
                Compression.NONE,
                b -> b.control()
                        .baseOffset(70)
                        .appendAt(3, NOW_MS, new byte[] {0, 0, 0, 1}, null, List.of())
                        .appendAt(9, NOW_MS, new byte[] {0, 0, 0, 1}, null, List.of()));
        BatchRules ownRules =
                new BatchRules(1000, TimestampType.CREATE_TIME, Long.MAX_VALUE, 1000, true, null, 0, false);

        assertThat(errorOf(BatchValidator.validate(batch, ownRules, NOW_MS))).isEqualTo(ErrorCode.NONE);
    }

    private static Arguments refused(String name, ByteBuf batch, ErrorCode error) {
        return Arguments.of(name, batch, error);
    }

    private static Arguments accepted(String name, ByteBuf batch) {
        return Arguments.of(name, batch, ErrorCode.NONE);
    }

    private static ByteBuf three() {
        return batchOf(Compression.NONE, 3);
    }

    private static ByteBuf with(java.util.function.UnaryOperator<BatchBuilder> change) {
        return batchOf(Compression.NONE, b -> change.apply(b).append(NOW_MS, new byte[1], new byte[1]));
    }

    private static ByteBuf at(long timestampMs) {
        return batchOf(Compression.NONE, b -> b.append(timestampMs, null, null));
    }

    private static ByteBuf unstamped() {
        return batchOf(
                Compression.NONE,
                b -> b.timestampType(TimestampType.LOG_APPEND_TIME).append(-1, null, null));
    }

    private static ByteBuf attributes(int bits) {
        return rechecked(three().setShort(RecordBatch.ATTRIBUTES, bits));
    }

    private static ByteBuf counts(Compression compression, int count, int lastOffsetDelta) {
        return rechecked(batchOf(compression, 3)
                .setInt(RecordBatch.RECORD_COUNT, count)
                .setInt(RecordBatch.LAST_OFFSET_DELTA, lastOffsetDelta));
    }

    private static ByteBuf payload(byte[] records) {
        return withPayload(Compression.NONE, 1, records);
    }

    private static ByteBuf gzip(byte[] records) {
        return withPayload(Compression.GZIP, 1, records);
    }

    private static byte[] longer(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static byte[] endlessVarint() {
        byte[] bytes = new byte[7];
        Arrays.fill(bytes, (byte) -1);
        return bytes;
    }

    private static BatchRules limit(int bytes) {
        return new BatchRules(bytes, TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000, false, null, 0, true);
    }

    private static BatchRules compressedTo(Compression target, int bytesMax) {
        return new BatchRules(
                bytesMax,
                TimestampType.CREATE_TIME,
                Long.MAX_VALUE,
                3_600_000,
                false,
                target,
                target.defaultLevel(),
                true);
    }

    private static ErrorCode errorOf(BatchValidation result) {
        return result instanceof BatchValidation.Rejected rejected ? rejected.error() : ErrorCode.NONE;
    }

    private static BatchValidation.Valid valid(BatchValidation result) {
        assertThat(result).isInstanceOf(BatchValidation.Valid.class);
        return (BatchValidation.Valid) result;
    }

    private static List<String> keysOf(RecordBatch batch) {
        List<String> keys = new java.util.ArrayList<>();
        try (RecordCursor cursor = RecordCursor.over(batch, 1 << 20)) {
            while (cursor.next()) {
                keys.add(UTF_8.decode(cursor.key()).toString());
            }
        }
        return keys;
    }
}
