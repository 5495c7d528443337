/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.UpdateMetadataRequest;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataBroker;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataEndpoint;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataPartitionState;
import io.odradek.protocol.message.UpdateMetadataResponse;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * UpdateMetadata 0–8, from the controller: the live brokers and the partitions that changed become the next image.
 * Refused if it was meant for an earlier registration of this broker, or comes from a deposed controller.
 */
public final class UpdateMetadataHandler implements ApiHandler<UpdateMetadataRequest, UpdateMetadataResponse> {
    private static final short GROUPED_FROM = 5;
    private static final short LISTENER_NAMES_FROM = 3;
    private static final short ENDPOINTS_FROM = 1;
    private static final long UNKNOWN_EPOCH = -1;
    private static final String[] SECURITY_PROTOCOLS = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"};

    private final ClusterView cluster;
    private final LongSupplier brokerEpoch;
    private final Consumer<Set<String>> topicsDeleted;

    /** @param brokerEpoch the epoch of this broker's registration, -1 before there is one */
    /** @param topicsDeleted hears of topics that were there and are no longer, on the thread that brings the news */
    public UpdateMetadataHandler(ClusterView cluster, LongSupplier brokerEpoch, Consumer<Set<String>> topicsDeleted) {
        this.cluster = cluster;
        this.brokerEpoch = brokerEpoch;
        this.topicsDeleted = topicsDeleted;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.UPDATE_METADATA;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 8;
    }

    @Override
    public void handle(RequestContext context, UpdateMetadataRequest request, Reply<UpdateMetadataResponse> reply) {
        reply.send(new UpdateMetadataResponse()
                .errorCode(apply(context.apiVersion(), request).code()));
    }

    private ErrorCode apply(short version, UpdateMetadataRequest request) {
        ControllerOrder order =
                new ControllerOrder(apiKey(), request.controllerId(), request.controllerEpoch(), request.brokerEpoch());
        ErrorCode refused = order.check(brokerEpoch);
        if (refused != ErrorCode.NONE) {
            return refused;
        }
        ImageDelta delta = new ImageDelta(
                request.controllerId(), request.controllerEpoch(), brokers(version, request), topics(version, request));
        ClusterImage before = cluster.image();
        if (!cluster.apply(delta)) {
            return order.refused(ErrorCode.STALE_CONTROLLER_EPOCH);
        }
        tellDeleted(before, delta);
        return ErrorCode.NONE;
    }

    private void tellDeleted(ClusterImage before, ImageDelta delta) {
        ClusterImage after = cluster.image();
        Set<String> deleted = new HashSet<>();
        for (ImageDelta.TopicChange change : delta.topics()) {
            if (before.topic(change.name()) != null && after.topic(change.name()) == null) {
                deleted.add(change.name());
            }
        }
        if (!deleted.isEmpty()) {
            topicsDeleted.accept(deleted);
        }
    }

    private static Map<Integer, BrokerImage> brokers(short version, UpdateMetadataRequest request) {
        Map<Integer, BrokerImage> brokers = new HashMap<>();
        for (UpdateMetadataBroker broker : request.liveBrokers()) {
            Map<String, Endpoint> endpoints = new HashMap<>();
            if (version < ENDPOINTS_FROM) {
                String plaintext = SECURITY_PROTOCOLS[0];
                endpoints.put(plaintext, new Endpoint(plaintext, plaintext, broker.v0Host(), broker.v0Port()));
            }
            for (UpdateMetadataEndpoint endpoint : broker.endpoints()) {
                String protocol = SECURITY_PROTOCOLS[endpoint.securityProtocol() & 3];
                String listener = version < LISTENER_NAMES_FROM ? protocol : endpoint.listener();
                endpoints.put(listener, new Endpoint(listener, protocol, endpoint.host(), endpoint.port()));
            }
            brokers.put(broker.id(), new BrokerImage(broker.id(), UNKNOWN_EPOCH, endpoints, broker.rack()));
        }
        return brokers;
    }

    private static List<ImageDelta.TopicChange> topics(short version, UpdateMetadataRequest request) {
        List<ImageDelta.TopicChange> topics = new ArrayList<>();
        if (version >= GROUPED_FROM) {
            request.topicStates()
                    .forEach(topic -> topics.add(new ImageDelta.TopicChange(
                            topic.topicName(), topic.topicId(), partitions(topic.partitionStates()))));
            return topics;
        }
        Map<String, List<UpdateMetadataPartitionState>> byName = new LinkedHashMap<>();
        for (UpdateMetadataPartitionState state : request.ungroupedPartitionStates()) {
            byName.computeIfAbsent(state.topicName(), name -> new ArrayList<>()).add(state);
        }
        byName.forEach((name, states) -> topics.add(new ImageDelta.TopicChange(name, Uuid.ZERO, partitions(states))));
        return topics;
    }

    private static List<PartitionImage> partitions(List<UpdateMetadataPartitionState> states) {
        List<PartitionImage> partitions = new ArrayList<>(states.size());
        for (UpdateMetadataPartitionState state : states) {
            partitions.add(new PartitionImage(
                    state.partitionIndex(),
                    new LeaderState(state.leader(), state.leaderEpoch(), list(state.isr()), state.zkVersion()),
                    list(state.replicas()),
                    List.of(),
                    List.of(),
                    list(state.offlineReplicas())));
        }
        return partitions;
    }

    private static List<Integer> list(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
