/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Has a socket read into the buffer that its frame decoder is about to cut, so that a frame of several reads is put
 * together by the kernel. Belongs to one connection and its I/O loop.
 */
final class FrameReceiver extends DefaultMaxMessagesRecvByteBufAllocator {
    /** As many as Netty's own. */
    private static final int READS_MAX = 16;

    private final FrameDecoder frames;

    FrameReceiver(FrameDecoder frames) {
        super(READS_MAX);
        this.frames = frames;
    }

    // The interface has another method by that name, which Netty has deprecated.
    @SuppressWarnings("deprecation")
    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return frames.retainedRoom(allocator);
            }

            @Override
            public int guess() {
                return FrameDecoder.FRESH_BYTES_MIN;
            }
        };
    }
}
