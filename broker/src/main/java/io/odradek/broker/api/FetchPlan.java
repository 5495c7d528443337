/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.FetchAsk;
import io.odradek.broker.partition.FetchWatch;
import io.odradek.broker.partition.Fetched;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FetchRequest.FetchPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of the partitions of one fetch, and what is refused before that: those that are not here. */
final class FetchPlan {
    private final List<FetchAsk> asks;

    /** In the order of the partitions; null where the asks have the next one. */
    private final List<@Nullable Fetched> refused;

    FetchPlan(PartitionLookup lookup, boolean byId, Collection<FetchSession.Cached> partitions) {
        this.asks = new ArrayList<>(partitions.size());
        this.refused = new ArrayList<>(partitions.size());
        for (FetchSession.Cached cached : partitions) {
            refused.add(plan(lookup, byId, cached));
        }
    }

    private @Nullable Fetched plan(PartitionLookup lookup, boolean byId, FetchSession.Cached cached) {
        String topic = byId ? lookup.nameOf(cached.key.topicId()) : cached.key.topic();
        if (topic == null) {
            return Fetched.missing(ErrorCode.UNKNOWN_TOPIC_ID);
        }
        PartitionRef partition = lookup.find(topic, cached.key.partition());
        if (partition == null) {
            return Fetched.missing(lookup.errorOfMissing(topic, cached.key.partition()));
        }
        asks.add(ask(partition, cached.wanted, cached.watch()));
        return null;
    }

    private static FetchAsk ask(PartitionRef partition, FetchPartition wanted, @Nullable FetchWatch watch) {
        return new FetchAsk(
                partition,
                wanted.fetchOffset(),
                wanted.currentLeaderEpoch(),
                wanted.lastFetchedEpoch(),
                wanted.logStartOffset(),
                Math.max(0, wanted.partitionMaxBytes()),
                watch);
    }

    List<FetchAsk> asks() {
        return asks;
    }

    boolean refusesAny() {
        return asks.size() < refused.size();
    }

    /** The results of the asks and what was refused, in the order of the partitions. */
    List<Fetched> merged(List<Fetched> results) {
        List<Fetched> all = new ArrayList<>(refused.size());
        int next = 0;
        for (Fetched early : refused) {
            all.add(early == null ? results.get(next++) : early);
        }
        return all;
    }
}
