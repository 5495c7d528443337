/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.protocol.wire.ApiMessage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Objects;

/** One connection, which sends any request and reads the answers in their order. Used from one thread, which it blocks. */
public final class WireClient implements AutoCloseable {

    private static final int ANSWER_MS_MAX = 120_000;
    private static final int FRAME_BYTES_MAX = 64 << 20;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ArrayDeque<Frame> asked = new ArrayDeque<>();

    public WireClient(int port) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MS_MAX);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MS_MAX);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to port " + port, e);
        }
    }

    void send(Frame frame) {
        asked.add(frame);
        try {
            socket.getOutputStream().write(frame.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next one. */
    <T extends ApiMessage> T answer(Class<T> type) {
        Frame question = Objects.requireNonNull(asked.poll(), "nothing was asked");
        try {
            int length = in.readInt();
            if (length < Integer.BYTES || length > FRAME_BYTES_MAX) {
                throw new IOException("an answer of " + length + " bytes");
            }
            return type.cast(question.read(in.readNBytes(length)));
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to " + question.key(), e);
        }
    }

    <T extends ApiMessage> T call(ApiMessage request, int version, Class<T> type) {
        send(Frame.of(request, version));
        return answer(type);
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
