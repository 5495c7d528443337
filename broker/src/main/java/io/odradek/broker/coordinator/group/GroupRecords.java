/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.MessageDecoder;
import io.odradek.broker.coordinator.RecordDecoder;
import io.odradek.broker.coordinator.RecordFormat;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.odradek.protocol.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMemberMetadataValue;
import io.odradek.protocol.message.ConsumerGroupMetadataKey;
import io.odradek.protocol.message.ConsumerGroupMetadataValue;
import io.odradek.protocol.message.ConsumerGroupPartitionMetadataKey;
import io.odradek.protocol.message.ConsumerGroupPartitionMetadataValue;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionKey;
import io.odradek.protocol.message.ConsumerGroupRegularExpressionValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMemberValue;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.odradek.protocol.message.ConsumerGroupTargetAssignmentMetadataValue;
import io.odradek.protocol.message.GroupMetadataKey;
import io.odradek.protocol.message.GroupMetadataValue;
import io.odradek.protocol.message.LegacyOffsetCommitKey;
import io.odradek.protocol.message.LegacyOffsetCommitValue;
import io.odradek.protocol.message.OffsetCommitKey;
import io.odradek.protocol.message.OffsetCommitValue;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.WireReader;
import org.jspecify.annotations.Nullable;

/** The records of {@code __consumer_offsets} that this broker understands; those of share and streams groups are not. */
public final class GroupRecords implements RecordFormat {
    private static final short KEY_VERSION = 0;

    @Override
    public RecordDecoder decoder() {
        return new OffsetDecoder(new MessageDecoder(this));
    }

    @Override
    public @Nullable ApiMessage readKey(short type, WireReader in) {
        return switch (type) {
            case 0 -> LegacyOffsetCommitKey.read(in, KEY_VERSION);
            case 1 -> OffsetCommitKey.read(in, KEY_VERSION);
            case 2 -> GroupMetadataKey.read(in, KEY_VERSION);
            case 3 -> ConsumerGroupMetadataKey.read(in, KEY_VERSION);
            case 4 -> ConsumerGroupPartitionMetadataKey.read(in, KEY_VERSION);
            case 5 -> ConsumerGroupMemberMetadataKey.read(in, KEY_VERSION);
            case 6 -> ConsumerGroupTargetAssignmentMetadataKey.read(in, KEY_VERSION);
            case 7 -> ConsumerGroupTargetAssignmentMemberKey.read(in, KEY_VERSION);
            case 8 -> ConsumerGroupCurrentMemberAssignmentKey.read(in, KEY_VERSION);
            case 16 -> ConsumerGroupRegularExpressionKey.read(in, KEY_VERSION);
            default -> null;
        };
    }

    @Override
    public ApiMessage readValue(short type, short version, WireReader in) {
        return switch (type) {
            case 0 -> LegacyOffsetCommitValue.read(in, version);
            case 1 -> OffsetCommitValue.read(in, version);
            case 2 -> GroupMetadataValue.read(in, version);
            case 3 -> ConsumerGroupMetadataValue.read(in, version);
            case 4 -> ConsumerGroupPartitionMetadataValue.read(in, version);
            case 5 -> ConsumerGroupMemberMetadataValue.read(in, version);
            case 6 -> ConsumerGroupTargetAssignmentMetadataValue.read(in, version);
            case 7 -> ConsumerGroupTargetAssignmentMemberValue.read(in, version);
            case 8 -> ConsumerGroupCurrentMemberAssignmentValue.read(in, version);
            case 16 -> ConsumerGroupRegularExpressionValue.read(in, version);
            default -> throw new MalformedMessageException("a value of a record of type " + type);
        };
    }
}
