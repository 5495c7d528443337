/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.ConsumerGroupDescription;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.assign.AssignedPartitions;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ConsumerGroupDescribeRequest;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.Assignment;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.Member;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.TopicPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * ConsumerGroupDescribe 0–1 (KIP-848): consumer groups with their members, what these have and what they are to have.
 * Any other group is GROUP_ID_NOT_FOUND. Topics that are no longer there are left out.
 */
public final class ConsumerGroupDescribeHandler
        implements ApiHandler<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> {
    private static final byte CLASSIC_MEMBER = 0;
    private static final byte CONSUMER_MEMBER = 1;

    private final CoordinatorShards<GroupRegistry> groups;
    private final ClusterView cluster;
    private final BooleanSupplier served;

    /** @param served whether there are groups of this protocol at all */
    public ConsumerGroupDescribeHandler(
            CoordinatorShards<GroupRegistry> groups, ClusterView cluster, BooleanSupplier served) {
        this.groups = groups;
        this.served = served;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.CONSUMER_GROUP_DESCRIBE;
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
    public void handle(
            RequestContext context, ConsumerGroupDescribeRequest request, Reply<ConsumerGroupDescribeResponse> reply) {
        List<DescribedGroup> described = request.groupIds().stream()
                .map(id -> new DescribedGroup()
                        .groupId(id)
                        .authorizedOperations(
                                request.includeAuthorizedOperations()
                                        ? Operations.ALL_ON_GROUP
                                        : Operations.NOT_INCLUDED))
                .toList();
        Countdown countdown = new Countdown(
                described.size() + 1, () -> reply.send(new ConsumerGroupDescribeResponse().groups(described)));
        described.forEach(group -> describe(group, countdown));
        countdown.partDone();
    }

    private void describe(DescribedGroup group, Countdown countdown) {
        if (!served.getAsBoolean() || group.groupId().isBlank()) {
            ErrorCode error = served.getAsBoolean() ? ErrorCode.INVALID_GROUP_ID : ErrorCode.UNSUPPORTED_VERSION;
            group.errorCode(error.code()).authorizedOperations(Operations.NOT_INCLUDED);
            countdown.partDone();
            return;
        }
        groups.look(
                group.groupId(),
                state -> state.groups().consumer().describe(group.groupId()),
                new Answer<ConsumerGroupDescription>() {
                    @Override
                    public void reply(ConsumerGroupDescription description) {
                        fill(group, description, cluster.image());
                        countdown.partDone();
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        group.errorCode(error.code()).authorizedOperations(Operations.NOT_INCLUDED);
                        countdown.partDone();
                    }
                });
    }

    private static void fill(DescribedGroup group, ConsumerGroupDescription description, ClusterImage image) {
        if (description.error() != ErrorCode.NONE) {
            group.errorCode(description.error().code())
                    .errorMessage(description.message())
                    .authorizedOperations(Operations.NOT_INCLUDED);
            return;
        }
        group.groupState(description.state())
                .groupEpoch(description.epoch())
                .assignmentEpoch(description.targetEpoch())
                .assignorName(description.assignor())
                .members(description.members().stream()
                        .map(member -> member(member, image))
                        .toList());
    }

    private static Member member(ConsumerGroupDescription.Member member, ClusterImage image) {
        return new Member()
                .memberId(member.memberId())
                .instanceId(member.instanceId())
                .rackId(member.rack())
                .memberEpoch(member.epoch())
                .clientId(member.client().id())
                .clientHost(member.client().host())
                .subscribedTopicNames(member.topics())
                .subscribedTopicRegex(member.expression())
                .assignment(assignment(member.owned(), image))
                .targetAssignment(assignment(member.target(), image))
                .memberType(member.isClassic() ? CLASSIC_MEMBER : CONSUMER_MEMBER);
    }

    private static Assignment assignment(AssignedPartitions assigned, ClusterImage image) {
        List<TopicPartitions> topics = new ArrayList<>();
        assigned.topics().forEach((id, partitions) -> {
            TopicImage topic = image.topic(id);
            if (topic != null) {
                topics.add(new TopicPartitions()
                        .topicId(id)
                        .topicName(topic.name())
                        .partitions(partitions.toArray()));
            }
        });
        return new Assignment().topicPartitions(topics);
    }
}
