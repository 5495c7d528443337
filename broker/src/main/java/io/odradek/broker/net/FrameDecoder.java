/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames: a length of four bytes, then as many bytes. A frame is a slice of what was read; memory
 * grows with the bytes that have arrived, never with a length that was only claimed. Confined to the connection's I/O
 * loop. Stops cutting while the connection is full, although more has been read, until {@link #resume}.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
    /** No request is shorter: API key, version, correlation id. */
    static final int REQUEST_BYTES_MIN = 8;
    /** No answer is shorter: correlation id. */
    static final int ANSWER_BYTES_MIN = 4;

    private static final int GROWTH_BYTES_MIN = 16 * 1024;

    private final int frameBytesMin;
    private final int frameBytesMax;
    private final BooleanSupplier full;
    private @Nullable ByteBuf pending;
    private boolean first = true;
    private boolean rejected;

    FrameDecoder(int frameBytesMin, int frameBytesMax, BooleanSupplier full) {
        this.frameBytesMin = frameBytesMin;
        this.frameBytesMax = frameBytesMax;
        this.full = full;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (rejected) {
            in.release();
            return;
        }
        ByteBuf before = pending;
        pending = before == null ? in : consumeBoth(ctx.alloc(), before, in);
        cut(ctx);
    }

    /** Goes on with what was read before the connection became full. */
    void resume(ChannelHandlerContext ctx) {
        cut(ctx);
    }

    /** True when a part of a frame has arrived and the rest has not. */
    boolean isInsideFrame() {
        return pending != null;
    }

    private void cut(ChannelHandlerContext ctx) {
        ByteBuf in = pending;
        while (in != null && in.readableBytes() >= Integer.BYTES && !full.getAsBoolean()) {
            int length = in.getInt(in.readerIndex());
            @Nullable String reason = reasonToReject(in, length);
            if (reason != null) {
                reject(ctx, reason);
                return;
            }
            first = false;
            if (in.readableBytes() - Integer.BYTES < length) {
                return;
            }
            in.skipBytes(Integer.BYTES);
            ByteBuf frame = in.readRetainedSlice(length);
            if (!in.isReadable()) {
                dropPending();
            }
            ctx.fireChannelRead(frame);
            in = pending;
        }
    }

    private @Nullable String reasonToReject(ByteBuf in, int length) {
        @Nullable String hello = first ? ForeignHello.recognise(in) : null;
        if (hello != null) {
            return hello;
        }
        if (length > frameBytesMax) {
            return "a request of " + length + " bytes, more than socket.request.max.bytes=" + frameBytesMax
                    + ": no Kafka client, or raise that key";
        }
        return length < frameBytesMin ? "a request length of " + length + ": no Kafka client, or a broken one" : null;
    }

    private void reject(ChannelHandlerContext ctx, String reason) {
        rejected = true;
        dropPending();
        ctx.fireExceptionCaught(new BadInputException(reason));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ByteBuf in = pending;
        if (in != null && !full.getAsBoolean()) {
            int arrived = in.readableBytes();
            String expected =
                    arrived < Integer.BYTES ? "" : " of " + (Integer.BYTES + (long) in.getInt(in.readerIndex()));
            reject(
                    ctx,
                    "a request that ends after " + arrived + expected + " bytes: the peer or the network broke off");
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropPending();
    }

    private void dropPending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    /** Both parts in one buffer. Grows by doubling towards the frame's length, which has been checked. */
    private ByteBuf consumeBoth(ByteBufAllocator allocator, ByteBuf before, ByteBuf in) {
        int added = in.readableBytes();
        try {
            if (before.refCnt() == 1 && !before.isReadOnly() && added <= before.maxFastWritableBytes()) {
                return before.writeBytes(in);
            }
            int have = before.readableBytes();
            ByteBuf grown = allocator.buffer(Math.max(have + added, capacityWanted(before, have + added)));
            grown.writeBytes(before).writeBytes(in);
            before.release();
            return grown;
        } finally {
            in.release();
        }
    }

    private int capacityWanted(ByteBuf before, int have) {
        int doubled = Math.max(GROWTH_BYTES_MIN, have * 2);
        if (before.readableBytes() < Integer.BYTES) {
            return doubled;
        }
        int length = before.getInt(before.readerIndex());
        return length < 0 || length > frameBytesMax ? have : (int) Math.min(doubled, Integer.BYTES + (long) length);
    }
}
