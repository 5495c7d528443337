/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ProduceResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One connection of {@link ProduceReplay}: answers come in the order of the requests. Belongs to the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is reported by the pipeline
final class ReplayProducer extends SimpleChannelInboundHandler<ByteBuf> {

    private final ProduceReplay replay;
    private final int partition;
    private final Frame frame;
    private final ByteBuf bytes;
    private final ArrayDeque<Long> intendedNs = new ArrayDeque<>();
    private @Nullable Channel channel;
    private boolean closing;

    ReplayProducer(ProduceReplay replay, int partition, Frame frame, ByteBuf bytes) {
        this.replay = replay;
        this.partition = partition;
        this.frame = frame;
        this.bytes = bytes;
    }

    /** If there is one more to send. */
    void next() {
        if (replay.goesOn()) {
            send(System.nanoTime());
        }
    }

    void send(long whenNs) {
        Channel open = channel();
        replay.sending(partition, whenNs);
        if (replay.isAnswered()) {
            intendedNs.add(whenNs);
            open.write(bytes.retainedDuplicate(), open.voidPromise());
            return;
        }
        open.write(bytes.retainedDuplicate())
                .addListener(written -> open.eventLoop().execute(() -> {
                    replay.answered(whenNs, written.isSuccess());
                    next();
                    open.flush();
                }));
    }

    void flush() {
        channel().flush();
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
        ProduceResponse response = (ProduceResponse) frame.read(answer);
        short error = response.responses().get(0).partitionResponses().get(0).errorCode();
        Long whenNs = intendedNs.poll();
        if (whenNs == null) {
            throw new IllegalStateException("an answer that nobody asked for");
        }
        replay.answered(whenNs, error == ErrorCode.NONE.code());
        next();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            replay.broken(new IOException("the broker has closed a producer's connection"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        replay.broken(cause);
        ctx.close();
    }

    void close() {
        Channel open = channel();
        open.eventLoop().execute(() -> {
            closing = true;
            open.close();
            bytes.release();
        });
    }
}
