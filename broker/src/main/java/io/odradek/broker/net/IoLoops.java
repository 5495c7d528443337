/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The loops that do the I/O. They may own partitions as well: each is an executor like any other. */
public final class IoLoops {
    private static final long QUIET_MS = 0;

    private final EventLoopGroup group;

    private IoLoops(EventLoopGroup group) {
        this.group = group;
    }

    /** Threads of their own, which end with {@link #shutDown}. */
    public static IoLoops threads(Transport transport, int count) {
        return new IoLoops(
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("odradek-io"), transport.ioHandlers()));
    }

    /** Loops that somebody else turns. */
    public static IoLoops of(EventLoopGroup group) {
        return new IoLoops(group);
    }

    EventLoopGroup group() {
        return group;
    }

    EventLoop next() {
        return group.next();
    }

    /** The loop itself where it does I/O, else one that does. */
    EventLoop nearest(EventExecutor loop) {
        for (EventExecutor own : group) {
            if (own == loop && own instanceof EventLoop same) {
                return same;
            }
        }
        return next();
    }

    public List<EventExecutor> executors() {
        List<EventExecutor> all = new ArrayList<>();
        group.forEach(all::add);
        return all;
    }

    public Future<?> shutDown(long timeoutMs) {
        return group.shutdownGracefully(QUIET_MS, timeoutMs, TimeUnit.MILLISECONDS);
    }
}
