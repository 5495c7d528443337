/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What carries the bytes: the kernel's sockets, or memory within this process for the simulation.
 *
 * @param addressOf the transport's address of a host and port
 * @param sockets whether it is the kernel's sockets: these have options, send slices of files, and move between loops
 */
public record Transport(
        IoHandlerFactory ioHandlers,
        Supplier<? extends ServerChannel> serverChannels,
        Supplier<? extends Channel> channels,
        BiFunction<String, Integer, SocketAddress> addressOf,
        boolean sockets) {

    /** Native epoll where there is one, else what the JDK has. */
    public static Transport ofSystem() {
        return Epoll.isAvailable() ? epoll() : nio();
    }

    public static Transport epoll() {
        return new Transport(
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new,
                Transport::socketAddress,
                true);
    }

    public static Transport nio() {
        return new Transport(
                NioIoHandler.newFactory(),
                NioServerSocketChannel::new,
                NioSocketChannel::new,
                Transport::socketAddress,
                true);
    }

    /** Local addresses are global to the process, so each simulated network has a name that no other has. */
    public static Transport inMemory(String network) {
        return new Transport(
                LocalIoHandler.newFactory(),
                LocalServerChannel::new,
                LocalChannel::new,
                (host, port) -> new LocalAddress(network + '/' + host + ':' + port),
                false);
    }

    private static SocketAddress socketAddress(String host, int port) {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** The peer's address for handlers and log lines; one in memory becomes an unresolved host. */
    static InetSocketAddress inetAddress(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        String host = address instanceof LocalAddress local ? local.id() : "unknown";
        return InetSocketAddress.createUnresolved(host, 0);
    }
}
