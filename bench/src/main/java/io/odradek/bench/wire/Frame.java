/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A request as it goes over the wire, encoded before any clock runs. Its correlation id is always the same: answers come
 * in the order of the requests.
 */
public final class Frame {

    private static final String CLIENT_ID = "bench";

    private final ApiKey key;
    private final short version;
    private final ByteBuffer bytes;

    private Frame(ApiKey key, short version, byte[] bytes) {
        this.key = key;
        this.version = version;
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public ApiKey key() {
        return key;
    }

    /** With the length in front, again and again. */
    public ByteBuffer toSend() {
        return bytes.rewind();
    }

    public static Frame of(ApiMessage request, int version) {
        ApiKey key = Objects.requireNonNull(ApiKey.forId(request.apiKey()));
        short apiVersion = (short) version;
        short headerVersion = key.requestHeaderVersion(apiVersion);
        RequestHeader header = new RequestHeader()
                .requestApiKey(key.id())
                .requestApiVersion(apiVersion)
                .clientId(CLIENT_ID);
        int lengthBytes = header.sizeBytes(headerVersion) + request.sizeBytes(apiVersion);
        byte[] bytes = new byte[Integer.BYTES + lengthBytes];
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes).writerIndex(0);
        buffer.writeInt(lengthBytes);
        WireWriter out = new WireWriter(buffer);
        header.write(out, headerVersion);
        request.write(out, apiVersion);
        return new Frame(key, apiVersion, bytes);
    }

    /** Reads an answer, which begins behind its length. */
    public ApiMessage read(byte[] answer) {
        return read(Unpooled.wrappedBuffer(answer));
    }

    /** Records in the answer are slices of this buffer, which may be used as long as the buffer is there. */
    public ApiMessage read(ByteBuf answer) {
        WireReader in = new WireReader(answer);
        ResponseHeader unused = ResponseHeader.read(in, key.responseHeaderVersion(version));
        return key.readResponse(in, version);
    }
}
