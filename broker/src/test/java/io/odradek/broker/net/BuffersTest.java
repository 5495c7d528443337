/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuffersTest {
    private static final int FOUR_BATCHES_BYTES = (256 << 10) + 200;

    @Test
    void twoLoopsKeepWhatTheyNeed() {
        assertThat(Buffers.Kept.of(2, 512 << 20)).isEqualTo(new Buffers.Kept(9, 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64, 256})
    void allLoopsTogetherKeepAnEighthOfTheMemoryAtMost(int loops) {
        long memory = 512 << 20;

        Buffers.Kept kept = Buffers.Kept.of(loops, memory);

        long bytes =
                (long) kept.ofEachSize() * Buffers.Kept.EACH_SIZE_BYTES + (long) kept.large() * LargeBuffers.BYTES_MAX;
        assertThat(loops * bytes).isLessThanOrEqualTo(memory / 8);
    }

    @Test
    void theSizesThatAreCountedAreThoseOfThePool() {
        ByteBufAllocator pool = Buffers.pooled(1);

        int all = 0;
        int size = 32 << 10;
        while (size <= LargeBuffers.BYTES_MIN) {
            ByteBuf buffer = pool.directBuffer(size);
            int whole = buffer.maxFastWritableBytes();
            buffer.release();
            all += whole;
            size = whole + 1;
        }

        assertThat(all).isEqualTo(Buffers.Kept.EACH_SIZE_BYTES);
    }

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
