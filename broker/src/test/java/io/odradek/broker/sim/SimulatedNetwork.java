/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.broker.net.Transport;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network between simulated hosts. A host that dies has its connections reset and refuses new ones; between two
 * hosts that are cut off, in one direction or both, bytes wait, and connections stay half open, as they do with TCP.
 */
final class SimulatedNetwork {
    /** Local addresses are global to the process. The name is nowhere in the trace. */
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private static final String NOWHERE = "nowhere";

    private final String name = "sim-" + NETWORKS.incrementAndGet();
    private final Map<String, Set<Channel>> channels = new HashMap<>();
    private final Set<Way> cuts = new HashSet<>();
    private final List<Wire> stalled = new ArrayList<>();

    private int channelIds;

    /** In the order in which channels are made: Netty's own ids are random, and so is the order in which it closes them. */
    private record Numbered(int number) implements ChannelId {
        @Override
        public String asShortText() {
            return Integer.toString(number);
        }

        @Override
        public String asLongText() {
            return asShortText();
        }

        @Override
        public int compareTo(ChannelId other) {
            return Integer.compare(number, ((Numbered) other).number);
        }
    }

    /** One direction between two hosts. */
    private record Way(String from, String to) {}

    SimulatedNetwork(HandDrivenLoop never) {
        var unused = new ServerBootstrap()
                .group(never.eventLoop())
                .channelFactory(LocalServerChannel::new)
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(address(NOWHERE));
        // Turned for this once: whoever connects to it later waits for ever.
        never.settle();
    }

    private LocalAddress address(String host) {
        return new LocalAddress(name + '/' + host);
    }

    /** The network as one host has it. */
    Transport transportOf(String host) {
        Transport plain = Transport.inMemory(name);
        return new Transport(
                plain.ioHandlers(),
                () -> tracked(host, new Door(host)),
                () -> tracked(host, new Wire(host)),
                this::addressOf,
                false);
    }

    private SocketAddress addressOf(String host, int port) {
        return address(host + ':' + port);
    }

    private <C extends Channel> C tracked(String host, C channel) {
        Set<Channel> all = channels.computeIfAbsent(host, name -> new LinkedHashSet<>());
        all.removeIf(each -> !each.isOpen());
        all.add(channel);
        return channel;
    }

    /** The process on that host is gone: its peers hear of it, itself it hears nothing more. */
    void reset(String host) {
        Set<Channel> dead = channels.remove(host);
        if (dead != null) {
            dead.forEach(channel -> channel.unsafe().closeForcibly());
        }
    }

    /** What one host sends does not arrive at the other until {@link #heal}. */
    void cut(String from, String to) {
        cuts.add(new Way(from, to));
    }

    boolean isCutAnywhere() {
        return !cuts.isEmpty();
    }

    void heal() {
        cuts.clear();
        List<Wire> waiting = new ArrayList<>(stalled);
        stalled.clear();
        waiting.stream()
                .filter(Channel::isOpen)
                .forEach(wire -> wire.eventLoop().execute(() -> wire.unsafe().flush()));
    }

    private boolean isCut(String from, String to) {
        return cuts.contains(new Way(from, to));
    }

    /** One end of a connection. */
    private final class Wire extends LocalChannel {
        private final String owner;
        private String remote;

        Wire(String owner) {
            this.owner = owner;
            this.remote = NOWHERE;
        }

        Wire(Door door, Wire peer) {
            super(door, peer);
            this.owner = door.owner;
            this.remote = peer.owner;
        }

        @Override
        protected ChannelId newId() {
            return new Numbered(channelIds++);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer out) throws Exception {
            if (isCut(owner, remoteHost())) {
                stalled.add(this);
            } else {
                super.doWrite(out);
            }
        }

        private String remoteHost() {
            if (remote.equals(NOWHERE) && remoteAddress() != null) {
                String id = remoteAddress().id();
                remote = id.substring(id.indexOf('/') + 1, id.lastIndexOf(':'));
            }
            return remote;
        }
    }

    /** Where a host accepts connections. */
    private final class Door extends LocalServerChannel {
        private final String owner;

        Door(String owner) {
            this.owner = owner;
        }

        @Override
        protected ChannelId newId() {
            return new Numbered(channelIds++);
        }

        @Override
        protected LocalChannel newLocalChannel(LocalChannel peer) {
            return tracked(owner, new Wire(this, (Wire) peer));
        }
    }
}
