/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.partition.Follower;
import io.odradek.broker.partition.PartitionOffsets;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ListOffsetsRequest;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import io.odradek.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import io.odradek.protocol.message.ListOffsetsResponse;
import io.odradek.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a leader where its log begins and ends (ListOffsets 9), when it has nothing at a follower's position. Confined to
 * the fetcher's loop.
 */
final class LeaderOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderOffsets.class);
    private static final short VERSION = 9;
    private static final long UNKNOWN = -1;

    private final int brokerId;
    private final EventExecutor loop;
    private final PeerTransport transport;

    LeaderOffsets(int brokerId, EventExecutor loop, PeerTransport transport) {
        this.brokerId = brokerId;
        this.loop = loop;
        this.transport = transport;
    }

    /** The leader's log, in offsets. */
    record Found(long start, long end) {}

    /** The end first: a log only grows, so that the start found afterwards belongs to one that ends there or later. */
    void ask(BrokerImage leader, Follower follower, Consumer<@Nullable Found> done) {
        assert loop.inEventLoop();
        CompletionStage<Long> end = offset(leader, follower, PartitionOffsets.LATEST);
        CompletionStage<Long> start = offset(leader, follower, PartitionOffsets.EARLIEST_LOCAL);
        end.thenCombine(start, (last, first) -> last == UNKNOWN || first == UNKNOWN ? null : new Found(first, last))
                .whenComplete((found, failure) -> ShardLoops.run(loop, () -> done.accept(found)));
    }

    private CompletionStage<Long> offset(BrokerImage leader, Follower follower, long which) {
        ListOffsetsRequest request = new ListOffsetsRequest()
                .replicaId(brokerId)
                .topics(List.of(new ListOffsetsTopic()
                        .name(follower.topicPartition().topic())
                        .partitions(List.of(new ListOffsetsPartition()
                                .partitionIndex(follower.topicPartition().partition())
                                .currentLeaderEpoch(follower.leaderEpoch())
                                .timestamp(which)))));
        return transport.send(leader, VERSION, request).thenApply(answer -> offset(follower, answer));
    }

    private static long offset(Follower follower, ApiMessage answer) {
        if (answer instanceof ListOffsetsResponse offsets
                && offsets.topics().size() == 1
                && offsets.topics().get(0).partitions().size() == 1) {
            ListOffsetsPartitionResponse found =
                    offsets.topics().get(0).partitions().get(0);
            ErrorCode error = ErrorCode.forCode(found.errorCode());
            if (error == ErrorCode.NONE) {
                return found.offset();
            }
            LOG.debug("{} is not told the leader's offsets: {}", follower, error);
        }
        return UNKNOWN;
    }
}
