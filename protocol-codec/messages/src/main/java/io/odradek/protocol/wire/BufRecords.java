/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Records in a part of a buffer, whose reference count is the count of the records. Confined to one thread at a time,
 * since the slice of the buffer is made when somebody asks for it.
 */
public final class BufRecords implements Records {
    public static final BufRecords EMPTY = of(Unpooled.EMPTY_BUFFER);

    private final ByteBuf whole;
    private final int index;
    private final int sizeBytes;
    private @Nullable ByteBuf slice;

    private BufRecords(ByteBuf whole, int index, int sizeBytes, @Nullable ByteBuf slice) {
        this.whole = whole;
        this.index = index;
        this.sizeBytes = sizeBytes;
        this.slice = slice;
    }

    /** The readable bytes of a buffer; takes over the caller's reference to it. */
    public static BufRecords of(ByteBuf buffer) {
        return new BufRecords(buffer, buffer.readerIndex(), buffer.readableBytes(), buffer);
    }

    /** A part of a buffer; takes over one of the caller's references to the whole. */
    static BufRecords of(ByteBuf whole, int index, int sizeBytes) {
        return new BufRecords(whole, index, sizeBytes, null);
    }

    /** The bytes, between reader and writer index; no reference is added. */
    public ByteBuf buffer() {
        ByteBuf known = slice;
        if (known == null) {
            known = whole.slice(index, sizeBytes);
            slice = known;
        }
        return known;
    }

    @Override
    public int sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int refCnt() {
        return whole.refCnt();
    }

    @Override
    public BufRecords retain() {
        whole.retain();
        return this;
    }

    @Override
    public BufRecords retain(int increment) {
        whole.retain(increment);
        return this;
    }

    @Override
    public BufRecords touch() {
        whole.touch();
        return this;
    }

    @Override
    public BufRecords touch(Object hint) {
        whole.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return whole.release();
    }

    @Override
    public boolean release(int decrement) {
        return whole.release(decrement);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BufRecords that && ByteBufUtil.equals(buffer(), that.buffer());
    }

    @Override
    public int hashCode() {
        return ByteBufUtil.hashCode(buffer());
    }

    @Override
    public String toString() {
        return "BufRecords(" + sizeBytes() + " bytes)";
    }
}
