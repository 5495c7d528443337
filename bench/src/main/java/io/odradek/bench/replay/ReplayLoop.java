/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One thread with all connections. By epoll where there is one: its timers are exact to the microsecond, those of NIO's
 * selector to the millisecond, which is more than what is measured.
 */
public final class ReplayLoop implements AutoCloseable {

    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int CONNECT_MS_MAX = 10_000;

    private final boolean epoll = Epoll.isAvailable();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("replay", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    EventLoop loop() {
        return group.next();
    }

    /**
     * Blocks until the connection stands.
     *
     * @param readBytes of one read; an answer that is larger comes in parts
     */
    Channel connect(int port, int readBytes, ChannelHandler answers) {
        Class<? extends SocketChannel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MS_MAX)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(readBytes))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        LengthFieldBasedFrameDecoder frames =
                                new LengthFieldBasedFrameDecoder(ANSWER_BYTES_MAX, 0, Integer.BYTES, 0, Integer.BYTES);
                        frames.setCumulator(LengthFieldBasedFrameDecoder.COMPOSITE_CUMULATOR);
                        channel.pipeline().addLast(frames, answers);
                    }
                });
        return bootstrap
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
