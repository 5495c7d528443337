/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.wire.ApiMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * One connection, which sends any request and reads the answers in their order. Used from one thread, which it blocks:
 * one system call for a request and one for its answer, since whoever measures runs on the broker's cores.
 */
public final class WireClient implements AutoCloseable {

    private static final int FRAME_BYTES_MAX = 64 << 20;
    private static final int BUFFER_BYTES = 4 << 10;

    private final SocketChannel channel;
    private final ArrayDeque<Frame> asked = new ArrayDeque<>();

    /** What was received and not taken yet, ready to be read. */
    private ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

    public WireClient(int port) {
        try {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to port " + port, e);
        }
    }

    void send(Frame frame) {
        asked.add(frame);
        ByteBuffer bytes = frame.toSend();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next one. */
    <T extends ApiMessage> T answer(Class<T> type) {
        Frame question = Objects.requireNonNull(asked.poll(), "nothing was asked");
        try {
            have(Integer.BYTES);
            int length = received.getInt();
            if (length < Integer.BYTES || length > FRAME_BYTES_MAX) {
                throw new IOException("an answer of " + length + " bytes");
            }
            have(length);
            byte[] answer = new byte[length];
            received.get(answer);
            return type.cast(question.read(answer));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to " + question.key(), e);
        }
    }

    private void have(int bytes) throws IOException {
        while (received.remaining() < bytes) {
            received.compact();
            if (received.capacity() < bytes) {
                received = ByteBuffer.allocateDirect(bytes).put(received.flip());
            }
            int count = channel.read(received);
            received.flip();
            if (count < 0) {
                throw new IOException("the broker has closed the connection");
            }
        }
    }

    <T extends ApiMessage> T call(ApiMessage request, int version, Class<T> type) {
        send(Frame.of(request, version));
        return answer(type);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
