/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class BuffersTest {
    private static final int FOUR_BATCHES_BYTES = (256 << 10) + 200;

    @Test
    void theLoopGetsAFrameOfFourBatchesFromItsOwnCacheTheSecondTime() {
        PooledByteBufAllocator pool = (PooledByteBufAllocator) Buffers.pooled(1);
        CompletableFuture<Void> done = new CompletableFuture<>();

        new FastThreadLocalThread(() -> {
                    for (int i = 0; i < 3; i++) {
                        pool.directBuffer(FOUR_BATCHES_BYTES, FOUR_BATCHES_BYTES)
                                .writeLong(i)
                                .release();
                    }
                    done.complete(null);
                })
                .start();

        assertThat(done).succeedsWithin(Duration.ofSeconds(10));
        assertThat(pool.metric().directArenas().get(0).numNormalAllocations()).isEqualTo(1);
    }
}
