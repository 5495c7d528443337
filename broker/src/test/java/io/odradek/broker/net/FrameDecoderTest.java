/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
    private static final int FRAME_BYTES_MAX = 1000;

    private final AtomicBoolean full = new AtomicBoolean();
    private final FrameDecoder decoder = new FrameDecoder(8, FRAME_BYTES_MAX, full::get);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 11, 24, 48})
    void framesComeOutWholeHoweverTheBytesAreCut(int pieceBytes) {
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < 4; i++) {
            bytes.writeInt(20).writeZero(16).writeInt(i);
        }

        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(Math.min(pieceBytes, bytes.readableBytes())));
        }

        bytes.release();
        for (int i = 0; i < 4; i++) {
            ByteBuf frame = channel.readInbound();
            assertThat(frame.readableBytes()).isEqualTo(20);
            assertThat(frame.getInt(frame.readerIndex() + 16)).isEqualTo(i);
            frame.release();
        }
        assertThat(channel.<ByteBuf>readInbound()).isNull();
        assertThat(decoder.isInsideFrame()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 24, 48, 5_000, 100_000})
    void framesComeOutWholeFromTheRoomThatTheDecoderGives(int pieceBytes) {
        FrameDecoder any = new FrameDecoder(8, 1_000_000, full::get);
        EmbeddedChannel other = new EmbeddedChannel(any);
        ByteBuf bytes = Unpooled.buffer();
        int[] lengths = pieceBytes < 1_000
                ? new int[] {8, 30, 700, 8, 200, 200, 9}
                : new int[] {8, 300, 70_000, 8, 200_000, 200_000, 3_000, 9};
        for (int i = 0; i < lengths.length; i++) {
            bytes.writeInt(lengths[i]).writeZero(lengths[i] - 8).writeLong(i);
        }

        while (bytes.isReadable()) {
            ByteBuf room = any.retainedRoom(other.alloc());
            assertThat(room.isWritable()).isTrue();
            room.writeBytes(bytes, Math.min(Math.min(pieceBytes, room.writableBytes()), bytes.readableBytes()));
            other.writeInbound(room);
        }

        bytes.release();
        for (int i = 0; i < lengths.length; i++) {
            ByteBuf frame = other.readInbound();
            assertThat(frame.readableBytes()).isEqualTo(lengths[i]);
            assertThat(frame.getLong(frame.writerIndex() - 8)).isEqualTo(i);
            frame.release();
        }
        assertThat(any.isInsideFrame()).isFalse();
        other.finishAndReleaseAll();
    }

    @Test
    void theRoomForTheRestOfAFrameIsBehindItsBeginning() {
        FrameDecoder any = new FrameDecoder(8, 1_000_000, full::get);
        EmbeddedChannel other = new EmbeddedChannel(any);
        ByteBuf begun = any.retainedRoom(other.alloc()).writeInt(1_000).writeLong(1);
        other.writeInbound(begun);

        ByteBuf room = any.retainedRoom(other.alloc());

        assertThat(room).isSameAs(begun);
        other.writeInbound(room.writeZero(992));
        ByteBuf frame = other.readInbound();
        assertThat(frame.readableBytes()).isEqualTo(1_000);
        frame.release();
        other.finishAndReleaseAll();
    }

    @Test
    void theLargestBatchOfATopicComesIntoOneRoomAgain() {
        int frameBytes = (1 << 20) + 200;
        FrameDecoder any = new FrameDecoder(8, 1 << 21, full::get);
        EmbeddedChannel other = new EmbeddedChannel(any);
        other.writeInbound(Unpooled.buffer().writeInt(frameBytes).writeZero(frameBytes));
        other.<ByteBuf>readInbound().release();

        ByteBuf room = any.retainedRoom(other.alloc());

        assertThat(room.writableBytes()).isEqualTo(Integer.BYTES + frameBytes);
        room.release();
        other.finishAndReleaseAll();
    }

    @Test
    void roomThatNothingCameIntoCostsNothing() {
        channel.writeInbound(decoder.retainedRoom(channel.alloc()).writeInt(8).writeInt(1));

        decoder.retainedRoom(channel.alloc()).release();
        channel.writeInbound(decoder.retainedRoom(channel.alloc()).writeInt(2));

        ByteBuf frame = channel.readInbound();
        assertThat(frame.readableBytes()).isEqualTo(8);
        frame.release();
    }

    @Test
    void roomGrowsWithWhatArrivesAndNotWithWhatIsClaimed() {
        FrameDecoder large = new FrameDecoder(8, Integer.MAX_VALUE, full::get);
        EmbeddedChannel other = new EmbeddedChannel(large);
        CountingAllocator allocator = new CountingAllocator();

        for (int i = 0; i < 10; i++) {
            ByteBuf room = large.retainedRoom(allocator);
            other.writeInbound(i == 0 ? room.writeInt(1_500_000_000).writeLong(1) : room.writeLong(2));
        }

        assertThat(allocator.largestBytes()).isLessThan(100_000);
        assertThatThrownBy(other::finishAndReleaseAll).isInstanceOf(BadInputException.class);
    }

    @Test
    void aFrameLongerThanAllowedIsRefusedAtItsLength() {
        ByteBuf bytes = Unpooled.buffer().writeInt(FRAME_BYTES_MAX + 1);

        assertThatThrownBy(() -> channel.writeInbound(bytes))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("socket.request.max.bytes=1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 7})
    void aLengthThatNoRequestHasIsRefused(int length) {
        ByteBuf bytes = Unpooled.buffer().writeInt(length);

        assertThatThrownBy(() -> channel.writeInbound(bytes))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(Integer.toString(length));
    }

    @Test
    void aTlsHelloIsNamed() {
        ByteBuf hello = Unpooled.wrappedBuffer(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1});

        assertThatThrownBy(() -> channel.writeInbound(hello)).hasMessageContaining("security.protocol");
    }

    @Test
    void anHttpRequestIsNamed() {
        ByteBuf hello = Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> channel.writeInbound(hello)).hasMessageContaining("HTTP");
    }

    @Test
    void whatFollowsARefusedLengthIsNotLookedAt() {
        ByteBuf bytes = Unpooled.buffer().writeInt(-1);
        assertThatThrownBy(() -> channel.writeInbound(bytes)).isInstanceOf(BadInputException.class);

        channel.writeInbound(Unpooled.buffer().writeInt(8).writeLong(1));

        assertThat(channel.<ByteBuf>readInbound()).isNull();
    }

    @Test
    void aFrameThatBreaksOffIsReported() {
        channel.writeInbound(Unpooled.buffer().writeInt(500).writeLong(1));

        assertThatThrownBy(() -> {
                    var unused = channel.close();
                    channel.checkException();
                })
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("after 12 of 504 bytes");
    }

    @Test
    void memoryGrowsWithWhatArrivesAndNotWithWhatIsClaimed() {
        FrameDecoder large = new FrameDecoder(8, Integer.MAX_VALUE, full::get);
        EmbeddedChannel other = new EmbeddedChannel(large);
        CountingAllocator allocator = new CountingAllocator();
        other.config().setAllocator(allocator);

        other.writeInbound(Unpooled.buffer().writeInt(1_500_000_000).writeLong(1));
        other.writeInbound(Unpooled.buffer().writeLong(2));

        assertThat(allocator.largestBytes()).isLessThan(100_000);
        assertThatThrownBy(other::finishAndReleaseAll).isInstanceOf(BadInputException.class);
    }

    @Test
    void aFullConnectionGetsNoMoreFramesUntilItResumes() {
        full.set(true);
        channel.writeInbound(Unpooled.buffer().writeInt(8).writeLong(1));
        assertThat(channel.<ByteBuf>readInbound()).isNull();

        full.set(false);
        decoder.resume(channel.pipeline().context(decoder));

        ByteBuf frame = channel.readInbound();
        assertThat(frame.getLong(frame.readerIndex())).isEqualTo(1);
        frame.release();
    }
}
