/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireWriter;
import java.util.List;

/** Records to bytes. */
final class RecordBatches {
    private static final int VERSION_BYTES = 2;
    private static final short KEY_VERSION = 0;

    private RecordBatches() {}

    /** One batch of all of them, for the caller to release. */
    static ByteBuf encode(
            List<CoordinatorRecord> records, long timestampMs, Compression compression, ByteBufAllocator allocator) {
        try (BatchBuilder batch = new BatchBuilder(allocator)) {
            batch.compression(compression);
            for (CoordinatorRecord record : records) {
                ApiMessage value = record.value();
                batch.append(
                        timestampMs,
                        bytes(record.key().apiKey(), record.key(), KEY_VERSION),
                        value == null ? null : bytes(record.valueVersion(), value, record.valueVersion()));
            }
            return batch.build();
        }
    }

    private static byte[] bytes(short prefix, ApiMessage message, short version) {
        byte[] bytes = new byte[VERSION_BYTES + message.sizeBytes(version)];
        WireWriter out = new WireWriter(Unpooled.wrappedBuffer(bytes).writerIndex(0));
        out.writeShort(prefix);
        message.write(out, version);
        return bytes;
    }
}
