/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Part of a file in the page cache to a socket of the loopback, behind a header of 64 bytes, that somebody reads as fast
 * as they can: where sendfile begins to be cheaper than a copy through this process, and what a gathering write saves.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SendBenchmark {
    private static final int HEADER_BYTES = 64;
    private static final int FILE_BYTES = 16 << 20;

    @Param({"1024", "4096", "16384", "65536"})
    private int bytes;

    private final Path path;
    private final FileChannel file;
    private final ServerSocketChannel server;
    private final SocketChannel socket;
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_BYTES);
    private ByteBuffer answer = ByteBuffer.allocateDirect(HEADER_BYTES);
    private final ByteBuffer together = ByteBuffer.allocateDirect(1 << 20);
    private long position;

    public SendBenchmark() {
        try {
            path = Files.createTempFile("odradek-jmh", null);
            Files.write(path, new byte[FILE_BYTES]);
            file = FileChannel.open(path, StandardOpenOption.READ);
            server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket = SocketChannel.open(server.getLocalAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Setup
    public void begin() throws IOException {
        answer = ByteBuffer.allocateDirect(HEADER_BYTES + bytes);
        SocketChannel reading = server.accept();
        Thread reader = new Thread(() -> drain(reading));
        reader.setDaemon(true);
        reader.start();
    }

    private static void drain(SocketChannel from) {
        ByteBuffer into = ByteBuffer.allocateDirect(1 << 20);
        try {
            while (from.read(into.clear()) >= 0) {
                // Until the other side has closed.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TearDown
    public void end() throws IOException {
        socket.close();
        server.close();
        file.close();
        Files.delete(path);
    }

    private long next() {
        position = position + 2L * bytes > FILE_BYTES ? 0 : position + bytes;
        return position;
    }

    private void write(ByteBuffer... parts) throws IOException {
        while (parts[parts.length - 1].hasRemaining()) {
            socket.write(parts);
        }
    }

    @Benchmark
    public long sendfile() throws IOException {
        write(header.clear());
        long at = next();
        long left = bytes;
        while (left > 0) {
            left -= file.transferTo(at + bytes - left, left, socket);
        }
        return at;
    }

    /** One buffer for both, and one write. */
    @Benchmark
    public long copy() throws IOException {
        answer.clear().put(header.clear());
        long at = next();
        file.read(answer, at);
        write(answer.flip());
        return at;
    }

    /** Two buffers that are there already, and one write. */
    @Benchmark
    public long gatheringWrite() throws IOException {
        write(header.clear(), answer.clear().limit(bytes));
        return position;
    }

    /** The same two, copied into one first. */
    @Benchmark
    public long copyAndWrite() throws IOException {
        ByteBuffer records = answer.clear().limit(bytes).slice();
        together.clear().put(header.clear()).put(records);
        write(together.flip());
        return position;
    }
}
