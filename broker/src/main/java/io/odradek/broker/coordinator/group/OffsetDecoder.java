/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.odradek.broker.coordinator.CoordinatorRecord;
import io.odradek.broker.coordinator.RecordDecoder;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.Uuid;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed offsets, of which a log may hold millions, without a reader, a buffer and three strings for each: what a
 * group commits at a time repeats its own name and its topic's. Everything else, and what is not as it should be, is left
 * to the messages' own classes.
 */
final class OffsetDecoder implements RecordDecoder {
    private static final short OFFSET_COMMIT = 1;
    private static final short VALUE_VERSION = 4;
    private static final int TOPIC_ID_TAG = 0;

    /** Behind the version: offset, leader epoch, the metadata's length, time, count of tags. */
    private static final int VALUE_BYTES_MIN = 2 + 8 + 4 + 1 + 8 + 1;

    /** A tag, its size, and the id. */
    private static final int TOPIC_ID_BYTES = 2 + Uuid.SIZE_BYTES;

    private final RecordDecoder others;
    private final Repeated group = new Repeated();
    private final Repeated topic = new Repeated();
    private Uuid topicId = Uuid.ZERO;

    OffsetDecoder(RecordDecoder others) {
        this.others = others;
    }

    /** A string that mostly is the one that was read before. */
    private static final class Repeated {
        private byte[] bytes = {};
        private String text = "";

        String of(ByteBuffer in, int at, int length) {
            byte[] array = in.array();
            int from = in.arrayOffset() + at;
            if (!Arrays.equals(bytes, 0, bytes.length, array, from, from + length)) {
                bytes = Arrays.copyOfRange(array, from, from + length);
                text = new String(bytes, UTF_8);
            }
            return text;
        }
    }

    @Override
    public @Nullable CoordinatorRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        boolean isOffset = key.hasArray()
                && key.remaining() >= 2
                && key.getShort(key.position()) == OFFSET_COMMIT
                && value != null
                && value.remaining() >= VALUE_BYTES_MIN
                && value.getShort(value.position()) == VALUE_VERSION;
        if (isOffset && value != null) {
            OffsetCommitKey decodedKey = key(key);
            OffsetCommitValue decodedValue = decodedKey == null ? null : value(value);
            if (decodedKey != null && decodedValue != null) {
                return new CoordinatorRecord(decodedKey, decodedValue, VALUE_VERSION);
            }
        }
        return others.decode(key, value);
    }

    private @Nullable OffsetCommitKey key(ByteBuffer in) {
        int groupAt = in.position() + 4;
        int groupBytes = groupAt <= in.limit() ? in.getShort(groupAt - 2) : -1;
        int topicAt = groupAt + groupBytes + 2;
        int topicBytes = groupBytes >= 0 && topicAt <= in.limit() ? in.getShort(topicAt - 2) : -1;
        int partitionAt = topicAt + topicBytes;
        if (topicBytes < 0 || partitionAt + Integer.BYTES != in.limit()) {
            return null;
        }
        return new OffsetCommitKey()
                .group(group.of(in, groupAt, groupBytes))
                .topic(topic.of(in, topicAt, topicBytes))
                .partition(in.getInt(partitionAt));
    }

    /** Without metadata, and with nothing but a topic's id behind it: what consumers commit, mostly. */
    private @Nullable OffsetCommitValue value(ByteBuffer in) {
        int at = in.position() + 2;
        boolean isPlain = in.get(at + 12) == 1;
        int tags = in.get(at + 21);
        int end = at + 22 + (tags == 0 ? 0 : TOPIC_ID_BYTES);
        if (!isPlain || tags < 0 || tags > 1 || end != in.limit()) {
            return null;
        }
        Uuid id = Uuid.ZERO;
        if (tags == 1) {
            if (in.get(at + 22) != TOPIC_ID_TAG || in.get(at + 23) != Uuid.SIZE_BYTES) {
                return null;
            }
            id = id(in.getLong(at + 24), in.getLong(at + 32));
        }
        return new OffsetCommitValue()
                .offset(in.getLong(at))
                .leaderEpoch(in.getInt(at + 8))
                .metadata("")
                .commitTimestamp(in.getLong(at + 13))
                .topicId(id);
    }

    private Uuid id(long most, long least) {
        if (topicId.mostSignificantBits() != most || topicId.leastSignificantBits() != least) {
            topicId = new Uuid(most, least);
        }
        return topicId;
    }
}
