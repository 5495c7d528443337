/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.Compression;
import java.util.Random;

/**
 * What every request carries: one batch, always the same, without a producer's id, so that it may be sent again and
 * again as it is.
 *
 * @param records in the batch
 */
public record Payload(int valueBytes, int records, Compression compression) {

    /** Of what the values hold, so many bytes in eight are random; the others make them as compressible as text is. */
    private static final int RANDOM_OF_EIGHT = 3;

    private static final byte FILLER = 'x';

    /** As many records as fit a batch of about this size, at least one. */
    public static Payload of(int valueBytes, int batchBytes, Compression compression) {
        return new Payload(valueBytes, Math.max(1, batchBytes / valueBytes), compression);
    }

    /** Of values, in a batch: what is counted as throughput, compressed or not. */
    public long plainBytes() {
        return (long) valueBytes * records;
    }

    ByteBuf encode(long timestampMs) {
        Random random = new Random(valueBytes);
        try (BatchBuilder batch = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT).compression(compression)) {
            for (int i = 0; i < records; i++) {
                batch.append(timestampMs, null, value(random));
            }
            return batch.build();
        }
    }

    private byte[] value(Random random) {
        byte[] value = new byte[valueBytes];
        random.nextBytes(value);
        for (int i = 0; i < valueBytes; i++) {
            if (i % 8 >= RANDOM_OF_EIGHT) {
                value[i] = FILLER;
            }
        }
        return value;
    }
}
