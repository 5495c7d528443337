/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class RecordBatchTest {
    /** Before, so that what is read once is not what stood there by chance. */
    private static final int INDEX = 5;

    private static ByteBuf shifted(ByteBuf batch) {
        return Unpooled.buffer().writeZero(INDEX).writeBytes(batch);
    }

    @Test
    void whatIsPatchedIsSeenInTheViewAndInTheBytes() {
        ByteBuf bytes = shifted(TestBatches.batchOf(Compression.LZ4, 3));
        RecordBatch batch = RecordBatch.wrap(bytes, INDEX);

        batch.baseOffset(1L << 40);
        batch.partitionLeaderEpoch(9);
        batch.maxTimestamp(TimestampType.LOG_APPEND_TIME, TestBatches.NOW_MS + 50);

        RecordBatch again = RecordBatch.wrap(bytes, INDEX);
        assertThat(batch).hasToString(again.toString());
        assertThat(again.baseOffset()).isEqualTo(1L << 40);
        assertThat(again.lastOffset()).isEqualTo((1L << 40) + 2);
        assertThat(again.partitionLeaderEpoch()).isEqualTo(9);
        assertThat(batch.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(again.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(batch.maxTimestamp()).isEqualTo(TestBatches.NOW_MS + 50);
        assertThat(again.maxTimestamp()).isEqualTo(TestBatches.NOW_MS + 50);
        assertThat(again.compression()).isEqualTo(Compression.LZ4);
        assertThat(batch.isCrcValid() && again.isCrcValid()).isTrue();
    }

    /** The smallest v1 message is shorter than a header of v2, and may be the last of its buffer. */
    @Test
    void ofAnOldFormatNothingIsReadBehindTheMagicByte() {
        ByteBuf bytes = Unpooled.buffer(26, 26)
                .writeLong(7)
                .writeInt(14)
                .writeInt(0)
                .writeByte(1)
                .writeZero(9);

        RecordBatch batch = RecordBatch.wrap(bytes, 0);

        assertThat(batch.magic()).isEqualTo((byte) 1);
        assertThat(batch.baseOffset()).isEqualTo(7);
        assertThat(batch.lengthBytes()).isEqualTo(26);
    }

    @Test
    void aHeaderThatIsCutOffIsNoReasonToFail() {
        ByteBuf bytes = TestBatches.batchOf(Compression.NONE, 1).copy(0, 40);

        assertThat(RecordBatch.isWhole(bytes, 0, 40)).isFalse();
        assertThat(RecordBatch.wrap(bytes, 0).magic()).isEqualTo(RecordBatch.MAGIC_V2);
    }
}
