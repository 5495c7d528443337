/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LargeBuffersTest {
    private static final int MIB = 1 << 20;

    private final LargeBuffers large = new LargeBuffers(LargeBuffers.KEPT_MAX);

    @Test
    void aBufferThatWasGivenBackIsLentAgain() {
        ByteBuf first = large.lend(MIB);
        first.writeLong(1).release();

        ByteBuf second = large.lend(LargeBuffers.BYTES_MIN);

        assertThat(second.memoryAddress()).isEqualTo(first.unwrap().memoryAddress());
        assertThat(second.readableBytes()).isZero();
        assertThat(second.writableBytes()).isEqualTo(LargeBuffers.BYTES_MIN);
        assertThat(second.maxWritableBytes()).isEqualTo(LargeBuffers.BYTES_MIN);
        second.release();
    }

    @Test
    void aBufferOfWhichAPartIsHeldIsNotLentAgain() {
        ByteBuf first = large.lend(MIB);
        ByteBuf part = first.writeLong(1).readRetainedSlice(4);
        first.release();

        ByteBuf second = large.lend(MIB);

        assertThat(second.memoryAddress()).isNotEqualTo(first.unwrap().memoryAddress());
        assertThat(part.getInt(0)).isZero();
        part.release();
        second.release();
    }

    @Test
    void noMoreThanSoManyAreKept() {
        List<ByteBuf> lent = new ArrayList<>();
        for (int i = 0; i < LargeBuffers.KEPT_MAX; i++) {
            lent.add(large.lend(MIB));
        }

        assertThat(large.lend(MIB)).isNull();

        lent.forEach(ByteBuf::release);
    }

    @Test
    void thePoolIsNotAskedForALargeBufferTwice() {
        ByteBufAllocator pool = Buffers.pooled(1);

        for (int i = 0; i < 3; i++) {
            pool.directBuffer(MIB, MIB).writeLong(i).release();
        }

        assertThat(((PooledByteBufAllocator) pool).metric().usedDirectMemory()).isZero();
    }

    @Test
    void whatMayGrowComesFromThePool() {
        ByteBufAllocator pool = Buffers.pooled(1);

        ByteBuf buffer = pool.directBuffer(MIB);

        assertThat(((PooledByteBufAllocator) pool).metric().usedDirectMemory()).isPositive();
        buffer.release();
    }

    @Test
    void moreThanAreKeptComeFromThePool() {
        ByteBufAllocator pool = Buffers.pooled(1);
        List<ByteBuf> lent = new ArrayList<>();

        for (int i = 0; i < LargeBuffers.KEPT_MAX + 1; i++) {
            lent.add(pool.directBuffer(MIB, MIB).writeZero(MIB));
        }

        assertThat(((PooledByteBufAllocator) pool).metric().usedDirectMemory()).isPositive();
        lent.forEach(ByteBuf::release);
    }
}
