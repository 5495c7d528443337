/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;

/** One request to one broker over a connection of its own: for what no stock client sends, or not to this broker. */
final class WireCall {
    private static final int ANSWER_MS_MAX = 20_000;

    private WireCall() {}

    /** Reads an answer, of one class and version. */
    @FunctionalInterface
    interface Answer<T> {
        T read(WireReader in, short version);
    }

    static <T> T ask(BrokerProcess broker, ApiMessage request, int version, Answer<T> answer) {
        ApiKey key = Objects.requireNonNull(ApiKey.forId(request.apiKey()));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), broker.port())) {
            socket.setSoTimeout(ANSWER_MS_MAX);
            socket.getOutputStream().write(frame(key, request, (short) version));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answered = in.readNBytes(in.readInt());
            WireReader reader = new WireReader(Unpooled.wrappedBuffer(answered));
            ResponseHeader unused = ResponseHeader.read(reader, key.responseHeaderVersion((short) version));
            return answer.read(reader, (short) version);
        } catch (IOException e) {
            throw new IllegalStateException(key + " to broker at " + broker.bootstrapServers(), e);
        }
    }

    private static byte[] frame(ApiKey key, ApiMessage request, short version) {
        short headerVersion = key.requestHeaderVersion(version);
        RequestHeader header = new RequestHeader()
                .requestApiKey(key.id())
                .requestApiVersion(version)
                .correlationId(1)
                .clientId("wire");
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(header.sizeBytes(headerVersion) + request.sizeBytes(version));
        WireWriter out = new WireWriter(frame);
        header.write(out, headerVersion);
        request.write(out, version);
        return ByteBufUtil.getBytes(frame);
    }
}
