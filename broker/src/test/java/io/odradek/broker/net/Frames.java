/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireWriter;
import java.util.Objects;

/** Requests as they stand on the wire, for tests. */
final class Frames {
    private Frames() {}

    static ByteBuf request(ApiMessage body, int version, int correlationId) {
        ApiKey key = Objects.requireNonNull(ApiKey.forId(body.apiKey()));
        short headerVersion = key.requestHeaderVersion((short) version);
        RequestHeader header = new RequestHeader()
                .requestApiKey(key.id())
                .requestApiVersion((short) version)
                .correlationId(correlationId)
                .clientId("test");
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(header.sizeBytes(headerVersion) + body.sizeBytes((short) version));
        WireWriter out = new WireWriter(frame);
        header.write(out, headerVersion);
        body.write(out, (short) version);
        return frame;
    }
}
