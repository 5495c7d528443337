/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.ClusterView;
import io.odradek.broker.api.FetchHandler;
import io.odradek.broker.api.FetchSessions;
import io.odradek.broker.api.ProduceHandler;
import io.odradek.broker.log.Disk;
import io.odradek.broker.partition.PartitionFixture;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceRequest.PartitionProduceData;
import io.odradek.protocol.message.ProduceRequest.TopicProduceData;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.BufRecords;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The way of a request from the bytes of its frame to those of its answer, as a connection has it, over four partitions
 * with logs on a disk; all on the caller's thread. A request is prepared, and then done by running what that gives.
 */
final class WiredPartitions implements AutoCloseable {
    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 4;
    private static final int PRODUCE_VERSION = 13;
    private static final int FETCH_VERSION = 17;
    private static final int ERROR_AT = 13;
    private static final int SESSION_ID_AT = 15;

    private final ByteBufAllocator allocator = Buffers.pooled(1);
    private final PartitionFixture partitions;
    private final Answers answers = new Answers();
    private final EmbeddedChannel channel = new EmbeddedChannel(answers);
    private int correlationId;
    private int sessionId;
    private int sessionEpoch;

    WiredPartitions(Disk disk, Path folder) {
        partitions = PartitionFixture.on(disk, folder);
        IntStream.range(0, PARTITIONS).forEach(number -> partitions.lead(TOPIC, number));
        ClusterView cluster = new ClusterView("cluster");
        cluster.apply(new ImageDelta(
                1, 1, Map.of(), List.of(new ImageDelta.TopicChange(TOPIC, PartitionFixture.TOPIC_ID, images()))));
        FetchSessions sessions =
                new FetchSessions(List.of(channel.eventLoop()), 10, 120_000, new SplittableRandom(1), partitions::now);
        ReadyGate gate = new ReadyGate(channel.eventLoop());
        gate.open();
        channel.config().setAllocator(allocator);
        Connection connection = new Connection(
                channel,
                1,
                "PLAINTEXT",
                new Connection.Shared(
                        NetSettings.DEFAULTS,
                        Map.of(channel.eventLoop(), new RequestMemory(channel.eventLoop(), Long.MAX_VALUE)),
                        gate,
                        Ticker.systemTicker(),
                        false));
        ApiRegistry registry = new ApiRegistry(List.of(
                new ProduceHandler(partitions.directory(), cluster),
                new FetchHandler(partitions.directory(), cluster, sessions, ReplicationQuota.NONE, 50 << 20)));
        channel.pipeline()
                .addLast(connection.frames())
                .addLast(new RequestDecoder(registry))
                .addLast(new ResponseEncoder(true))
                .addLast(connection);
        settle();
    }

    private static List<PartitionImage> images() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new PartitionImage(
                        number,
                        new LeaderState(PartitionFixture.BROKER, 0, List.of(PartitionFixture.BROKER), 0),
                        List.of(PartitionFixture.BROKER),
                        List.of(),
                        List.of(),
                        List.of()))
                .toList();
    }

    private void settle() {
        partitions.settle();
        channel.runPendingTasks();
    }

    long endOffset() {
        return partitions.partition(new TopicPartition(TOPIC, 0)).leaderLog().highWatermark();
    }

    /** One batch of records of 100 bytes for each of the first partitions, acks=all. */
    Runnable produce(int partitionCount, int records) {
        List<PartitionProduceData> data = new ArrayList<>();
        for (int i = 0; i < partitionCount; i++) {
            data.add(new PartitionProduceData().index(i).records(BufRecords.of(PartitionFixture.batch(batch -> {
                for (int record = 0; record < records; record++) {
                    batch.append(PartitionFixture.START_MS, null, new byte[100]);
                }
            }))));
        }
        return request(
                PRODUCE_VERSION,
                new ProduceRequest()
                        .acks((short) -1)
                        .timeoutMs(1_000)
                        .topicData(List.of(new TopicProduceData()
                                .topicId(PartitionFixture.TOPIC_ID)
                                .partitionData(data))));
    }

    /** The next fetch of the first partition in a session, as consumers have; the first one opens the session. */
    Runnable fetch(long offset, int bytesMax) {
        boolean opening = sessionId == 0;
        FetchRequest request = new FetchRequest()
                .maxWaitMs(500)
                .minBytes(1)
                .maxBytes(50 << 20)
                .sessionId(sessionId)
                .sessionEpoch(sessionEpoch)
                .topics(List.of(new FetchTopic()
                        .topicId(PartitionFixture.TOPIC_ID)
                        .partitions(List.of(new FetchPartition()
                                .partition(0)
                                .fetchOffset(offset)
                                .partitionMaxBytes(bytesMax)))));
        sessionEpoch++;
        Runnable prepared = request(FETCH_VERSION, request);
        return () -> {
            int before = answers.count;
            prepared.run();
            // None yet, if it waits.
            if (answers.count > before && answers.bytes().getShort(ERROR_AT) != 0) {
                throw new AssertionError("error " + answers.bytes().getShort(ERROR_AT));
            }
            if (opening) {
                sessionId = answers.bytes().getInt(SESSION_ID_AT);
            }
        };
    }

    private Runnable request(int version, ApiMessage body) {
        ByteBuf frame = Frames.request(body, version, ++correlationId);
        body.release();
        ByteBuf read = allocator.directBuffer(frame.readableBytes()).writeBytes(frame);
        frame.release();
        int before = answers.count;
        return () -> {
            channel.pipeline().fireChannelRead(read);
            channel.pipeline().fireChannelReadComplete();
            settle();
            if (answers.count == before && body instanceof ProduceRequest) {
                throw new AssertionError("no answer");
            }
        };
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        settle();
    }

    /** In place of the socket: keeps the beginning of the last answer. */
    private static final class Answers extends ChannelOutboundHandlerAdapter {
        private final byte[] first = new byte[SESSION_ID_AT + Integer.BYTES];
        private int count;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf bytes && bytes.readableBytes() >= first.length) {
                bytes.getBytes(bytes.readerIndex(), first);
            }
            count++;
            ReferenceCountUtil.release(message);
            promise.setSuccess();
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(first);
        }
    }
}
