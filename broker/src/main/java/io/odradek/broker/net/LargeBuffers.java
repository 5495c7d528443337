/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for frames of about a mebibyte, which one thread lends again and again. Netty's pool gives a chunk back to the
 * system when nothing of it is in use, which is after every such frame; the next one would pay for fresh memory, page by
 * page. Lent by the thread that owns it, given back by any: a buffer is free when nobody but this holds it.
 */
final class LargeBuffers {
    /** A batch of Kafka's largest by default, with all that is around it. */
    static final int BYTES_MAX = (1 << 20) + (64 << 10);

    /** What is smaller stays with its thread in Netty's own cache, by its {@code maxCachedBufferCapacity}. */
    static final int BYTES_MIN = 320 << 10;

    /** More than so many are of no use. */
    static final int KEPT_MAX = 8;

    private final int keptMax;
    private final List<ByteBuf> kept = new ArrayList<>();

    /** @param keptMax whoever needs more at the same time is served by the pool */
    LargeBuffers(int keptMax) {
        this.keptMax = keptMax;
    }

    /** Of just this many bytes, or null where all are lent. The first that is free, as it is the likeliest to be cached. */
    @Nullable
    ByteBuf lend(int bytes) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).refCnt() == 1) {
                return part(kept.get(i), bytes);
            }
        }
        if (kept.size() == keptMax) {
            return null;
        }
        // Nobody has to let go of it: it ends with this object.
        ByteBuf added = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES_MAX));
        kept.add(added);
        return part(added, bytes);
    }

    private static ByteBuf part(ByteBuf whole, int bytes) {
        return whole.retainedSlice(0, bytes).clear();
    }
}
