/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * The pool that all network buffers come from: direct memory, one arena for each loop, in chunks small enough that an
 * idle broker holds next to nothing.
 */
public final class Buffers {
    private static final int PAGE_BYTES = 8192;
    /** A chunk is a page shifted by this: 2 MiB. Larger buffers are not pooled. */
    private static final int CHUNK_ORDER = 8;

    private static final int SMALL_CACHED_MAX = 64;
    private static final int NORMAL_CACHED_MAX = 16;

    private Buffers() {}

    public static ByteBufAllocator pooled(int loops) {
        return new PooledByteBufAllocator(
                true, 1, loops, PAGE_BYTES, CHUNK_ORDER, SMALL_CACHED_MAX, NORMAL_CACHED_MAX, false);
    }
}
