/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A free port that stays a broker's while it is stopped: a socket that is bound and never listens. Clients are refused as
 * by any stopped broker; the kernel gives the port to nobody who asks for a free one; and the broker may listen on it,
 * as both sockets say that they share the address. Only Linux lets two sockets do that; elsewhere the port is found and
 * given back, and somebody may take it.
 */
final class PortReservation implements AutoCloseable {
    private static final boolean SHARED = System.getProperty("os.name", "").startsWith("Linux");

    private final SocketChannel socket;
    private final int port;

    private PortReservation(SocketChannel socket, int port) {
        this.socket = socket;
        this.port = port;
    }

    /** Any free port of that host; of all addresses if it has no name. */
    static PortReservation on(String host) {
        try {
            SocketChannel socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(host.isEmpty() ? new InetSocketAddress(0) : new InetSocketAddress(host, 0));
            int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
            PortReservation reservation = new PortReservation(socket, port);
            if (!SHARED) {
                reservation.close();
            }
            return reservation;
        } catch (IOException e) {
            throw new UncheckedIOException("there is no free port on '" + host + "'", e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " could not be given back", e);
        }
    }
}
