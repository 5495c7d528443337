/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

class VarintsTest {
    @Test
    void everyWidthIsWrittenAndReadAsKafkaDoes() {
        for (int shift = 0; shift < 64; shift++) {
            for (long near = -2; near <= 2; near++) {
                check((1L << shift) + near);
                check(-(1L << shift) + near);
            }
        }
    }

    private static void check(long value) {
        ByteBuf ours = Unpooled.buffer();
        Varints.writeLong(ours, value);
        Varints.writeInt(ours, (int) value);
        ByteBuffer kafkas = ByteBuffer.allocate(20);
        ByteUtils.writeVarlong(value, kafkas);
        ByteUtils.writeVarint((int) value, kafkas);
        kafkas.flip();

        assertThat(ours.nioBuffer()).as("%s", value).isEqualTo(kafkas);
        assertThat(Varints.sizeOfLong(value) + Varints.sizeOfInt((int) value)).isEqualTo(kafkas.remaining());
        assertThat(Varints.readLong(kafkas)).isEqualTo(value);
        assertThat(Varints.readInt(kafkas)).isEqualTo((int) value);
        assertThat(kafkas.remaining()).isZero();
    }

    @Test
    void oneThatIsCutOffOrTooLongIsCorrupt() {
        assertThatThrownBy(() -> Varints.readInt(ByteBuffer.allocate(0))).isInstanceOf(CorruptBatchException.class);
        assertThatThrownBy(() -> Varints.readInt(ByteBuffer.wrap(new byte[] {-1})))
                .isInstanceOf(CorruptBatchException.class);
        assertThatThrownBy(() -> Varints.readInt(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, -1, -1, 0})))
                .isInstanceOf(CorruptBatchException.class);
        assertThatThrownBy(() -> Varints.readLong(ByteBuffer.wrap(new byte[] {-1, -1})))
                .isInstanceOf(CorruptBatchException.class);
    }
}
