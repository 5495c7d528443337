/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.replication;

import io.odradek.broker.partition.Follower;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import io.odradek.protocol.message.FetchRequest.FetchTopic;
import io.odradek.protocol.message.FetchRequest.ForgottenTopic;
import io.odradek.protocol.message.FetchRequest.ReplicaState;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Puts one follower's fetch together, in the version of Kafka's inter-broker protocol 3.9. */
final class FetchRequests {
    static final short VERSION = 17;

    private final FetcherSettings settings;
    private final LongSupplier brokerEpoch;
    private final Map<Uuid, FetchTopic> topics = new LinkedHashMap<>();

    FetchRequests(FetcherSettings settings, LongSupplier brokerEpoch) {
        this.settings = settings;
        this.brokerEpoch = brokerEpoch;
    }

    /** Asks for what comes after the end of the partition's log. */
    void add(FollowedPartition partition) {
        Follower.Position position = partition.follower().position();
        topics.computeIfAbsent(partition.key().topicId(), id -> new FetchTopic().topicId(id))
                .partitions()
                .add(new FetchPartition()
                        .partition(partition.key().partition())
                        .currentLeaderEpoch(partition.follower().leaderEpoch())
                        .fetchOffset(position.offset())
                        .lastFetchedEpoch(position.lastEpoch())
                        .logStartOffset(position.logStart())
                        .partitionMaxBytes(settings.partitionBytesMax()));
    }

    FetchRequest finish(FetchSessionState session) {
        return new FetchRequest()
                .replicaState(new ReplicaState().replicaId(settings.brokerId()).replicaEpoch(brokerEpoch.getAsLong()))
                .maxWaitMs(session.mayWait() ? settings.waitMaxMs() : 0)
                .minBytes(settings.minBytes())
                .maxBytes(settings.answerBytesMax())
                .sessionId(session.id())
                .sessionEpoch(session.epoch())
                .topics(new ArrayList<>(topics.values()))
                .forgottenTopicsData(forgotten(session));
    }

    private static List<ForgottenTopic> forgotten(FetchSessionState session) {
        Map<Uuid, List<Integer>> byTopic = new LinkedHashMap<>();
        for (PartitionKey key : session.takeForgotten()) {
            byTopic.computeIfAbsent(key.topicId(), id -> new ArrayList<>()).add(key.partition());
        }
        List<ForgottenTopic> all = new ArrayList<>(byTopic.size());
        byTopic.forEach((id, partitions) -> all.add(new ForgottenTopic()
                .topicId(id)
                .partitions(partitions.stream().mapToInt(Integer::intValue).toArray())));
        return all;
    }
}
