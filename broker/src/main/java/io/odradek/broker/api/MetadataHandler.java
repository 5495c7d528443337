/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.message.MetadataResponse.MetadataResponseBroker;
import io.odradek.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.protocol.message.MetadataResponse.MetadataResponseTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Metadata 0–13: brokers, controller, topics by name or (from 12 on) by id, with authorized operations where asked.
 * Topics that do not exist are created where client and configuration allow it; as with Kafka, this answer still says
 * that they are unknown, and one that is asked for in a moment tells of them.
 *
 * <p>Answers come from the image, so they are as new as the controller's last word to this broker; where they would
 * name a leader that was lost a moment ago, they wait for its successor.
 */
public final class MetadataHandler implements ApiHandler<MetadataRequest, MetadataResponse> {
    private static final short LISTENER_ERROR_FROM = 6;
    private static final short TOPIC_ID_FROM = 12;
    private static final short CLUSTER_OPERATIONS_LAST = 10;

    private final ClusterView cluster;
    private final TopicAutoCreation autoCreation;
    private final LostLeaders lostLeaders;

    public MetadataHandler(ClusterView cluster, TopicAutoCreation autoCreation, LostLeaders lostLeaders) {
        this.cluster = cluster;
        this.autoCreation = autoCreation;
        this.lostLeaders = lostLeaders;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.METADATA;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 13;
    }

    /** A leader may fall while the answer waits for those to the client's produces, and for the same reason. */
    @Override
    public boolean isHandledInTurn() {
        return true;
    }

    @Override
    public void handle(RequestContext context, MetadataRequest request, Reply<MetadataResponse> reply) {
        List<MetadataRequestTopic> asked = request.topics();
        if (asked != null
                && context.apiVersion() < TOPIC_ID_FROM
                && asked.stream().anyMatch(MetadataHandler::byId)) {
            reply.send(invalid(asked));
            return;
        }
        lostLeaders.whenKnown(() -> named(asked), () -> reply.send(answer(context, request)));
        if (asked != null && request.allowAutoTopicCreation()) {
            autoCreation.begin(missing(asked));
        }
    }

    private static boolean byId(MetadataRequestTopic topic) {
        return topic.name() == null || !topic.topicId().equals(Uuid.ZERO);
    }

    private static MetadataResponse invalid(List<MetadataRequestTopic> asked) {
        MetadataResponse answer = new MetadataResponse();
        List<MetadataResponseTopic> topics = new ArrayList<>();
        for (MetadataRequestTopic topic : asked) {
            String name = topic.name();
            topics.add(failed(name == null ? "" : name, topic.topicId(), ErrorCode.INVALID_REQUEST));
        }
        return answer.topics(topics);
    }

