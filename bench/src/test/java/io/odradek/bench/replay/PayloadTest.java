/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadTest {

    @ParameterizedTest
    @EnumSource(names = {"NONE", "LZ4", "ZSTD"})
    void aBatchIsOneThatABrokerTakes(Compression compression) {
        ByteBuf bytes = Payload.of(100, 64 << 10, compression).encode(1);

        RecordBatch batch = RecordBatch.wrap(bytes, 0);

        assertThat(batch.isCrcValid()).isTrue();
        assertThat(batch.recordCount()).isEqualTo(655);
        assertThat(batch.hasProducerId()).isFalse();
        bytes.release();
    }

    @Test
    void valuesCompressAsTextDoes() {
        ByteBuf plain = Payload.of(1024, 64 << 10, Compression.NONE).encode(1);
        ByteBuf small = Payload.of(1024, 64 << 10, Compression.ZSTD).encode(1);

        double ratio = small.readableBytes() / (double) plain.readableBytes();

        assertThat(ratio).isBetween(0.3, 0.7);
        plain.release();
        small.release();
    }
}
