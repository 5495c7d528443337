/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.HeartbeatAsk;
import io.odradek.broker.coordinator.group.HeartbeatOutcome;
import io.odradek.broker.coordinator.group.MemberClient;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.broker.coordinator.group.assign.PartitionSet;
import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ConsumerGroupHeartbeatRequest;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse.Assignment;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse.TopicPartitions;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * ConsumerGroupHeartbeat 0–1 (KIP-848): a member joins, lives, says what it wants and has, and hears what it is to have.
 * From version 1 on it brings its own id (KIP-1082) and may subscribe by an expression.
 */
public final class ConsumerGroupHeartbeatHandler
        implements ApiHandler<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> {
    private static final short OWN_ID_FROM = 1;
    private static final int JOINS = 0;
    private static final int LEAVES = -1;
    private static final int LEAVES_FOR_NOW = -2;
    private static final int NOT_SAID_MS = -1;

    private final CoordinatorShards<GroupRegistry> groups;
    private final List<String> assignors;
    private final BooleanSupplier served;

    /** @param served whether there are groups of this protocol at all */
    public ConsumerGroupHeartbeatHandler(
            CoordinatorShards<GroupRegistry> groups, List<ServerAssignor> assignors, BooleanSupplier served) {
        this.groups = groups;
        this.served = served;
        this.assignors = assignors.stream().map(ServerAssignor::name).toList();
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 1;
    }

    @Override
    public @Nullable EventExecutor ownerOf(ConsumerGroupHeartbeatRequest request) {
        return groups.loopOf(request.groupId());
    }

    @Override
    public void handle(
            RequestContext context,
            ConsumerGroupHeartbeatRequest request,
            Reply<ConsumerGroupHeartbeatResponse> reply) {
        HeartbeatOutcome refusal = served.getAsBoolean()
                ? refusal(request, context.apiVersion())
                : HeartbeatOutcome.refused(ErrorCode.UNSUPPORTED_VERSION, null);
        if (refusal != null) {
            reply.send(response(refusal));
            return;
        }
        HeartbeatAsk ask = ask(context, request);
        groups.decide(
                request.groupId(),
                state -> state.groups().consumer().heartbeat(request.groupId(), ask),
                new Answer<>() {
                    @Override
                    public void reply(HeartbeatOutcome outcome) {
                        reply.send(response(outcome));
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        reply.send(response(HeartbeatOutcome.refused(error, null)));
                    }
                });
    }

    /** What is wrong with the request itself, in Kafka's words; null if it is in order. */
    private @Nullable HeartbeatOutcome refusal(ConsumerGroupHeartbeatRequest request, short version) {
        boolean needsId = version >= OWN_ID_FROM || request.memberEpoch() > JOINS || request.memberEpoch() == LEAVES;
        if (needsId && request.memberId().isBlank()) {
            return invalid("MemberId can't be empty.");
        }
        if (request.groupId().isBlank()) {
            return invalid("GroupId can't be empty.");
        }
        if (isBlank(request.instanceId())) {
            return invalid("InstanceId can't be empty.");
        }
        if (isBlank(request.rackId())) {
            return invalid("RackId can't be empty.");
        }
        HeartbeatOutcome refusal = request.memberEpoch() == JOINS ? joinRefusal(request) : epochRefusal(request);
        if (refusal == null && request.serverAssignor() != null && !assignors.contains(request.serverAssignor())) {
            return HeartbeatOutcome.refused(
                    ErrorCode.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor " + request.serverAssignor() + " is not supported. Supported assignors: "
                            + String.join(", ", assignors) + ".");
        }
        return refusal;
    }

    private static @Nullable HeartbeatOutcome joinRefusal(ConsumerGroupHeartbeatRequest request) {
        if (request.rebalanceTimeoutMs() == NOT_SAID_MS) {
            return invalid("RebalanceTimeoutMs must be provided in first request.");
        }
        List<ConsumerGroupHeartbeatRequest.TopicPartitions> owned = request.topicPartitions();
        if (owned == null || !owned.isEmpty()) {
            return invalid("TopicPartitions must be empty when (re-)joining.");
        }
        return request.subscribedTopicNames() == null && request.subscribedTopicRegex() == null
                ? invalid("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.")
                : null;
    }

    private static @Nullable HeartbeatOutcome epochRefusal(ConsumerGroupHeartbeatRequest request) {
        if (request.memberEpoch() == LEAVES_FOR_NOW && request.instanceId() == null) {
            return invalid("InstanceId can't be null.");
        }
        return request.memberEpoch() < LEAVES_FOR_NOW ? invalid("MemberEpoch is invalid.") : null;
    }

    private static HeartbeatOutcome invalid(String message) {
        return HeartbeatOutcome.refused(ErrorCode.INVALID_REQUEST, message);
    }

    private static boolean isBlank(@Nullable String text) {
        return text != null && text.isBlank();
    }

    private static HeartbeatAsk ask(RequestContext context, ConsumerGroupHeartbeatRequest request) {
        return new HeartbeatAsk(
                request.memberId(),
                request.memberEpoch(),
                request.instanceId(),
                new MemberClient(context.clientIdOrEmpty(), context.peerHost()),
                new HeartbeatAsk.News(
                        request.rackId(),
                        request.rebalanceTimeoutMs(),
                        request.subscribedTopicNames(),
                        request.subscribedTopicRegex(),
                        request.serverAssignor()),
                owned(request.topicPartitions()));
    }

    private static @Nullable AssignedPartitions owned(
            @Nullable List<ConsumerGroupHeartbeatRequest.TopicPartitions> said) {
        if (said == null) {
            return null;
        }
        Map<Uuid, PartitionSet> topics = new LinkedHashMap<>();
        said.forEach(topic -> topics.merge(topic.topicId(), PartitionSet.of(topic.partitions()), PartitionSet::plus));
        return AssignedPartitions.of(topics);
    }

    private static ConsumerGroupHeartbeatResponse response(HeartbeatOutcome outcome) {
        return new ConsumerGroupHeartbeatResponse()
                .errorCode(outcome.error().code())
                .errorMessage(outcome.message())
                .memberId(outcome.memberId())
                .memberEpoch(outcome.epoch())
                .heartbeatIntervalMs(outcome.intervalMs())
                .assignment(assignment(outcome.assignment()));
    }

    private static @Nullable Assignment assignment(@Nullable AssignedPartitions assigned) {
        if (assigned == null) {
            return null;
        }
        List<TopicPartitions> topics = new ArrayList<>();
        assigned.topics()
                .forEach((topic, partitions) ->
                        topics.add(new TopicPartitions().topicId(topic).partitions(partitions.toArray())));
        return new Assignment().topicPartitions(topics);
    }
}
