/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.PlatformDependent;

/**
 * The pool that all network buffers come from: direct memory, one arena for each loop, in chunks small enough that an
 * idle broker holds next to nothing. Large buffers that say that they will not grow come from {@link LargeBuffers}. What
 * a loop has used stays with it, as far as {@link Kept} goes.
 */
public final class Buffers {
    private static final int PAGE_BYTES = 8192;
    /** A chunk is a page shifted by this: 2 MiB. Larger buffers are not pooled. */
    private static final int CHUNK_ORDER = 8;

    private static final int SMALL_CACHED_MAX = 64;

    private Buffers() {}

    public static ByteBufAllocator pooled(int loops) {
        return new Pool(loops, Kept.of(loops, PlatformDependent.maxDirectMemory()));
    }

    /**
     * How many unused buffers each loop keeps: of those of Netty's pool so many of each size, and large ones. All loops
     * together keep an eighth of the direct memory at most, of which requests that wait may hold one half.
     */
    record Kept(int ofEachSize, int large) {
        private static final int SHARE = 8;
        private static final int OF_EACH_SIZE_MAX = 16;
        /** One of each of the sizes that Netty's pool has from 32 KiB to {@link LargeBuffers#BYTES_MIN}. */
        static final int EACH_SIZE_BYTES = 1808 << 10;

        static Kept of(int loops, long directBytesMax) {
            long half = directBytesMax / SHARE / loops / 2;
            return new Kept((int) Math.min(half / EACH_SIZE_BYTES, OF_EACH_SIZE_MAX), (int)
                    Math.min(half / LargeBuffers.BYTES_MAX, LargeBuffers.KEPT_MAX));
        }
    }

    private static final class Pool extends PooledByteBufAllocator {
        private final FastThreadLocal<LargeBuffers> large;

        Pool(int loops, Kept kept) {
            super(true, 1, loops, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED_MAX, kept.ofEachSize, false);
            large = new FastThreadLocal<>() {
                @Override
                protected LargeBuffers initialValue() {
                    return new LargeBuffers(kept.large);
                }
            };
        }

        @Override
        protected ByteBuf newDirectBuffer(int bytes, int bytesMax) {
            if (bytes == bytesMax && bytes >= LargeBuffers.BYTES_MIN && bytes <= LargeBuffers.BYTES_MAX) {
                ByteBuf lent = large.get().lend(bytes);
                if (lent != null) {
                    return lent;
                }
            }
            return super.newDirectBuffer(bytes, bytesMax);
        }
    }
}
