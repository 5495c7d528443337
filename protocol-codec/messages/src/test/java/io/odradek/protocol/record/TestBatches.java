/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.function.Consumer;

/** Batches that are right, and ways to make them wrong with a checksum that fits. On the heap, so nothing to release. */
final class TestBatches {
    static final long NOW_MS = 1_795_000_000_000L;

    private TestBatches() {}

    /** Records k0=v0, k1=v1 … with timestamps from now on. */
    static ByteBuf batchOf(Compression compression, int count) {
        return batchOf(compression, builder -> {
            for (int i = 0; i < count; i++) {
                builder.append(NOW_MS + i, ("k" + i).getBytes(UTF_8), ("v" + i).getBytes(UTF_8));
            }
        });
    }

    static ByteBuf batchOf(Compression compression, Consumer<BatchBuilder> content) {
        try (BatchBuilder builder = new BatchBuilder(UnpooledByteBufAllocator.DEFAULT)) {
            content.accept(builder.compression(compression));
            ByteBuf built = builder.build();
            ByteBuf onHeap = Unpooled.copiedBuffer(built);
            built.release();
            return onHeap;
        }
    }

    /** A batch whose header is right and whose payload is what the test says, compressed if asked. */
    static ByteBuf withPayload(Compression compression, int count, byte[] plain) {
        ByteBuf compressed = Unpooled.buffer();
        compression.compress(Unpooled.wrappedBuffer(plain), compressed, compression.defaultLevel());
        return withRawPayload(compression.id(), count, compressed);
    }

    static ByteBuf withRawPayload(int attributes, int count, ByteBuf payload) {
        ByteBuf batch = Unpooled.buffer();
        batch.writeBytes(batchOf(Compression.NONE, 1), 0, RecordBatch.HEADER_BYTES)
                .writeBytes(payload);
        batch.setShort(RecordBatch.ATTRIBUTES, attributes);
        batch.setInt(RecordBatch.LAST_OFFSET_DELTA, count - 1);
        batch.setInt(RecordBatch.RECORD_COUNT, count);
        return resealed(batch);
    }

    /** One record of {@code key} and {@code value} one byte each, with lengths that need not be true. */
    static byte[] record(int length, int offsetDelta, int keyLength, int headerCount) {
        ByteBuf out = Unpooled.buffer();
        Varints.writeInt(out, length);
        out.writeByte(0);
        Varints.writeLong(out, 0);
        Varints.writeInt(out, offsetDelta);
        Varints.writeInt(out, keyLength);
        out.writeByte(1);
        Varints.writeInt(out, 1);
        out.writeByte(1);
        Varints.writeInt(out, headerCount);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Length and checksum made to fit what the bytes are now. */
    static ByteBuf resealed(ByteBuf batch) {
        batch.setInt(RecordBatch.LENGTH, batch.readableBytes() - RecordBatch.LOG_OVERHEAD_BYTES);
        return rechecked(batch);
    }

    static ByteBuf rechecked(ByteBuf batch) {
        RecordBatch.wrap(batch, 0).updateCrc();
        return batch;
    }
}
