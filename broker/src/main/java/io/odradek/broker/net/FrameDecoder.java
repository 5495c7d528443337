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
    /** A new buffer has room for this much; for more if that was filled, or if the last frame was longer. */
    static final int FRESH_BYTES_MIN = 2 * 1024;

    private static final int FILLED_BYTES_MAX = 64 * 1024;
    private static final int FRESH_BYTES_MAX = LargeBuffers.BYTES_MAX;

    private final int frameBytesMin;
    private final int frameBytesMax;
    private final BooleanSupplier full;
    private @Nullable ByteBuf pending;
    private int freshBytes = FRESH_BYTES_MIN;
    private int lastFrameBytes;
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
        if (isLent(in)) {
            in.release();
        } else {
            adaptTo(in);
            pending = before == null ? in : consumeBoth(ctx.alloc(), before, in);
        }
        cut(ctx);
    }

    // The very same buffer, into whose room the socket has read.
    @SuppressWarnings("ReferenceEquality")
    private boolean isLent(ByteBuf in) {
        return in == pending;
    }

    private void adaptTo(ByteBuf in) {
        if (!in.isWritable()) {
            freshBytes = Math.min(freshBytes * 2, FILLED_BYTES_MAX);
        } else if (in.readableBytes() < freshBytes / 4) {
            freshBytes = Math.max(freshBytes / 2, FRESH_BYTES_MIN);
        }
    }

    /**
     * Where the next bytes of the stream go, for the caller to release or to hand to this decoder: behind the part of a
     * frame that is here already, so that nothing has to be put together, else into a buffer of its own. Its size follows
     * what came before, up to a bound, as what is claimed now counts for nothing yet.
     */
    ByteBuf retainedRoom(ByteBufAllocator allocator) {
        ByteBuf begun = pending;
        int missing = begun == null ? 0 : missingBytes(begun);
        if (begun == null || missing <= 0) {
            return room(allocator, Math.max(freshBytes, Math.min(lastFrameBytes, FRESH_BYTES_MAX)));
        }
        if (begun.isReadOnly() || begun.writableBytes() < Math.min(missing, GROWTH_BYTES_MIN)) {
            int have = begun.readableBytes();
            int grownBytes = Math.max(capacityWanted(begun, have), Math.min(lastFrameBytes, FRESH_BYTES_MAX));
            ByteBuf grown =
                    room(allocator, Math.min(have + missing, grownBytes)).writeBytes(begun);
            begun.release();
            pending = begun = grown;
        }
        return begun.retain();
    }

    /** Never grows: where there is too little of it, there is another one. */
    private static ByteBuf room(ByteBufAllocator allocator, int bytes) {
        return allocator.directBuffer(bytes, bytes);
    }

    /** How much of the first frame has not come yet; none of it, too, where its length is missing or refused. */
    private int missingBytes(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return 0;
        }
        int length = in.getInt(in.readerIndex());
        return length < 0 || length > frameBytesMax ? 0 : Integer.BYTES + length - in.readableBytes();
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
            lastFrameBytes = Integer.BYTES + length;
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

    void dropPending() {
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
