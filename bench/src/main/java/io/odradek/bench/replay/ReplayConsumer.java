/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.odradek.bench.wire.Frame;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.record.RecordBatch;
import io.odradek.protocol.wire.BufRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One connection of {@link FetchReplay}. Belongs to the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is reported by the pipeline
final class ReplayConsumer extends SimpleChannelInboundHandler<ByteBuf> {

    static final int READ_BYTES = 512 << 10;

    /** The last version that names topics. */
    private static final int VERSION = 12;

    private static final int WAIT_MS_MAX = 500;
    private static final int ANSWER_BYTES_MAX = 50 << 20;
    private static final int PARTITION_BYTES_MAX = 1 << 20;

    private final FetchReplay replay;
    private final String topic;
    private final Map<Integer, Long> nextOffsets;
    private @Nullable Channel channel;
    private Frame asked;
    private long askedNs;
    private long wanted;
    private boolean closing;

    ReplayConsumer(FetchReplay replay, String topic, Map<Integer, Long> from) {
        this.replay = replay;
        this.topic = topic;
        this.nextOffsets = new TreeMap<>(from);
        this.asked = request();
    }

    void read(long records) {
        wanted = records;
        goOn();
    }

    private void goOn() {
        if (wanted <= 0) {
            replay.hasAll();
            return;
        }
        asked = request();
        askedNs = System.nanoTime();
        channel()
                .writeAndFlush(Unpooled.wrappedBuffer(asked.toSend()), channel().voidPromise());
    }

    private Frame request() {
        List<FetchPartition> partitions = new ArrayList<>();
        nextOffsets.forEach((partition, offset) -> partitions.add(new FetchPartition()
                .partition(partition)
                .currentLeaderEpoch(-1)
                .fetchOffset(offset)
                .partitionMaxBytes(PARTITION_BYTES_MAX)));
        FetchRequest request = new FetchRequest()
                .replicaId(-1)
                .maxWaitMs(WAIT_MS_MAX)
                .minBytes(1)
                .maxBytes(ANSWER_BYTES_MAX)
                .sessionEpoch(-1)
                .topics(List.of(new FetchTopic().topic(topic).partitions(partitions)));
        return Frame.of(request, VERSION);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
        replay.answered(askedNs);
        FetchResponse response = (FetchResponse) asked.read(answer);
        try {
            take(response);
        } finally {
            response.release();
        }
        goOn();
    }

    private void take(FetchResponse response) {
        check(response.errorCode(), -1);
        for (FetchableTopicResponse each : response.responses()) {
            for (PartitionData partition : each.partitions()) {
                check(partition.errorCode(), partition.partitionIndex());
                if (partition.records() instanceof BufRecords records) {
                    count(partition.partitionIndex(), records.buffer());
                }
            }
        }
    }

    /**
     * Whole batches only, as an answer may end in the midst of one; and no more than were wanted, since what has been
     * written meanwhile is not the same from run to run.
     */
    private void count(int partition, ByteBuf records) {
        Long expected = nextOffsets.get(partition);
        if (expected == null) {
            throw new IllegalStateException("nobody asked for partition " + partition);
        }
        long next = expected;
        int index = records.readerIndex();
        while (wanted > 0 && RecordBatch.isWhole(records, index, records.writerIndex())) {
            RecordBatch batch = RecordBatch.wrap(records, index);
            if (batch.baseOffset() > next || batch.lastOffset() < next) {
                throw new IllegalStateException("partition " + partition + ": a batch from offset " + batch.baseOffset()
                        + " to " + batch.lastOffset() + " where " + next + " was expected");
            }
            long unseen = batch.lastOffset() + 1 - next;
            replay.read(partition, batch.baseOffset(), unseen, batch.lengthBytes());
            wanted -= unseen;
            next += unseen;
            index += batch.lengthBytes();
        }
        nextOffsets.put(partition, next);
    }

    private static void check(short code, int partition) {
        if (code != ErrorCode.NONE.code()) {
            throw new IllegalStateException("a fetch was answered with error " + code + ", partition " + partition);
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected");
        }
        return channel;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            replay.broken(new IOException("the broker has closed a consumer's connection"));
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
        });
    }
}
