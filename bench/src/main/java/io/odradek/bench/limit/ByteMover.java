/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.limit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that has nothing else to do: what comes over a connection goes to a file, 64 KiB at a time; then the file goes
 * over another connection, by sendfile. And so on, until its input ends.
 */
public final class ByteMover {

    static final int CHUNK_BYTES = 64 << 10;

    private ByteMover() {}

    /** Argument: the file. Prints the port that it listens on. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            System.out.println("port " + server.socket().getLocalPort());
            while (true) {
                try (SocketChannel in = server.accept();
                        FileChannel out = FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
                    receive(in, out);
                }
                try (SocketChannel out = server.accept();
                        FileChannel in = FileChannel.open(file)) {
                    send(in, out);
                }
            }
        }
    }

    private static void receive(SocketChannel in, FileChannel out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (in.read(chunk) >= 0) {
            chunk.flip();
            while (chunk.hasRemaining()) {
                out.write(chunk);
            }
            chunk.clear();
        }
    }

    private static void send(FileChannel in, SocketChannel out) throws IOException {
        long size = in.size();
        long at = 0;
        while (at < size) {
            at += in.transferTo(at, size - at, out);
        }
    }
}
