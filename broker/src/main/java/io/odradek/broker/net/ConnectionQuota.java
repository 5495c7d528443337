/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections in as the limits allow: too many from one address are closed at once; too many in all make it stop
 * accepting until one goes. One for all listeners, confined to the loop that accepts.
 */
@ChannelHandler.Sharable
final class ConnectionQuota extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionQuota.class);

    private final EventExecutor acceptLoop;
    private final NetSettings.ConnectionLimits limits;
    private final Map<String, Integer> openByAddress = new HashMap<>();
    private final Set<Channel> listeners = new HashSet<>();
    private int open;
    private boolean started;

    ConnectionQuota(EventExecutor acceptLoop, NetSettings.ConnectionLimits limits) {
        this.acceptLoop = acceptLoop;
        this.limits = limits;
    }

    /** From now on, connections are let in. */
    void start() {
        assert acceptLoop.inEventLoop();
        started = true;
        acceptMore(open < limits.max());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        listeners.add(ctx.channel());
        if (started) {
            ctx.channel().config().setAutoRead(open < limits.max());
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        listeners.remove(ctx.channel());
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        assert acceptLoop.inEventLoop();
        Channel accepted = (Channel) message;
        String address = Optional.ofNullable(
                        Transport.inetAddress(accepted.remoteAddress()).getAddress())
                .map(inet -> inet.getHostAddress())
                .orElse("");
        int addressMax = limits.maxOf(address);
        int before = openByAddress.getOrDefault(address, 0);
        if (before >= addressMax) {
            LOG.info("Refusing a connection from {}: it has {}, as many as are allowed", address, before);
            accepted.unsafe().closeForcibly();
            return;
        }
        openByAddress.put(address, before + 1);
        open++;
        if (open == limits.max()) {
            LOG.warn("There are {} connections, as many as max.connections allows; accepting no more", open);
            acceptMore(false);
        }
        accepted.closeFuture().addListener(future -> {
            if (!acceptLoop.isShuttingDown()) {
                acceptLoop.execute(() -> closed(address));
            }
        });
        ctx.fireChannelRead(accepted);
    }

    private void closed(String address) {
        openByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        if (open-- == limits.max() && started) {
            acceptMore(true);
        }
    }

    private void acceptMore(boolean more) {
        for (Channel listener : listeners) {
            listener.config().setAutoRead(more);
        }
    }
}
