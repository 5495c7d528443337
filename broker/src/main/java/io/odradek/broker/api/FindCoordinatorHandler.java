/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FindCoordinatorRequest;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.message.FindCoordinatorResponse.Coordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * FindCoordinator 0–6: one key up to version 3, a list of them from 4 on. Key types are groups (0), transactional ids
 * (1) and, from version 6, share partitions (2); any other is INVALID_REQUEST.
 *
 * <p>A group's coordinator is the leader of its partition of {@code __consumer_offsets}, as this broker last heard. Where
 * that topic is not there yet, the answer waits until it has been made; where its leader was lost a moment ago, until a
 * successor is known. COORDINATOR_NOT_AVAILABLE asks the client to come again.
 *
 * <p>Not done: coordinators of transactions and of share partitions. Who asks for one gets INVALID_REQUEST with the reason,
 * which ends the Java client's {@code initTransactions()} at once, where COORDINATOR_NOT_AVAILABLE has it ask for a minute;
 * librdkafka goes on asking until its own time is over.
 */
public final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequest, FindCoordinatorResponse> {
    private static final short LIST_FROM = 4;
    private static final short SHARE_FROM = 6;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final String NO_TRANSACTIONS =
            "This broker does not serve transactions yet; produce without a transactional.id.";
    private static final String NO_SHARE_GROUPS = "This broker does not serve share groups yet.";
    private static final int NOBODY = -1;

    private final ClusterView cluster;
    private final LostLeaders lostLeaders;
    private final CoordinatorShards<?> groups;
    private final CoordinatorTopic groupsTopic;

    public FindCoordinatorHandler(
            ClusterView cluster, LostLeaders lostLeaders, CoordinatorShards<?> groups, CoordinatorTopic groupsTopic) {
        this.cluster = cluster;
        this.lostLeaders = lostLeaders;
        this.groups = groups;
        this.groupsTopic = groupsTopic;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.FIND_COORDINATOR;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 6;
    }

    /** A coordinator may fall while the answer waits for those before it. */
    @Override
    public boolean isHandledInTurn() {
        return true;
    }

    @Override
    public void handle(RequestContext context, FindCoordinatorRequest request, Reply<FindCoordinatorResponse> reply) {
        List<String> keys = context.apiVersion() < LIST_FROM ? List.of(request.key()) : request.coordinatorKeys();
        if (request.keyType() != GROUP) {
            String reason = reason(request.keyType(), context.apiVersion());
            reply.send(response(context, keys, key -> nobody(key, ErrorCode.INVALID_REQUEST, reason)));
        } else if (cluster.image().topic(groupsTopic.name()) == null) {
            groupsTopic.create().thenRun(() -> reply.send(response(context, keys, key -> coordinator(context, key))));
        } else {
            lostLeaders.whenKnown(
                    () -> partitionsOf(keys),
                    () -> reply.send(response(context, keys, key -> coordinator(context, key))));
        }
    }

    private static String reason(byte keyType, short apiVersion) {
        return switch (keyType) {
            case TRANSACTION -> NO_TRANSACTIONS;
            // Kafka explains what no version of it knows, and not what a newer one does.
            case SHARE -> apiVersion >= SHARE_FROM ? NO_SHARE_GROUPS : "";
            default -> ErrorCode.INVALID_REQUEST.message();
        };
    }

    /** The partitions that matter for these keys, as a topic. */
    private List<TopicImage> partitionsOf(List<String> keys) {
        TopicImage topic = cluster.image().topic(groupsTopic.name());
        if (topic == null) {
            return List.of();
        }
        List<PartitionImage> asked = new ArrayList<>();
        for (int partition : keys.stream().map(groups::partitionOf).distinct().toList()) {
            PartitionImage image = topic.partition(partition);
            if (image != null) {
                asked.add(image);
            }
        }
        return List.of(TopicImage.of(topic.name(), topic.id(), asked));
    }

    private Coordinator coordinator(RequestContext context, String key) {
        ClusterImage image = cluster.image();
        PartitionImage partition = image.partition(groupsTopic.name(), groups.partitionOf(key));
        BrokerImage leader = partition == null || !partition.hasLeader() ? null : image.broker(partition.leader());
        Endpoint endpoint = leader == null ? null : leader.endpoint(context.listenerName());
        return leader == null || endpoint == null
                ? nobody(key, ErrorCode.COORDINATOR_NOT_AVAILABLE, "")
                : new Coordinator()
                        .key(key)
                        .nodeId(leader.id())
                        .host(endpoint.host())
                        .port(endpoint.port())
                        .errorMessage("");
    }

    private static Coordinator nobody(String key, ErrorCode error, String message) {
        return new Coordinator()
                .key(key)
                .nodeId(NOBODY)
                .port(NOBODY)
                .errorCode(error.code())
                .errorMessage(message);
    }

    @FunctionalInterface
    private interface Finding {
        Coordinator find(String key);
    }

    private static FindCoordinatorResponse response(RequestContext context, List<String> keys, Finding finding) {
        if (context.apiVersion() >= LIST_FROM) {
            List<Coordinator> found = new ArrayList<>(keys.size());
            keys.forEach(key -> found.add(finding.find(key)));
            return new FindCoordinatorResponse().coordinators(found);
        }
        Coordinator found = finding.find(keys.get(0));
        ErrorCode error = ErrorCode.forCode(found.errorCode());
        String reason = Objects.requireNonNull(found.errorMessage());
        if (reason.isEmpty()) {
            reason = error == ErrorCode.NONE ? error.name() : error.message();
        }
        return new FindCoordinatorResponse()
                .errorCode(found.errorCode())
                .errorMessage(reason)
                .nodeId(found.nodeId())
                .host(found.host())
                .port(found.port());
    }
}
