/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member says with ConsumerGroupHeartbeat (KIP-848).
 *
 * @param epoch that it knows; 0 joins, -1 leaves, -2 of a static member goes and will be back
 * @param owned the partitions that it has; null if nothing has changed since it last said so
 */
public record HeartbeatAsk(
        String memberId,
        int epoch,
        @Nullable String instanceId,
        MemberClient client,
        News news,
        @Nullable AssignedPartitions owned) {

    static final int JOINS = 0;
    static final int LEAVES = -1;
    static final int LEAVES_FOR_NOW = -2;

    /** What is new about the member; nulls, and a rebalance timeout of -1, say that nothing is. */
    public record News(
            @Nullable String rack,
            int rebalanceMs,
            @Nullable List<String> topics,
            @Nullable String expression,
            @Nullable String assignor) {
        /** As in most heartbeats. */
        boolean isNothing() {
            return rack == null
                    && rebalanceMs == MemberProfile.NOT_SAID_MS
                    && topics == null
                    && expression == null
                    && assignor == null;
        }
    }

    boolean joins() {
        return epoch == JOINS;
    }

    boolean leaves() {
        return epoch == LEAVES || epoch == LEAVES_FOR_NOW;
    }

    /** Whether it says everything there is to say, as it does when it joins and after an error. */
    boolean isFull() {
        boolean subscribes = news.topics() != null || news.expression() != null;
        return news.rebalanceMs() != MemberProfile.NOT_SAID_MS && subscribes && owned != null;
    }
}
