/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.api.ApiRegistry;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The listening sockets and everything that came in through them. Made once by the composition root; may be called from
 * any thread. All listeners accept on one loop, and hand connections round to all. Bound first, accepting later: a port
 * that is taken is known at once, and whoever connects meanwhile waits in the kernel's queue.
 */
public final class NetServer {
    private final Transport transport;
    private final EventLoopGroup loops;
    private final EventLoop acceptLoop;
    private final ByteBufAllocator allocator;
    private final NetSettings settings;
    private final Connection.Shared shared;
    private final ConnectionQuota quota;
    private final ChannelGroup connections;
    private final ChannelGroup listeners;
    private volatile ApiRegistry registry = new ApiRegistry(List.of());
    private final AtomicLong connectionIds = new AtomicLong();

    public NetServer(
            Transport transport,
            IoLoops loops,
            ByteBufAllocator allocator,
            NetSettings settings,
            ReadyGate gate,
            Ticker ticker) {
        this.transport = transport;
        this.loops = loops.group();
        this.acceptLoop = loops.next();
        this.allocator = allocator;
        this.settings = settings;
        IdentityHashMap<EventExecutor, RequestMemory> budgets = new IdentityHashMap<>();
        List<EventExecutor> all = loops.executors();
        all.forEach(loop -> budgets.put(loop, new RequestMemory(loop, settings.requestBytesMax() / all.size())));
        this.shared = new Connection.Shared(settings, budgets, gate, ticker, transport.sockets());
        this.quota = new ConnectionQuota(acceptLoop, settings.connectionLimits());
        this.connections = new DefaultChannelGroup(acceptLoop, true);
        this.listeners = new DefaultChannelGroup(acceptLoop, true);
    }

    /** Binds; completes with the address, or fails if it cannot be had. Nobody is accepted yet. */
    public Future<InetSocketAddress> bind(ListenerAddress address) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptLoop, loops)
                .channelFactory(transport.serverChannels()::get)
                .handler(quota)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.AUTO_READ, false)
                .childHandler(new Pipeline(address.listenerName()));
        if (transport.sockets()) {
            setSocketOptions(bootstrap);
        }
        Promise<InetSocketAddress> bound = acceptLoop.newPromise();
        ChannelFuture binding = bootstrap.bind(transport.addressOf().apply(address.host(), address.port()));
        binding.addListener(future -> {
            if (future.isSuccess()) {
                listeners.add(binding.channel());
                bound.setSuccess(Transport.inetAddress(binding.channel().localAddress()));
            } else {
                bound.setFailure(future.cause());
            }
        });
        return bound;
    }

    private void setSocketOptions(ServerBootstrap bootstrap) {
        bootstrap
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
        if (settings.receiveBufferBytes() > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        }
        if (settings.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        }
    }

    /** Lets clients in, to the APIs of the registry. */
    public void accept(ApiRegistry served) {
        registry = served;
        acceptLoop.execute(quota::start);
    }

    /** Accepts no more; connections stay. */
    public Future<Void> stopListening() {
        return listeners.close();
    }

    /** Closes the listeners and every connection. */
    public Future<Void> close() {
        Promise<Void> done = acceptLoop.newPromise();
        acceptLoop.execute(() -> {
            PromiseCombiner both = new PromiseCombiner(acceptLoop);
            both.add((Future<?>) listeners.close());
            both.add((Future<?>) connections.close());
            both.finish(done);
        });
        return done;
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** What a connection's bytes go through, from the socket to the handlers and back. */
    private final class Pipeline extends ChannelInitializer<Channel> {
        private final String listenerName;

        Pipeline(String listenerName) {
            this.listenerName = listenerName;
        }

        @Override
        protected void initChannel(Channel channel) {
            Connection connection = new Connection(channel, connectionIds.incrementAndGet(), listenerName, shared);
            channel.config().setRecvByteBufAllocator(new FrameReceiver(connection.frames()));
            channel.pipeline()
                    .addLast(connection.frames()) // bytes -> frames
                    .addLast(new RequestDecoder(registry)) // frames -> requests
                    .addLast(new ResponseEncoder(transport.sockets())) // answers -> bytes and slices of files
                    .addLast(connection); // requests -> handlers -> answers in order
            connections.add(channel);
        }
    }
}
