/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Answers what a test says, a thread for each connection; closes a connection when it has no answer. */
final class FakeBroker implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Function<ApiMessage, Optional<ApiMessage>> answers;

    FakeBroker(Function<ApiMessage, Optional<ApiMessage>> answers) throws IOException {
        this.answers = answers;
        start("fake-broker", () -> {
            while (true) {
                Socket connection = server.accept();
                start("fake-connection", () -> serve(connection));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                Optional<byte[]> answer = answer(in.readNBytes(in.readInt()));
                if (answer.isEmpty()) {
                    return;
                }
                connection.getOutputStream().write(answer.get());
            }
        }
    }

    private Optional<byte[]> answer(byte[] frame) {
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);
        ApiKey key = Objects.requireNonNull(ApiKey.forId(bytes.getShort(0)));
        short version = bytes.getShort(2);
        WireReader in = new WireReader(bytes);
        RequestHeader unused = RequestHeader.read(in, key.requestHeaderVersion(version));
        ApiMessage request = key.readRequest(in, version);
        return answers.apply(request).map(answer -> {
            ByteBuf out = Unpooled.buffer().writeInt(0);
            WireWriter writer = new WireWriter(out);
            new ResponseHeader().write(writer, key.responseHeaderVersion(version));
            answer.write(writer, version);
            answer.release();
            out.setInt(0, out.readableBytes() - Integer.BYTES);
            byte[] whole = new byte[out.readableBytes()];
            out.readBytes(whole);
            return whole;
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
