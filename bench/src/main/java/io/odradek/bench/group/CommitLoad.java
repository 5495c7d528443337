/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.group;

import io.odradek.bench.wire.Frame;
import io.odradek.protocol.message.OffsetCommitResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/**
 * Consumers that do nothing but commit, each for a group of its own and on a connection of its own with a few commits on
 * their way. One thread, which sends what it has encoded once, and compares each answer with the first, which was
 * checked: on a machine that the brokers share it costs little.
 */
public final class CommitLoad implements AutoCloseable {

    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final long SELECT_MS_MAX = 30_000;

    private final Selector selector;
    private final Shape shape;
    private long commits;

    /**
     * How many commit, and what.
     *
     * @param inFlight commits that a connection has on their way
     */
    public record Shape(int connections, int inFlight, String topic, int partitions) {}

    private static final class Committer {
        private final Frame commit;
        private final SocketChannel channel;
        private final ByteBuffer received = ByteBuffer.allocate(ANSWER_BYTES_MAX);
        private byte[] first = {};

        Committer(Frame commit, SocketChannel channel) {
            this.commit = commit;
            this.channel = channel;
        }

        void send() throws IOException {
            ByteBuffer bytes = commit.toSend();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** How many answers came. */
        int receive() throws IOException {
            if (channel.read(received) < 0) {
                throw new IOException("the broker has closed the connection");
            }
            received.flip();
            int answers = 0;
            while (received.remaining() >= Integer.BYTES
                    && received.remaining() >= Integer.BYTES + received.getInt(received.position())) {
                byte[] answer = new byte[received.getInt()];
                received.get(answer);
                check(answer);
                answers++;
            }
            received.compact();
            return answers;
        }

        private void check(byte[] answer) {
            if (first.length == 0) {
                Offsets.check((OffsetCommitResponse) commit.read(answer));
                first = answer;
            } else if (!Arrays.equals(first, answer)) {
                Offsets.check((OffsetCommitResponse) commit.read(answer));
                throw new IllegalStateException("an answer unlike the first");
            }
        }
    }

    /** @param anyPort of a broker that knows the coordinators of the groups */
    public CommitLoad(Shape shape, int anyPort) {
        this.shape = shape;
        try {
            selector = Selector.open();
            for (int i = 0; i < shape.connections(); i++) {
                connect("commits-" + i, anyPort);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(String group, int anyPort) throws IOException {
        int port = Coordinators.portOf(group, anyPort);
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Frame commit = Offsets.commit(group, shape.topic(), shape.partitions(), 1);
        Committer committer = new Committer(commit, channel);
        channel.register(selector, SelectionKey.OP_READ, committer);
        for (int i = 0; i < shape.inFlight(); i++) {
            committer.send();
        }
    }

    /** Commits for so long, and returns how many were answered. They go on where they stopped. */
    public long run(Duration time) {
        long before = commits;
        long endNs = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() < endNs) {
                if (selector.select(this::serve, SELECT_MS_MAX) == 0) {
                    throw new IllegalStateException("nothing is answered for " + SELECT_MS_MAX + " ms");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commits - before;
    }

    private void serve(SelectionKey ready) {
        Committer committer = (Committer) ready.attachment();
        try {
            int answers = committer.receive();
            for (int i = 0; i < answers; i++) {
                committer.send();
            }
            commits += answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
