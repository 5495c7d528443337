/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * The pool that all network buffers come from: direct memory, one arena for each loop, in chunks small enough that an
 * idle broker holds next to nothing. Large buffers that say that they will not grow come from {@link LargeBuffers}.
 */
public final class Buffers {
    private static final int PAGE_BYTES = 8192;
    /** A chunk is a page shifted by this: 2 MiB. Larger buffers are not pooled. */
    private static final int CHUNK_ORDER = 8;

    private static final int SMALL_CACHED_MAX = 64;
    private static final int NORMAL_CACHED_MAX = 16;

    private Buffers() {}

    public static ByteBufAllocator pooled(int loops) {
        return new Pool(loops);
    }

    private static final class Pool extends PooledByteBufAllocator {
        private final FastThreadLocal<LargeBuffers> large = new FastThreadLocal<>() {
            @Override
            protected LargeBuffers initialValue() {
                return new LargeBuffers();
            }
        };

        Pool(int loops) {
            super(true, 1, loops, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED_MAX, NORMAL_CACHED_MAX, false);
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
