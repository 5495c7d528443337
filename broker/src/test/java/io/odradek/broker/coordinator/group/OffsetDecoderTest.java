/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.MessageDecoder;
import io.odradek.broker.coordinator.RecordDecoder;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import io.odradek.protocol.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OffsetDecoderTest {
    private static final String[] NAMES = {"", "a", "orders", "Bestellungen-für-München", "orders2", "others"};

    private final RecordDecoder plain = new MessageDecoder(new GroupRecords());
    private final AtomicInteger leftToOthers = new AtomicInteger();
    private final OffsetDecoder decoder = new OffsetDecoder((key, value) -> {
        leftToOthers.incrementAndGet();
        return plain.decode(key, value);
    });

    private static byte[] bytes(int prefix, ApiMessage message, int version) {
        byte[] bytes = new byte[2 + message.sizeBytes((short) version)];
        WireWriter out = new WireWriter(Unpooled.wrappedBuffer(bytes).writerIndex(0));
        out.writeShort((short) prefix);
        message.write(out, (short) version);
        return bytes;
    }

    /** Somewhere within a larger buffer, as a batch's records are. */
    private static @Nullable ByteBuffer within(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        byte[] around = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, around, 3, bytes.length);
        return ByteBuffer.wrap(around).slice(3, bytes.length);
    }

    private static OffsetCommitKey key(String group, String topic, int partition) {
        return new OffsetCommitKey().group(group).topic(topic).partition(partition);
    }

    @Test
    void itReadsWhatTheMessagesClassesRead() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] key = bytes(
                    1,
                    key(NAMES[random.nextInt(NAMES.length)], NAMES[random.nextInt(NAMES.length)], random.nextInt()),
                    0);
            OffsetCommitValue value = new OffsetCommitValue()
                    .offset(random.nextLong())
                    .leaderEpoch(random.nextInt())
                    .metadata(random.nextInt(5) == 0 ? "noted" : "")
                    .commitTimestamp(random.nextLong());
            int version = random.nextInt(4) == 0 ? 3 : 4;
            if (version == 4 && random.nextInt(4) > 0) {
                value.topicId(new Uuid(random.nextInt(2), random.nextInt(3)));
            }
            byte[] stored = random.nextInt(10) == 0 ? null : bytes(version, value, version);

            CoordinatorRecord read = decoder.decode(within(key), within(stored));

            assertThat(read).isEqualTo(plain.decode(within(key), within(stored)));
        }
        assertThat(leftToOthers).hasValueBetween(5_000, 13_000);
    }

    @Test
    void whatIsCutOffAnywhereIsLeftToTheMessagesClasses() {
        byte[] key = bytes(1, key("group", "topic", 7), 0);
        byte[] value = bytes(4, new OffsetCommitValue().offset(3).topicId(new Uuid(4, 5)), 4);
        for (int length = 2; length < key.length; length++) {
            byte[] cut = Arrays.copyOf(key, length);
            assertThatThrownBy(() -> decoder.decode(within(cut), within(value))).isInstanceOf(RuntimeException.class);
        }
        for (int length = 2; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> decoder.decode(within(key), within(cut))).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void metadataThatLooksLikeATopicsIdStaysMetadata() {
        byte[] key = bytes(1, key("group", "topic", 7), 0);
        String metadata = "12345678" + (char) 1 + (char) 0 + (char) Uuid.SIZE_BYTES + "1234567";
        byte[] value = bytes(4, new OffsetCommitValue().offset(3).metadata(metadata), 4);
        // As long as one without metadata that has an id, and with a count of tags, a tag and a size where they would
        // be.
        assertThat(value).hasSameSizeAs(bytes(4, new OffsetCommitValue().topicId(new Uuid(4, 5)), 4));

        CoordinatorRecord read = decoder.decode(within(key), within(value));

        assertThat(read).isEqualTo(plain.decode(within(key), within(value)));
        assertThat(leftToOthers).hasValue(1);
    }

    @Test
    void whatIsOfAnotherLengthOrVersionIsLeftToTheMessagesClasses() {
        byte[] key = bytes(1, key("group", "topic", 7), 0);
        OffsetCommitValue content = new OffsetCommitValue().offset(3).topicId(new Uuid(4, 5));
        byte[] value = bytes(4, content, 4);
        AtomicInteger left = new AtomicInteger();
        OffsetDecoder counted = new OffsetDecoder((ofKey, ofValue) -> {
            left.incrementAndGet();
            return null;
        });

        counted.decode(within(Arrays.copyOf(key, key.length + 1)), within(value));
        counted.decode(within(key), within(Arrays.copyOf(value, value.length + 1)));
        counted.decode(within(bytes(0, key("group", "topic", 7), 0)), within(value));
        counted.decode(within(key), within(bytes(5, content, 4)));

        assertThat(left).hasValue(4);
    }

    @Test
    void otherRecordsAreLeftToTheMessagesClasses() {
        byte[] key = bytes(2, new GroupMetadataKey().group("group"), 0);

        CoordinatorRecord read = decoder.decode(within(key), null);

        assertThat(read).isEqualTo(CoordinatorRecord.tombstone(new GroupMetadataKey().group("group")));
        assertThat(leftToOthers).hasValue(1);
    }
}
