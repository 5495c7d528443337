/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.record;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives a batch another compression. Records hold nothing that depends on it, so they pass through as bytes and none of
 * them is decoded.
 */
final class PayloadTranscoder {
    private static final int CHUNK_BYTES = 16 * 1024;

    private PayloadTranscoder() {}

    /** A batch in a buffer of its own, which the caller releases. */
    static RecordBatch transcode(RecordBatch batch, Compression target, int level, int decompressedBytesMax) {
        ByteBuf plain = decompressed(batch, decompressedBytesMax);
        try {
            ByteBuf out = batch.buffer().alloc().buffer(RecordBatch.HEADER_BYTES + plain.readableBytes());
            out.writeBytes(batch.buffer(), batch.index(), RecordBatch.HEADER_BYTES);
            target.compress(plain, out, level);
            int attributes = batch.attributes() & ~RecordBatch.COMPRESSION_MASK;
            out.setShort(RecordBatch.ATTRIBUTES, attributes | target.id());
            out.setInt(RecordBatch.LENGTH, out.readableBytes() - RecordBatch.LOG_OVERHEAD_BYTES);
            RecordBatch transcoded = RecordBatch.wrap(out, 0);
            transcoded.updateCrc();
            return transcoded;
        } finally {
            plain.release();
        }
    }

    private static ByteBuf decompressed(RecordBatch batch, int bytesMax) {
        ByteBuf plain = batch.buffer().alloc().heapBuffer();
        try (InputStream in = batch.compression().decompressing(batch.payload())) {
            while (plain.writeBytes(in, CHUNK_BYTES) >= 0) {
                if (plain.readableBytes() > bytesMax) {
                    throw new CorruptBatchException("The payload decompresses to more than is allowed");
                }
            }
            return plain;
        } catch (IOException e) {
            plain.release();
            throw new CorruptBatchException("The payload cannot be decompressed", e);
        } catch (RuntimeException e) {
            plain.release();
            throw e;
        }
    }
}
