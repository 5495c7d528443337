/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.ConnectionContext;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.wire.ApiMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, confined to its I/O loop from accept to close. Requests are handed to their handlers as they
 * come, or in their turn where the handler says so; each takes a slot, and answers leave in the order of the slots,
 * whatever order they come in. Back-pressure, in three rules:
 *
 * <ol>
 *   <li>as many requests in flight as are allowed, or as many bytes, here or in all connections of the loop: nothing
 *       more is cut from the stream or read until an answer has left;
 *   <li>the socket takes no more: answers stay in their slots unencoded, so that the first rule comes to bear;
 *   <li>closed: everything in the slots is released, and parked requests are told.
 * </ol>
 */
// A failed write or close shows as an exception in the pipeline or as the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends ChannelInboundHandlerAdapter implements ConnectionContext {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Channel channel;
    private final long id;
    private final String listenerName;
    private final NetSettings settings;
    private final ReadyGate gate;
    private final Map<EventExecutor, RequestMemory> memories;
    private final Ticker ticker;
    private final FrameDecoder frames;
    private final ArrayDeque<ReplySlot> slots = new ArrayDeque<>(4);
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private RequestMemory memory;
    private @Nullable String peerHost;
    private long inFlightBytes;
    private long recordsBytes;
    private long lastReadNanos;
    private boolean insideRead;
    private boolean stalled;
    private boolean flushPending;
    private boolean flushScheduled;
    private boolean closing;

    /** Whether something is kept for it on its loop, to be cleaned up when it ends. */
    private boolean keepsState;

    /** Whether it may yet go to another loop, which it does once. */
    private boolean mayMove;

    /** On no loop: between two. */
    private boolean moving;

    /** Whether answers are being written further up this stack: one that comes now is seen there. */
    private boolean draining;

    /**
     * What all connections of a server have in common.
     *
     * @param memories by loop
     * @param mayMove whether the transport lets a channel go from one loop to another
     */
    record Shared(
            NetSettings settings,
            Map<EventExecutor, RequestMemory> memories,
            ReadyGate gate,
            Ticker ticker,
            boolean mayMove) {}

    Connection(Channel channel, long id, String listenerName, Shared shared) {
        this.gate = shared.gate();
        this.memories = shared.memories();
        this.memory = Objects.requireNonNull(memories.get(channel.eventLoop()));
        this.mayMove = shared.mayMove();
        this.channel = channel;
        this.id = id;
        this.listenerName = listenerName;
        this.settings = shared.settings();
        this.ticker = shared.ticker();
        this.frames = new FrameDecoder(FrameDecoder.REQUEST_BYTES_MIN, settings.frameBytesMax(), this::isFull);
        this.peer = Transport.inetAddress(channel.remoteAddress());
        this.local = Transport.inetAddress(channel.localAddress());
    }

    /** The decoder before this handler, which asks it whether to go on. */
    FrameDecoder frames() {
        return frames;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        lastReadNanos = ticker.nanoTime();
        scheduleIdleCheck(settings.idleMsMax());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        assert channel.eventLoop().inEventLoop();
        Request request = (Request) message;
        if (closing) {
            request.body().release();
            return;
        }
        insideRead = true;
        ReplySlot slot = new ReplySlot(this, request);
        slots.add(slot);
        inFlightBytes += request.frameBytes();
        if (holdsRecords(request)) {
            recordsBytes += request.frameBytes();
            memory.take(request.frameBytes());
        }
        keepsState |= request.handler().keepsStateOnLoop();
        if (request.handler().isHandledInTurn() && slots.size() > 1) {
            slot.awaitTurn();
        } else if (keepsState || !mayMove || !moves(slot)) {
            begin(slot);
        }
    }

    /**
     * Takes the connection to the loop that owns what is asked for, where it stays: the members of a group and its
     * coordinator, or a producer of small batches and its partition, then need not wake each other up. Only while nothing
     * else is in flight or left to be flushed, so that nothing of it is on two loops.
     */
    private boolean moves(ReplySlot slot) {
        if (slots.size() > 1 || flushPending || flushScheduled) {
            return false;
        }
        EventExecutor owner =
                ApiRegistry.ownerOf(slot.request().handler(), slot.request().body());
        if (owner == null) {
            return false;
        }
        mayMove = false;
        if (owner == channel.eventLoop() || !memories.containsKey(owner) || !(owner instanceof EventLoop next)) {
            return false;
        }
        moving = true;
        memory.give(recordsBytes);
        channel.deregister()
                .addListener(left -> next.register(channel).addListener(arrived -> {
                    if (arrived.isSuccess()) {
                        channel.eventLoop().execute(() -> arrive(slot));
                    } else {
                        // Closed on the way, when no handler hears of it.
                        abandon();
                        frames.dropPending();
                    }
                }));
        return true;
    }

    private void arrive(ReplySlot slot) {
        moving = false;
        memory = Objects.requireNonNull(memories.get(channel.eventLoop()));
        memory.take(recordsBytes);
        begin(slot);
        keepReading();
    }

    private void begin(ReplySlot slot) {
        if (gate.holds(slot.request().handler().apiKey())) {
            gate.whenOpen(channel.eventLoop(), () -> dispatch(slot));
        } else {
            dispatch(slot);
        }
    }

    private void dispatch(ReplySlot slot) {
        Request request = slot.request();
        if (closing) {
            return;
        }
        try {
            ApiRegistry.dispatch(request.handler(), slot.context(), request.body(), slot);
        } catch (RuntimeException e) {
            LOG.error("{} v{} of {} failed; the connection is closed", name(request), request.apiVersion(), peer, e);
            closing = true;
            channel.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        lastReadNanos = ticker.nanoTime();
        insideRead = false;
        if (flushPending) {
            flush();
        }
        keepReading();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        drain();
    }

    /** Writes the answers that are next in order, and goes on reading if that made room. */
    void drain() {
        assert channel.eventLoop().inEventLoop();
        if (draining) {
            return;
        }
        draining = true;
        ReplySlot slot = next();
        while (slot != null && slot.isAnswered() && channel.isWritable()) {
            slots.poll();
            write(slot);
            slot = next();
        }
        draining = false;
        if (flushPending && !insideRead && !flushScheduled) {
            flushSoon();
        }
        if (!insideRead) {
            keepReading();
        }
    }

    /**
     * At once where nothing else is asked for. Not where a flush that fails would clean up, in the midst of whatever work
     * has led to this answer, what that work may be at.
     */
    private void flushSoon() {
        if (slots.isEmpty() && !keepsState) {
            flush();
        } else {
            // As a task: one flush for all answers that are in the loop's queue by now.
            flushScheduled = true;
            channel.eventLoop().execute(this::flush);
        }
    }

    private @Nullable ReplySlot next() {
        ReplySlot slot = slots.peek();
        if (slot != null && slot.takeTurn()) {
            begin(slot);
        }
        return slot;
    }

    private void write(ReplySlot slot) {
        Request request = slot.request();
        ApiMessage answer = slot.takeAnswer();
        if (answer != null) {
            short version = request.unsupportedVersion() ? 0 : request.apiVersion();
            flushPending = true;
            channel.write(new Response(request.handler().apiKey(), version, request.correlationId(), answer));
        }
        inFlightBytes -= request.frameBytes();
        if (holdsRecords(request)) {
            recordsBytes -= request.frameBytes();
            memory.give(request.frameBytes());
        }
        request.body().release();
    }

    /** The one kind of request whose bytes stay in memory until it is answered; of others only values are left. */
    private static boolean holdsRecords(Request request) {
        return request.handler().apiKey() == ApiKey.PRODUCE;
    }

    private void flush() {
        flushScheduled = false;
        if (flushPending) {
            flushPending = false;
            channel.flush();
        }
    }

    private boolean isFull() {
        boolean full = closing || hasNoRoom();
        stalled |= full;
        return full;
    }

    private boolean hasNoRoom() {
        return moving
                || slots.size() >= settings.inFlightMax()
                || inFlightBytes >= settings.inFlightBytesMax()
                || (recordsBytes > 0 && memory.isFull());
    }

    private void keepReading() {
        if (closing) {
            return;
        }
        boolean room = !hasNoRoom();
        if (room != channel.config().isAutoRead()) {
            channel.config().setAutoRead(room);
        }
        if (room && stalled) {
            stalled = false;
            // As a task, so that a chain of quick answers does not nest.
            later(this::resume);
        }
    }

    /** On the loop that the connection is on by then. */
    private void later(Runnable step) {
        channel.eventLoop().execute(() -> {
            if (channel.eventLoop().inEventLoop()) {
                step.run();
            } else {
                later(step);
            }
        });
    }

    private void resume() {
        ChannelHandlerContext context = channel.pipeline().context(frames);
        if (context != null && !closing) {
            insideRead = true;
            frames.resume(context);
            channelReadComplete(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        abandon();
        // Between two loops it has given back what it took on the one, and taken nothing on the other.
        if (!moving) {
            memory.give(recordsBytes);
        }
        recordsBytes = 0;
        ctx.fireChannelInactive();
    }

    private void abandon() {
        closing = true;
        ReplySlot slot = slots.poll();
        while (slot != null) {
            slot.abandon();
            slot.request().body().release();
            slot = slots.poll();
        }
        inFlightBytes = 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            // Not yet closing: if it broke inside a request, the frame decoder has that to say.
            LOG.debug("The connection of {} broke: {}", peer, cause.toString());
        } else if (!closing) {
            closing = true;
            if (cause instanceof BadInputException) {
                LOG.warn("Closing {} on listener {}: it sent {}", peer, listenerName, cause.getMessage());
            } else {
                LOG.error("Closing {} on listener {}", peer, listenerName, cause);
            }
        }
        ctx.close();
    }

    /** From any thread: closes with one log line. */
    void close(String reason) {
        later(() -> {
            if (!closing) {
                closing = true;
                LOG.info("Closing the connection of {} on listener {}: {}", peer, listenerName, reason);
                channel.close();
            }
        });
    }

    void answeredTwice(Request request) {
        LOG.error("{} of {} was answered twice", name(request), peer, new IllegalStateException());
    }

    void logLateAnswer(Request request) {
        LOG.debug("{} of {} was answered after its loop had ended", name(request), peer);
    }

    private static String name(Request request) {
        return request.handler().apiKey().apiName();
    }

    private void scheduleIdleCheck(long delayMs) {
        if (delayMs > 0) {
            channel.eventLoop().schedule(this::checkIdle, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void checkIdle() {
        if (!channel.isActive()) {
            return;
        }
        if (!channel.eventLoop().inEventLoop()) {
            later(this::checkIdle);
            return;
        }
        long idleMs = TimeUnit.NANOSECONDS.toMillis(ticker.nanoTime() - lastReadNanos);
        if (idleMs < settings.idleMsMax() || !slots.isEmpty()) {
            scheduleIdleCheck(Math.max(1, settings.idleMsMax() - idleMs));
            return;
        }
        closing = true;
        if (frames.isInsideFrame()) {
            LOG.warn(
                    "Closing the connection of {} on listener {}: the rest of a request did not come in {} ms",
                    peer,
                    listenerName,
                    idleMs);
        } else {
            LOG.debug("Closing the connection of {}: idle for {} ms", peer, idleMs);
        }
        channel.close();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    /** Asked for with every join and heartbeat of a group, so it is put together once. */
    @Override
    public String peerHost() {
        String known = peerHost;
        if (known == null) {
            known = ConnectionContext.super.peerHost();
            peerHost = known;
        }
        return known;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public String listenerName() {
        return listenerName;
    }

    @Override
    public EventExecutor ioLoop() {
        return channel.eventLoop();
    }

    @Override
    public <T> Attribute<T> attribute(AttributeKey<T> key) {
        return channel.attr(key);
    }

    @Override
    public void onClose(Runnable action) {
        channel.closeFuture().addListener(future -> action.run());
    }
}
