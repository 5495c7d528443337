/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.OffsetCommit.Outcome;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.OffsetDeleteRequest;
import io.odradek.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.odradek.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.odradek.protocol.message.OffsetDeleteResponse;
import io.odradek.protocol.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.odradek.protocol.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OffsetDelete 0: takes back what a group has committed in some partitions; GROUP_SUBSCRIBED_TO_TOPIC where its members
 * are still at it. What is wrong with the group is said once, and then nothing of the partitions.
 */
public final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequest, OffsetDeleteResponse> {
    private final CoordinatorShards<GroupRegistry> groups;
    private final ClusterView cluster;

    public OffsetDeleteHandler(CoordinatorShards<GroupRegistry> groups, ClusterView cluster) {
        this.groups = groups;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.OFFSET_DELETE;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 0;
    }

    @Override
    public void handle(RequestContext context, OffsetDeleteRequest request, Reply<OffsetDeleteResponse> reply) {
        ClusterImage image = cluster.image();
        Map<String, OffsetDeleteResponseTopic> topics = new LinkedHashMap<>();
        List<TopicPartition> known = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            for (OffsetDeleteRequestPartition asked : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), asked.partitionIndex());
                if (image.partition(partition) == null) {
                    add(topics, partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                } else {
                    known.add(partition);
                }
            }
        }
        if (request.groupId().isEmpty()) {
            reply.send(new OffsetDeleteResponse().errorCode(ErrorCode.INVALID_GROUP_ID.code()));
        } else {
            groups.decide(request.groupId(), state -> state.delete(request.groupId(), known), new Answer<>() {
                @Override
                public void reply(Outcome outcome) {
                    if (outcome.error() != ErrorCode.NONE) {
                        failed(outcome.error());
                        return;
                    }
                    for (int i = 0; i < known.size(); i++) {
                        add(topics, known.get(i), outcome.errors().get(i));
                    }
                    reply.send(response(topics));
                }

                @Override
                public void failed(ErrorCode error) {
                    reply.send(new OffsetDeleteResponse().errorCode(error.code()));
                }
            });
        }
    }

    private static void add(Map<String, OffsetDeleteResponseTopic> topics, TopicPartition partition, ErrorCode error) {
        topics.computeIfAbsent(partition.topic(), name -> new OffsetDeleteResponseTopic().name(name))
                .partitions()
                .add(new OffsetDeleteResponsePartition()
                        .partitionIndex(partition.partition())
                        .errorCode(error.code()));
    }

    private static OffsetDeleteResponse response(Map<String, OffsetDeleteResponseTopic> topics) {
        return new OffsetDeleteResponse().topics(new ArrayList<>(topics.values()));
    }
}
