/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The connection as handlers see it. Immutable but for its attributes, which belong to the I/O loop:
 * they are read and written in {@link ApiHandler#handle} or in a task on {@link #ioLoop}.
 */
public interface ConnectionContext {
    /** Unique among the connections of this process. */
    long id();

    InetSocketAddress peer();

    /** Where the peer is, as Kafka stores and shows it: a slash and the address. */
    default String peerHost() {
        InetAddress address = peer().getAddress();
        return "/" + (address == null ? peer().getHostString() : address.getHostAddress());
    }

    /** The address that the peer connected to. */
    InetSocketAddress local();

    String listenerName();

    EventExecutor ioLoop();

    /** State that lives as long as the connection, such as a fetch session. */
    <T> Attribute<T> attribute(AttributeKey<T> key);

    /** Runs the action on the I/O loop once the connection is closed; at once if it is. */
    void onClose(Runnable action);
}
