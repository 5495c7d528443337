/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the equivalence of whole messages does not reach. */
final class WireTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                127,
                128,
                16_383,
                16_384,
                2_097_151,
                2_097_152,
                268_435_455,
                268_435_456,
                Integer.MAX_VALUE,
                -1
            })
    void varintsAreThoseOfKafkaAndTheirSizeIsExact(int value) {
        ByteBuf out = Unpooled.buffer();
        new WireWriter(out).writeUnsignedVarint(value);
        ByteBuffer kafkas = ByteBuffer.allocate(5);
        ByteUtils.writeUnsignedVarint(value, kafkas);

        assertThat(out.nioBuffer()).isEqualTo(kafkas.flip());
        assertThat(WireWriter.unsignedVarintSize(value)).isEqualTo(out.readableBytes());
        assertThat(new WireReader(out).readUnsignedVarint()).isEqualTo(value);
    }

    @Test
    void aVarintThatNeverEndsIsMalformed() {
        assertThatThrownBy(() -> reader(0x80, 0x80, 0x80, 0x80, 0x80, 0).readUnsignedVarint())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("more than five bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00b", "\uDE00\uD83D", "ok \uD83D\uDE00"})
    void halfASurrogatePairBecomesWhatItBecomesInKafka(String text) {
        ByteBuf out = Unpooled.buffer(64, 64);
        new WireWriter(out).writeString(text);

        assertThat(ByteBufUtil.getBytes(out, 2, out.readableBytes() - 2)).isEqualTo(Utils.utf8(text));
        assertThat(WireWriter.stringSize(text)).isEqualTo(out.readableBytes());
    }

    @Test
    void bytesThatAreNoUtf8AreReplacedAsByKafka() {
        byte[] bytes = {(byte) 0xFF, 'a', (byte) 0xC3, (byte) 0xE2, (byte) 0x82, 'b'};
        String kafkas = new ByteBufferAccessor(ByteBuffer.wrap(bytes)).readString(bytes.length);
        ByteBuf heap = Unpooled.buffer().writeShort(bytes.length).writeBytes(bytes);
        ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(heap.duplicate());

        assertThat(new WireReader(heap).readString()).isEqualTo(kafkas);
        assertThat(new WireReader(direct).readString()).isEqualTo(kafkas);
        direct.release();
    }

    @Test
    void lengthsBeyondTheInputAreRefusedBeforeAnythingIsAllocated() {
        int[] huge = {0x7F, 0xFF, 0xFF, 0xFF};

        assertThatThrownBy(() -> reader(huge).readBytes())
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("2147483647 bytes are wanted where 0 are left, before byte 4 of 4");
        assertThatThrownBy(() -> reader(huge).readNullableRecords()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(huge).readArrayCount(1)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(0x7F, 0xFF).readString()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader().readInt()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(0xFF, 0xFF, 0xFF, 0xFF, 0x07).readUnknownTaggedFields())
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void nullWhereNoNullMayBeIsMalformed() {
        assertThatThrownBy(() -> reader(0xFF, 0xFF).readString()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(0).readCompactString()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(0).readCompactBytes()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader(0).readCompactRecords()).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> reader().readInts(-1)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aStringLongerThanItsLengthCanSayIsNotWritten() {
        WireWriter writer = new WireWriter(Unpooled.buffer());

        assertThatThrownBy(() -> writer.writeCompactString("x".repeat(40_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("40000");
    }

    @Test
    void unknownTagsOutOfOrderAreNotWritten() {
        WireWriter writer = new WireWriter(Unpooled.buffer());
        List<RawTaggedField> descending =
                List.of(new RawTaggedField(5, new byte[1]), new RawTaggedField(4, new byte[1]));

        assertThatThrownBy(() -> writer.writeUnknownTaggedFields(descending))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.writeUnknownTaggedFields(descending, 0, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageInPiecesAndInTheMiddleOfABufferIsRead() {
        ByteBuf whole =
                Unpooled.buffer().writeByte(9).writeInt(77).writeShort(2).writeBytes(new byte[] {'o', 'k'});
        CompositeByteBuf pieces = Unpooled.compositeBuffer()
                .addComponents(true, whole.copy(0, 3), whole.copy(3, whole.readableBytes() - 3));
        pieces.skipBytes(1);

        WireReader in = new WireReader(whole.skipBytes(1));
        WireReader inPieces = new WireReader(pieces);

        assertThat(in.readInt()).isEqualTo(77);
        assertThat(in.index()).isEqualTo(5);
        assertThat(in.readString()).isEqualTo("ok");
        assertThat(in.remaining()).isZero();
        assertThat(inPieces.readInt()).isEqualTo(77);
        assertThat(inPieces.readString()).isEqualTo("ok");
    }

    @Test
    void recordsGoToTheSinkAtTheirPlace() {
        ByteBuf out = Unpooled.buffer();
        BufRecords records = BufRecords.of(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
        int[] place = new int[1];

        new WireWriter(out, (buffer, kept) -> place[0] = buffer.writerIndex()).writeRecords(records);
        new WireWriter(out).writeCompactRecords(records);

        assertThat(place[0]).isEqualTo(4);
        assertThat(ByteBufUtil.getBytes(out)).containsExactly(0, 0, 0, 3, 4, 1, 2, 3);
    }

    @Test
    void theSinkThatCopiesKnowsNothingButBuffers() {
        Records file = new FakeRecords();

        assertThatThrownBy(() -> new WireWriter(Unpooled.buffer()).writeRecords(file))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static WireReader reader(int... bytes) {
        ByteBuf buffer = Unpooled.buffer();
        for (int each : bytes) {
            buffer.writeByte(each);
        }
        return new WireReader(buffer);
    }

    private static final class FakeRecords extends io.netty.util.AbstractReferenceCounted implements Records {
        @Override
        public int sizeBytes() {
            return 1;
        }

        @Override
        public Records touch(Object hint) {
            return this;
        }

        @Override
        protected void deallocate() {}
    }
}
