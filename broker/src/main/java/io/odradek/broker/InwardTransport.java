/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.wire.ApiMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose way to the broker in this process is the one inside the machine: to where it listens. What it
 * advertises may lead nowhere from here, as a published port does inside its container, and the controller would wait for
 * its own broker for ever.
 */
final class InwardTransport implements PeerTransport {
    private final PeerTransport peers;
    private final int ownId;

    /** Null until it is known, and where nothing can be connected to, as in memory. */
    private volatile @Nullable Endpoint own;

    InwardTransport(PeerTransport peers, int ownId) {
        this.peers = peers;
        this.ownId = ownId;
    }

    /** Where the listener was bound that brokers use among each other. */
    void listensAt(String listener, String protocol, @Nullable InetSocketAddress bound) {
        InetAddress address = bound == null ? null : bound.getAddress();
        if (bound != null && address != null) {
            InetAddress near = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
            own = new Endpoint(listener, protocol, near.getHostAddress(), bound.getPort());
        }
    }

    private BrokerImage near(BrokerImage broker) {
        Endpoint here = own;
        return here == null || broker.id() != ownId
                ? broker
                : new BrokerImage(broker.id(), broker.epoch(), Map.of(here.listener(), here), broker.rack());
    }

    @Override
    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
        return peers.send(near(to), version, request);
    }

    @Override
    public void forget(BrokerImage broker) {
        peers.forget(near(broker));
    }

    @Override
    public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
        return peers.link(near(to), listener);
    }
}
