/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection that sends any request in any version and hands out the answers as they come. Used from one thread. */
public final class RawClient implements AutoCloseable {
    private record Asked(ApiKey key, short version) {}

    private final String name;
    private final Socket socket;
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<ApiMessage> answers = new LinkedBlockingQueue<>();
    private int correlationId;

    /** @param name its client id as well */
    public RawClient(String name, int port) {
        this.name = name;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to port " + port, e);
        }
        Thread reader = new Thread(this::read, "answers to " + name);
        reader.setDaemon(true);
        reader.start();
    }

    public void send(ApiMessage request, short version) {
        ApiKey key = Objects.requireNonNull(ApiKey.forId(request.apiKey()));
        short headerVersion = key.requestHeaderVersion(version);
        RequestHeader header = new RequestHeader()
                .requestApiKey(key.id())
                .requestApiVersion(version)
                .correlationId(correlationId++)
                .clientId(name);
        ByteBuf frame = Unpooled.buffer();
        frame.writeInt(header.sizeBytes(headerVersion) + request.sizeBytes(version));
        WireWriter out = new WireWriter(frame);
        header.write(out, headerVersion);
        request.write(out, version);
        asked.add(new Asked(key, version));
        try {
            socket.getOutputStream().write(ByteBufUtil.getBytes(frame));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot send " + request, e);
        }
    }

    /** The next answer, in the order of the requests, if it comes in time. */
    public Optional<ApiMessage> answer(long waitMs) {
        try {
            return Optional.ofNullable(answers.poll(waitMs, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] frame = in.readNBytes(in.readInt());
                Asked question = Objects.requireNonNull(asked.poll(), "an answer that nobody asked for");
                WireReader reader = new WireReader(Unpooled.wrappedBuffer(frame));
                ResponseHeader unused =
                        ResponseHeader.read(reader, question.key().responseHeaderVersion(question.version()));
                answers.add(question.key().readResponse(reader, question.version()));
            }
        } catch (IOException closed) {
            // The script waits for an answer, and says so if none comes.
            return;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
