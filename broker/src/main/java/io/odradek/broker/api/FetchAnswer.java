/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.log.AbortedTransaction;
import io.odradek.broker.log.EpochEndOffset;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.KnownLeader;
import io.odradek.broker.partition.ReplicationQuota;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.FetchResponse.FetchableTopicResponse;
import io.odradek.protocol.message.FetchResponse.LeaderIdAndEpoch;
import io.odradek.protocol.message.FetchResponse.NodeEndpoint;
import io.odradek.protocol.message.FetchResponse.PartitionData;
import io.odradek.protocol.wire.BufRecords;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer to a fetch, as it comes together on the I/O loop. */
final class FetchAnswer {
    static final short TOPIC_IDS_FROM = 13;
    private static final short CURRENT_LEADER_FROM = 16;

    private final short version;
    private final PartitionLookup lookup;
    private final ReplicationQuota quota;
    private final CurrentLeaders leaders;
    private final FetchResponse response = new FetchResponse();
    private @Nullable FetchableTopicResponse topic;

    /** @param quota what the bytes count against; none for consumers */
    FetchAnswer(RequestContext context, PartitionLookup lookup, ReplicationQuota quota) {
        this.version = context.apiVersion();
        this.lookup = lookup;
        this.quota = quota;
        this.leaders = lookup.currentLeaders(context.listenerName());
    }

    /** Partitions of one topic that follow each other share its entry. The slice goes with the answer. */
    void add(FetchSession.Key key, Fetched fetched) {
        FetchableTopicResponse entry = topic;
        if (entry == null || !isSameTopic(entry, key)) {
            entry = new FetchableTopicResponse().topic(key.topic()).topicId(key.topicId());
            response.responses().add(entry);
            topic = entry;
        }
        entry.partitions().add(partition(key, fetched));
        if (quota.isLimited() && fetched.sizeBytes() > 0) {
            String name = nameOf(key);
            if (name != null) {
                quota.record(new TopicPartition(name, key.partition()), fetched.sizeBytes());
            }
        }
    }

    FetchResponse finish(int sessionId) {
        if (version >= CURRENT_LEADER_FROM) {
            response.nodeEndpoints(leaders.endpoints((id, host, port, rack) ->
                    new NodeEndpoint().nodeId(id).host(host).port(port).rack(rack)));
        }
        return response.sessionId(sessionId);
    }

    private @Nullable String nameOf(FetchSession.Key key) {
        return version >= TOPIC_IDS_FROM ? lookup.nameOf(key.topicId()) : key.topic();
    }

    private static boolean isSameTopic(FetchableTopicResponse topic, FetchSession.Key key) {
        return topic.topic().equals(key.topic()) && topic.topicId().equals(key.topicId());
    }

    private PartitionData partition(FetchSession.Key key, Fetched fetched) {
        PartitionData data = new PartitionData()
                .partitionIndex(key.partition())
                .errorCode(fetched.error().code())
                .highWatermark(fetched.highWatermark())
                .lastStableOffset(fetched.lastStableOffset())
                .logStartOffset(fetched.logStartOffset())
                .preferredReadReplica(fetched.preferredReplica())
                .abortedTransactions(aborted(fetched))
                .records(fetched.slice() == null ? BufRecords.EMPTY : fetched.slice());
        EpochEndOffset diverging = fetched.divergingEpoch();
        if (diverging != null) {
            data.divergingEpoch(new FetchResponse.EpochEndOffset()
                    .epoch(diverging.leaderEpoch())
                    .endOffset(diverging.endOffset()));
        }
        if (version >= CURRENT_LEADER_FROM && CurrentLeaders.isWorthTelling(data.errorCode())) {
            KnownLeader known = leaders.leaderOf(nameOf(key), key.partition());
            if (known != null) {
                data.currentLeader(
                        new LeaderIdAndEpoch().leaderId(known.leader()).leaderEpoch(known.leaderEpoch()));
            }
        }
        return data;
    }

    private static @Nullable List<FetchResponse.AbortedTransaction> aborted(Fetched fetched) {
        List<AbortedTransaction> aborted = fetched.abortedTransactions();
        if (aborted == null) {
            return null;
        }
        List<FetchResponse.AbortedTransaction> all = new ArrayList<>(aborted.size());
        for (AbortedTransaction transaction : aborted) {
            all.add(new FetchResponse.AbortedTransaction()
                    .producerId(transaction.producerId())
                    .firstOffset(transaction.firstOffset()));
        }
        return all;
    }
}
