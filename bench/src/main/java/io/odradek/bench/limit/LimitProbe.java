/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.limit;

import io.odradek.bench.Limits;
import io.odradek.bench.Limits.Limit;
import io.odradek.bench.ProcStat;
import io.odradek.compat.process.ChildProcess;
import io.odradek.compat.process.JavaCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a {@link ByteMover} and counts its CPU: once to warm up, then for real. */
public final class LimitProbe {

    private static final Pattern PORT = Pattern.compile("port (\\d+)");
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final double GIB = 1 << 30;

    private final Path folder;
    private final long bytes;

    /** @param folder on the file system of the brokers' data */
    public LimitProbe(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
    }

    public void measure(Limits limits) throws IOException {
        String classes = LimitProbe.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        List<String> command = JavaCommand.of(
                classes,
                List.of("-Xmx64m", "-XX:+UseSerialGC"),
                ByteMover.class.getName(),
                List.of(folder.resolve("limit.bytes").toString()));
        try (ChildProcess mover = ChildProcess.start("byte mover", command, Map.of(), folder.resolve("limit.log"))) {
            int port = port(mover);
            ProcStat stat = new ProcStat(mover.pid());
            fill(port, bytes / 8);
            drain(port, bytes / 8);
            long beforeMs = stat.cpuMs();
            fill(port, bytes);
            long betweenMs = stat.cpuMs();
            drain(port, bytes);
            limits.add(Limit.WRITE, (betweenMs - beforeMs) / 1e3 / (bytes / GIB));
            limits.add(Limit.READ, (stat.cpuMs() - betweenMs) / 1e3 / (bytes / GIB));
        }
    }

    private static int port(ChildProcess mover) {
        long deadlineNs = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            Matcher line = PORT.matcher(mover.outputText());
            if (line.find()) {
                return Integer.parseInt(line.group(1));
            }
            if (mover.waitFor(Duration.ofMillis(20)) || System.nanoTime() > deadlineNs) {
                throw new IllegalStateException("no byte mover: " + mover.describe());
            }
        }
    }

    /** Returns when all has been read at the other end. */
    private static void fill(int port, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(ByteMover.CHUNK_BYTES);
        try (SocketChannel out = connect(port)) {
            for (long left = bytes; left > 0; left -= chunk.capacity()) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
            }
            out.shutdownOutput();
            if (out.read(chunk.clear()) >= 0) {
                throw new IOException("bytes where the end was expected");
            }
        }
    }

    private static void drain(int port, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        long got = 0;
        try (SocketChannel in = connect(port)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk.clear())) {
                got += count;
            }
        }
        if (got < bytes) {
            throw new IOException(got + " bytes of " + bytes + " came back");
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
}