    private Set<String> missing(List<MetadataRequestTopic> asked) {
        ClusterImage image = cluster.image();
        Set<String> missing = new LinkedHashSet<>();
        for (MetadataRequestTopic topic : asked) {
            String name = topic.name();
            if (name != null && topic.topicId().equals(Uuid.ZERO) && image.topic(name) == null) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** Those asked for by name or id; nobody who asks for all of them is after a leader. */
    private List<TopicImage> named(@Nullable List<MetadataRequestTopic> asked) {
        ClusterImage image = cluster.image();
        List<TopicImage> topics = new ArrayList<>();
        for (MetadataRequestTopic each : asked == null ? List.<MetadataRequestTopic>of() : asked) {
            String name = each.name();
            TopicImage topic = name == null ? image.topic(each.topicId()) : image.topic(name);
            if (topic != null) {
                topics.add(topic);
            }
        }
        return topics;
    }

    private MetadataResponse answer(RequestContext context, MetadataRequest request) {
        ClusterImage image = cluster.image();
        String listener = context.listenerName();
        MetadataResponse answer = new MetadataResponse()
                .brokers(brokers(image, listener))
                .clusterId(image.clusterId())
                .controllerId(controllerId(image, listener));
        if (request.includeClusterAuthorizedOperations() && context.apiVersion() <= CLUSTER_OPERATIONS_LAST) {
            answer.clusterAuthorizedOperations(Operations.ALL_ON_CLUSTER);
        }
        List<MetadataResponseTopic> topics = new ArrayList<>();
        List<MetadataRequestTopic> asked = request.topics();
        if (asked == null || (asked.isEmpty() && context.apiVersion() == 0)) {
            image.topics().forEach(topic -> topics.add(found(context, request, image, topic)));
        } else {
            asked.forEach(topic -> topics.add(one(context, request, image, topic)));
        }
        return answer.topics(topics);
    }

    private MetadataResponseTopic one(
            RequestContext context, MetadataRequest request, ClusterImage image, MetadataRequestTopic asked) {
        String name = asked.name();
        if (!asked.topicId().equals(Uuid.ZERO)) {
            TopicImage topic = image.topic(asked.topicId());
            return topic == null
                    ? failed(null, asked.topicId(), ErrorCode.UNKNOWN_TOPIC_ID)
                    : found(context, request, image, topic);
        }
        if (name == null) {
            return failed(null, Uuid.ZERO, ErrorCode.UNKNOWN_TOPIC_ID);
        }
        TopicImage topic = image.topic(name);
        if (topic != null) {
            return found(context, request, image, topic);
        }
        ErrorCode unknown =
                TopicNames.isValid(name) ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION;
        return failed(name, Uuid.ZERO, unknown).topicAuthorizedOperations(operations(request));
    }

    /** Kafka tells the operations even for a topic that does not exist. */
    private static int operations(MetadataRequest request) {
        return request.includeTopicAuthorizedOperations() ? Operations.ALL_ON_TOPIC : Operations.NOT_INCLUDED;
    }

    private static MetadataResponseTopic failed(@Nullable String name, Uuid id, ErrorCode error) {
        return new MetadataResponseTopic()
                .errorCode(error.code())
                .name(name)
                .topicId(id)
                .isInternal(name != null && TopicNames.isInternal(name))
                .partitions(new ArrayList<>());
    }

    private static MetadataResponseTopic found(
            RequestContext context, MetadataRequest request, ClusterImage image, TopicImage topic) {
        boolean listenerError = context.apiVersion() >= LISTENER_ERROR_FROM;
        List<MetadataResponsePartition> partitions =
                new ArrayList<>(topic.partitions().size());
        for (PartitionImage partition : topic.partitions()) {
            PartitionView whole = PartitionView.of(image, partition, context.listenerName(), listenerError);
            PartitionView view = context.apiVersion() == 0 ? whole.withoutOffline() : whole;
            partitions.add(new MetadataResponsePartition()
                    .errorCode(view.error().code())
                    .partitionIndex(partition.partition())
                    .leaderId(view.leader())
                    .leaderEpoch(partition.leaderEpoch())
                    .replicaNodes(view.replicas())
                    .isrNodes(view.isr())
                    .offlineReplicas(view.offline()));
        }
        return new MetadataResponseTopic()
                .name(topic.name())
                .topicId(topic.id())
                .isInternal(TopicNames.isInternal(topic.name()))
                .partitions(partitions)
                .topicAuthorizedOperations(operations(request));
    }

    private static List<MetadataResponseBroker> brokers(ClusterImage image, String listener) {
        List<MetadataResponseBroker> brokers = new ArrayList<>();
        for (BrokerImage broker : image.brokers().values()) {
            Endpoint endpoint = broker.endpoint(listener);
            if (endpoint != null) {
                brokers.add(new MetadataResponseBroker()
                        .nodeId(broker.id())
                        .host(endpoint.host())
                        .port(endpoint.port())
                        .rack(broker.rack()));
            }
        }
        return brokers;
    }

    private static int controllerId(ClusterImage image, String listener) {
        BrokerImage controller = image.broker(image.controllerId());
        return controller == null || controller.endpoint(listener) == null
                ? ClusterImage.NO_CONTROLLER
                : controller.id();
    }
}
