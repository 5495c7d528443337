/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator;

import io.netty.buffer.Unpooled;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads each record for itself, as its message's class does. */
public final class MessageDecoder implements RecordDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(MessageDecoder.class);

    private final RecordFormat format;

    public MessageDecoder(RecordFormat format) {
        this.format = format;
    }

    @Override
    public @Nullable CoordinatorRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        WireReader in = new WireReader(Unpooled.wrappedBuffer(key));
        short type = in.readShort();
        ApiMessage decoded = format.readKey(type, in);
        if (decoded == null) {
            LOG.warn("A record of type {} is passed over: this broker does not know it", type);
            return null;
        }
        if (value == null) {
            return CoordinatorRecord.tombstone(decoded);
        }
        in.reset(Unpooled.wrappedBuffer(value));
        short version = in.readShort();
        return new CoordinatorRecord(decoded, format.readValue(type, version, in), version);
    }
}
