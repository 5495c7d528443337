/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.record.BatchBuilder;
import io.odradek.protocol.record.Compression;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one decision, as bytes, on their way into a batch. Immutable. */
final class EncodedRecords {
    private static final int VERSION_BYTES = 2;
    private static final short KEY_VERSION = 0;

    /** What a record of a batch has at most beside key and value: attributes, and varints for the rest. */
    private static final int OVERHEAD_BYTES_MAX = 1 + 10 + 5 * 5;

    private final List<Entry> entries;
    private final long timestampMs;
    private final long bytesMax;

    private static final class Entry {
        private final byte[] key;
        private final byte @Nullable [] value;

        Entry(CoordinatorRecord record) {
            ApiMessage stored = record.value();
            key = bytes(record.key().apiKey(), record.key(), KEY_VERSION);
            value = stored == null ? null : bytes(record.valueVersion(), stored, record.valueVersion());
        }

        private static byte[] bytes(short prefix, ApiMessage message, short version) {
            byte[] bytes = new byte[VERSION_BYTES + message.sizeBytes(version)];
            WireWriter out = new WireWriter(Unpooled.wrappedBuffer(bytes).writerIndex(0));
            out.writeShort(prefix);
            message.write(out, version);
            return bytes;
        }

        int bytesMax() {
            return OVERHEAD_BYTES_MAX + key.length + (value == null ? 0 : value.length);
        }
    }

    private EncodedRecords(List<Entry> entries, long timestampMs) {
        this.entries = entries;
        this.timestampMs = timestampMs;
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytesMax();
        }
        this.bytesMax = bytes;
    }

    /** @throws RuntimeException if a record cannot be written as its version has it */
    static EncodedRecords of(List<CoordinatorRecord> records, long timestampMs) {
        List<Entry> entries = new ArrayList<>(records.size());
        for (CoordinatorRecord record : records) {
            entries.add(new Entry(record));
        }
        return new EncodedRecords(entries, timestampMs);
    }

    /** What they take in a batch at most, without its header and before it is compressed. */
    long bytesMax() {
        return bytesMax;
    }

    /** One batch of all of them, for the caller to release. */
    static ByteBuf batch(List<EncodedRecords> decisions, Compression compression, ByteBufAllocator allocator) {
        try (BatchBuilder batch = new BatchBuilder(allocator)) {
            batch.compression(compression);
            for (EncodedRecords decision : decisions) {
                for (Entry entry : decision.entries) {
                    batch.append(decision.timestampMs, entry.key, entry.value);
                }
            }
            return batch.build();
        }
    }
}
