/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.ApiVersionsHandler;
import io.odradek.controller.FinalizedFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A server on a free port of the loopback address that serves ApiVersions and what a test adds. */
final class ServerFixture implements AutoCloseable {
    static final String LISTENER = "PLAINTEXT";
    private static final int READ_TIMEOUT_MS = 10_000;

    final IoLoops loops;
    final InetSocketAddress address;
    final NetServer server;
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                complaints.add(event.getFormattedMessage());
            }
        }
    };
    private final Logger logger = (Logger) LoggerFactory.getLogger(Connection.class);
    private ApiRegistry registry;

    ServerFixture(Transport transport, NetSettings settings, List<? extends ApiHandler<?, ?>> more) {
        loops = IoLoops.threads(transport, 2);
        ReadyGate gate = new ReadyGate(loops.next());
        gate.open();
        List<ApiHandler<?, ?>> handlers = new ArrayList<>(more);
        handlers.add(new ApiVersionsHandler(() -> registry, () -> FinalizedFeatures.UNKNOWN));
        registry = new ApiRegistry(handlers);
        server = new NetServer(transport, loops, Buffers.pooled(2), settings, gate, Ticker.systemTicker());
        address = server.bind(new ListenerAddress(LISTENER, "127.0.0.1", 0))
                .syncUninterruptibly()
                .getNow();
        server.accept(registry);
        log.start();
        logger.addAppender(log);
    }

    static ServerFixture start(NetSettings settings) {
        return new ServerFixture(Transport.nio(), settings, List.of());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.setSoTimeout(READ_TIMEOUT_MS);
        return socket;
    }

    /** The next warning that a connection logs, or a failure if none comes. */
    String complaint() throws InterruptedException {
        String complaint = complaints.poll(READ_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        return Objects.requireNonNull(complaint, "no connection complained");
    }

    boolean hasMoreComplaints() {
        return !complaints.isEmpty();
    }

    @Override
    public void close() {
        logger.detachAppender(log);
        server.close().syncUninterruptibly();
        loops.shutDown(5_000).syncUninterruptibly();
    }
}
