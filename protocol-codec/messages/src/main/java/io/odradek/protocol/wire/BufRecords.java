/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Records in the readable bytes of a buffer, whose reference count is the count of the records. */
public final class BufRecords implements Records {
    public static final BufRecords EMPTY = new BufRecords(Unpooled.EMPTY_BUFFER);

    private final ByteBuf buffer;

    private BufRecords(ByteBuf buffer) {
        this.buffer = buffer;
    }

    /** Takes over the caller's reference to the buffer. */
    public static BufRecords of(ByteBuf buffer) {
        return new BufRecords(buffer);
    }

    /** The bytes, between reader and writer index; no reference is added. */
    public ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int sizeBytes() {
        return buffer.readableBytes();
    }

    @Override
    public int refCnt() {
        return buffer.refCnt();
    }

    @Override
    public BufRecords retain() {
        buffer.retain();
        return this;
    }

    @Override
    public BufRecords retain(int increment) {
        buffer.retain(increment);
        return this;
    }

    @Override
    public BufRecords touch() {
        buffer.touch();
        return this;
    }

    @Override
    public BufRecords touch(Object hint) {
        buffer.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return buffer.release();
    }

    @Override
    public boolean release(int decrement) {
        return buffer.release(decrement);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BufRecords that && ByteBufUtil.equals(buffer, that.buffer);
    }

    @Override
    public int hashCode() {
        return ByteBufUtil.hashCode(buffer);
    }

    @Override
    public String toString() {
        return "BufRecords(" + sizeBytes() + " bytes)";
    }
}
