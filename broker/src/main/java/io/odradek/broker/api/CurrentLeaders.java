/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.KnownLeader;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionRef;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that came to the wrong broker who leads now, and where that is (KIP-951), so that it need not ask for
 * metadata first. Collects what one answer mentions.
 */
final class CurrentLeaders {
    private final ClusterImage image;
    private final PartitionDirectory directory;
    private final String listener;
    private final Map<Integer, BrokerImage> mentioned = new TreeMap<>();

    CurrentLeaders(ClusterImage image, PartitionDirectory directory, String listener) {
        this.image = image;
        this.directory = directory;
        this.listener = listener;
    }

    /** Makes an endpoint of whatever type the answer has. */
    interface EndpointFactory<T> {
        T endpoint(int nodeId, String host, int port, @Nullable String rack);
    }

    static boolean isWorthTelling(short errorCode) {
        return errorCode == ErrorCode.NOT_LEADER_OR_FOLLOWER.code()
                || errorCode == ErrorCode.FENCED_LEADER_EPOCH.code();
    }

    /**
     * The leader, who is then mentioned; null if none is known. What the controller told the replica here counts if it is
     * newer than the metadata: a leader hears that it was deposed before it hears of anything else.
     */
    @Nullable
    KnownLeader leaderOf(@Nullable String topic, int partition) {
        PartitionImage told = topic == null ? null : image.partition(topic, partition);
        PartitionRef here = topic == null ? null : directory.find(topic, partition);
        KnownLeader own = here == null ? null : here.knownLeader();
        if (told == null && own == null) {
            return null;
        }
        KnownLeader known = told == null || (own != null && own.leaderEpoch() > told.leaderEpoch())
                ? own
                : new KnownLeader(told.leader(), told.leaderEpoch());
        mention(known);
        return known;
    }

    private void mention(@Nullable KnownLeader known) {
        BrokerImage leader = known == null ? null : image.broker(known.leader());
        if (leader != null && leader.endpoint(listener) != null) {
            mentioned.put(leader.id(), leader);
        }
    }

    <T> List<T> endpoints(EndpointFactory<T> factory) {
        Collection<BrokerImage> brokers = mentioned.values();
        List<T> endpoints = new ArrayList<>(brokers.size());
        for (BrokerImage broker : brokers) {
            Endpoint endpoint = broker.endpoint(listener);
            if (endpoint != null) {
                endpoints.add(factory.endpoint(broker.id(), endpoint.host(), endpoint.port(), broker.rack()));
            }
        }
        return endpoints;
    }
}
