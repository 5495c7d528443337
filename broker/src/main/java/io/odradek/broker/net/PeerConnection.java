/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.RequestHeader;
import io.odradek.protocol.message.ResponseHeader;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.MalformedMessageException;
import io.odradek.protocol.wire.WireReader;
import io.odradek.protocol.wire.WireWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one other broker, confined to its I/O loop. Requests leave in the order in which they were sent,
 * several at a time; answers come back in that order. Opened by the first request, and again by the first one after it
 * broke. Whatever waits when it breaks fails: whether to send again is for the sender to say.
 */
// A failed write or close shows as an exception in the pipeline or as the end of the channel.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerConnection {
    /** Requests that wait for an answer or for the connection; more are refused. */
    private static final int WAITING_MAX = 1024;
    /** Requests on the wire at a time. */
    private static final int IN_FLIGHT_MAX = 16;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final Endpoint endpoint;
    private final PeerClient.Settings settings;
    private final Runnable onBroken;
    private final ArrayDeque<PeerCall> queued = new ArrayDeque<>();
    private final ArrayDeque<PeerCall> inFlight = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean connecting;
    private boolean flushScheduled;
    private boolean closed;
    private int nextCorrelationId;
    private int headCorrelationId;

    PeerConnection(EventLoop loop, Bootstrap bootstrap, Endpoint endpoint, PeerClient.Settings settings) {
        this(loop, bootstrap, endpoint, settings, () -> {});
    }

    /** @param onBroken hears of the end of an open connection at once, whether or not an answer is waited for */
    PeerConnection(
            EventLoop loop, Bootstrap bootstrap, Endpoint endpoint, PeerClient.Settings settings, Runnable onBroken) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.settings = settings;
        this.onBroken = onBroken;
        this.bootstrap = bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                FrameDecoder frames =
                        new FrameDecoder(FrameDecoder.ANSWER_BYTES_MIN, settings.frameBytesMax(), () -> false);
                opened.config().setRecvByteBufAllocator(new FrameReceiver(frames));
                opened.pipeline().addLast(frames).addLast(new Answers());
            }
        });
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void send(PeerCall call) {
        assert loop.inEventLoop();
        if (queued.size() + inFlight.size() >= WAITING_MAX) {
            call.answer()
                    .completeExceptionally(
                            new IOException("Too many requests wait for " + endpoint + ": " + WAITING_MAX));
            return;
        }
        queued.add(call);
        if (channel != null) {
            writeQueued(channel);
        } else if (!connecting) {
            connect();
        }
    }

    void close() {
        assert loop.inEventLoop();
        closed = true;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
        broken(new IOException("The connection to " + endpoint + " was closed"));
    }

    private void connect() {
        connecting = true;
        ChannelFuture opening = bootstrap.connect();
        opening.addListener(future -> {
            connecting = false;
            if (closed) {
                opening.channel().close();
            } else if (future.isSuccess()) {
                channel = opening.channel();
                writeQueued(opening.channel());
            } else {
                broken(new IOException("No connection to " + endpoint, future.cause()));
            }
        });
    }

    private void writeQueued(Channel open) {
        boolean written = false;
        while (inFlight.size() < IN_FLIGHT_MAX && !queued.isEmpty()) {
            PeerCall call = queued.remove();
            ByteBuf frame = encode(open, call);
            if (inFlight.isEmpty()) {
                headCorrelationId = nextCorrelationId;
                expectAnswer();
            }
            nextCorrelationId++;
            inFlight.add(call);
            open.write(frame);
            written = true;
        }
        if (written && !flushScheduled) {
            flushScheduled = true;
            // As a task: one flush for all that is asked in this turn, and never within the flush of the other end,
            // which the transport in memory would lose.
            loop.execute(() -> {
                flushScheduled = false;
                open.flush();
            });
        }
    }

    private ByteBuf encode(Channel open, PeerCall call) {
        ApiKey key = keyOf(call);
        short headerVersion = key.requestHeaderVersion(call.version());
        RequestHeader header = new RequestHeader()
                .requestApiKey(key.id())
                .requestApiVersion(call.version())
                .correlationId(nextCorrelationId)
                .clientId(settings.clientId());
        int size = header.sizeBytes(headerVersion) + call.request().sizeBytes(call.version());
        ByteBuf frame = open.alloc().buffer(Integer.BYTES + size);
        frame.writeInt(size);
        WireWriter out = new WireWriter(frame);
        header.write(out, headerVersion);
        call.request().write(out, call.version());
        return frame;
    }

    private static ApiKey keyOf(PeerCall call) {
        return Objects.requireNonNull(ApiKey.forId(call.request().apiKey()));
    }

    /** One timer for the oldest request on the wire. */
    private void expectAnswer() {
        cancelDeadline();
        deadline = loop.schedule(
                () -> {
                    Channel open = channel;
                    if (open != null) {
                        open.close();
                    }
                    broken(new IOException("No answer from " + endpoint + " in " + settings.timeoutMs() + " ms"));
                },
                settings.timeoutMs(),
                TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void broken(IOException reason) {
        channel = null;
        cancelDeadline();
        List<PeerCall> failed = new ArrayList<>(inFlight);
        failed.addAll(queued);
        inFlight.clear();
        queued.clear();
        failed.forEach(call -> call.answer().completeExceptionally(reason));
        if (!closed) {
            onBroken.run();
        }
    }

    private void answered(ByteBuf frame) {
        PeerCall call = inFlight.peek();
        if (call == null) {
            throw new BadInputException("an answer that nobody asked for");
        }
        ApiKey key = keyOf(call);
        WireReader in = new WireReader(frame);
        ApiMessage answer;
        try {
            ResponseHeader header = ResponseHeader.read(in, key.responseHeaderVersion(call.version()));
            if (header.correlationId() != headCorrelationId) {
                throw new BadInputException(
                        "the answer " + header.correlationId() + " in place of " + headCorrelationId);
            }
            answer = key.readResponse(in, call.version());
        } catch (MalformedMessageException e) {
            throw new BadInputException("a " + key.apiName() + " answer that cannot be read: " + e.getMessage());
        }
        inFlight.remove();
        headCorrelationId++;
        cancelDeadline();
        if (!inFlight.isEmpty()) {
            expectAnswer();
        }
        call.answer().complete(answer);
    }

    /** Hands the answers to their calls. */
    private final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            try {
                if (ctx.channel() == channel) {
                    answered(frame);
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (ctx.channel() == channel) {
                writeQueued(ctx.channel());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (ctx.channel() == channel) {
                broken(new IOException("The connection to " + endpoint + " broke"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.channel() == channel) {
                broken(new IOException("The connection to " + endpoint + " broke: " + cause.getMessage(), cause));
            }
            ctx.close();
        }
    }
}
