/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The loops that do the I/O. They may own partitions as well: each is an executor like any other. */
public final class IoLoops {
    private static final long QUIET_MS = 0;

    /**
     * How long tasks go on before the loop looks at its sockets again; Netty's second would let a broker that takes over
     * thousands of partitions look dead.
     */
    private static final long TASKS_MS_MAX = 10;

    private final EventLoopGroup group;

    private IoLoops(EventLoopGroup group) {
        this.group = group;
    }

    /** Threads of their own, which end with {@link #shutDown}. */
    public static IoLoops threads(Transport transport, int count) {
        return new IoLoops(
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("odradek-io"), transport.ioHandlers()) {
                    @Override
                    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
                        return new Loop(this, executor, handlers);
                    }
                });
    }

    /** One that can be left with its work undone. */
    private static final class Loop extends SingleThreadIoEventLoop {
        /**
         * Accepted, connected or moved here by other threads, and yet to be taken up by a task: left undone, it would leave
         * a socket open that nobody serves, and a peer that waits for answers from it.
         */
        private final Queue<Channel> arriving = new ConcurrentLinkedQueue<>();

        Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
            super(group, executor, handlers, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), TASKS_MS_MAX);
        }

        @Override
        public ChannelFuture register(ChannelPromise promise) {
            arriving.add(promise.channel());
            return super.register(promise).addListener(done -> arriving.remove(promise.channel()));
        }

        void discardTasks() {
            while (hasTasks()) {
                Runnable unused = pollTask();
            }
            for (Channel channel = arriving.poll(); channel != null; channel = arriving.poll()) {
                channel.unsafe().closeForcibly();
            }
        }

        void closeSockets() {
            ioHandler().prepareToDestroy();
        }
    }

    /** On one of the loops: what was to be done there is left undone; a socket that it was to take up is closed. */
    public static void discardTasks(EventExecutor own) {
        assert own.inEventLoop();
        if (own instanceof Loop loop) {
            loop.discardTasks();
        }
    }

    /** On one of the loops: its sockets are closed, with nothing more read from them. */
    public static void closeSockets(EventExecutor own) {
        assert own.inEventLoop();
        if (own instanceof Loop loop) {
            loop.closeSockets();
        }
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

    /** Waits until the threads are gone; false if that takes longer. */
    public boolean awaitEnd(long timeoutMs) throws InterruptedException {
        return group.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
    }
}
