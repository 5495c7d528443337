/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.buffer.ByteBuf;

/**
 * Where a {@link WireWriter} puts records. The writer has already written their length. A sink may copy the bytes into
 * the buffer, or remember the buffer's writer index and send the records from where they are.
 */
@FunctionalInterface
public interface RecordsSink {
    /** Copies the bytes of {@link BufRecords} into the buffer; knows no other kind. */
    RecordsSink COPY = (out, records) -> {
        if (!(records instanceof BufRecords bytes)) {
            throw new IllegalArgumentException(records.getClass().getName() + " cannot be copied into a buffer");
        }
        ByteBuf source = bytes.buffer();
        out.writeBytes(source, source.readerIndex(), source.readableBytes());
    };

    /** Takes the records at the current writer index of {@code out}; retains them if it keeps them. */
    void write(ByteBuf out, Records records);
}
