/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.wire.ApiMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to other brokers (and, for the controller, to its own), one for each registration, made when first needed.
 * Any thread may call; everything behind the door is confined to one I/O loop.
 */
public final class PeerClient implements PeerTransport {
    /**
     * How this broker speaks to others.
     *
     * @param listenerName which of their endpoints to use
     * @param clientId what to call itself
     * @param timeoutMs how long an answer may take before the connection is given up
     */
    public record Settings(String listenerName, String clientId, int timeoutMs, int frameBytesMax) {}

    private final EventLoop loop;
    private final Transport transport;
    private final ByteBufAllocator allocator;
    private final Settings settings;
    /** By broker id; confined to the loop. */
    private final Map<Integer, PeerConnection> connections = new HashMap<>();

    /** Confined to the loop. */
    private final Set<PeerHeartbeat> heartbeats = new LinkedHashSet<>();

    /** The registration (its epoch) of each broker that has answered a link; confined to the loop. */
    private final Map<Integer, Long> seen = new HashMap<>();

    private boolean closed;

    public PeerClient(IoLoops loops, Transport transport, ByteBufAllocator allocator, Settings settings) {
        this(loops.next(), transport, allocator, settings);
    }

    private PeerClient(EventLoop loop, Transport transport, ByteBufAllocator allocator, Settings settings) {
        this.loop = loop;
        this.transport = transport;
        this.allocator = allocator;
        this.settings = settings;
    }

    /** One with connections of its own, on that loop if it does I/O, so that answers need no hop. */
    public static PeerClient near(
            EventExecutor user, IoLoops loops, Transport transport, ByteBufAllocator allocator, Settings settings) {
        return new PeerClient(loops.nearest(user), transport, allocator, settings);
    }

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        PeerCall call = new PeerCall(version, request, new CompletableFuture<>());
        onLoop(() -> sendConfined(to, call), call);
        return call.answer();
    }

    @Override
    public void forget(BrokerImage broker) {
        onLoop(() -> forgetConfined(broker), null);
    }

    @Override
    public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
        Endpoint endpoint = to.endpoint(settings.listenerName());
        if (endpoint == null) {
            return () -> {};
        }
        Bootstrap bootstrap =
                bootstrap(endpoint).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PeerHeartbeat.CONNECT_TIMEOUT_MS);
        PeerHeartbeat heartbeat = new PeerHeartbeat(loop, bootstrap, endpoint, settings, sign -> {
            if (sign instanceof PeerSign.Answers) {
                seen.put(to.id(), to.epoch());
            }
            listener.accept(sign);
        });
        onLoop(
                () -> {
                    if (!closed) {
                        heartbeats.add(heartbeat);
                        heartbeat.begin(Long.valueOf(to.epoch()).equals(seen.get(to.id())));
                    }
                },
                null);
        return () -> onLoop(
                () -> {
                    heartbeats.remove(heartbeat);
                    heartbeat.end();
                },
                null);
    }

    /** Closes all connections; what waits for answers fails. */
    public void close() {
        onLoop(
                () -> {
                    closed = true;
                    new ArrayList<>(connections.values()).forEach(PeerConnection::close);
                    connections.clear();
                    new ArrayList<>(heartbeats).forEach(PeerHeartbeat::end);
                    heartbeats.clear();
                },
                null);
    }

    private void onLoop(Runnable action, @Nullable PeerCall call) {
        if (loop.inEventLoop()) {
            action.run();
            return;
        }
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            if (call != null) {
                call.answer().completeExceptionally(e);
            }
        }
    }

    private void sendConfined(BrokerImage to, PeerCall call) {
        assert loop.inEventLoop();
        Endpoint endpoint = to.endpoint(settings.listenerName());
        if (closed || endpoint == null) {
            String reason = closed ? "this broker is going down" : "it has no listener " + settings.listenerName();
            call.answer().completeExceptionally(new IOException("Broker " + to.id() + " is not reached: " + reason));
            return;
        }
        PeerConnection connection = connections.get(to.id());
        if (connection == null || !connection.endpoint().isWhere(endpoint)) {
            if (connection != null) {
                connection.close();
            }
            connection = new PeerConnection(loop, bootstrap(endpoint), endpoint, settings);
            connections.put(to.id(), connection);
        }
        connection.send(call);
    }

    private void forgetConfined(BrokerImage broker) {
        PeerConnection connection = connections.get(broker.id());
        if (connection != null && connection.endpoint().equals(broker.endpoint(settings.listenerName()))) {
            connections.remove(broker.id());
            connection.close();
        }
    }

    private Bootstrap bootstrap(Endpoint endpoint) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(transport.channels()::get)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.timeoutMs())
                .remoteAddress(transport.addressOf().apply(endpoint.host(), endpoint.port()));
        return transport.sockets() ? bootstrap.option(ChannelOption.TCP_NODELAY, true) : bootstrap;
    }
}
