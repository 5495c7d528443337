/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.OffsetCommit;
import io.odradek.broker.coordinator.group.OffsetCommit.Claim;
import io.odradek.broker.coordinator.group.OffsetCommit.Outcome;
import io.odradek.broker.coordinator.group.OffsetCommit.Position;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.OffsetCommitRequest;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.protocol.message.OffsetCommitResponse;
import io.odradek.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.odradek.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OffsetCommit 2–10: topics by name, from version 10 by id. Partitions that are not there are refused by whichever broker
 * is asked, UNKNOWN_TOPIC_OR_PARTITION or UNKNOWN_TOPIC_ID; the rest is the group's coordinator's to decide, and any
 * error of its is that of each partition.
 */
public final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequest, OffsetCommitResponse> {
    private static final short EPOCHS_FROM = 9;
    private static final short IDS_FROM = 10;

    private final CoordinatorShards<GroupRegistry> groups;
    private final ClusterView cluster;

    public OffsetCommitHandler(CoordinatorShards<GroupRegistry> groups, ClusterView cluster) {
        this.groups = groups;
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.OFFSET_COMMIT;
    }

    @Override
    public short lowestVersion() {
        return 2;
    }

    @Override
    public short highestVersion() {
        return 10;
    }

    @Override
    public @Nullable EventExecutor ownerOf(OffsetCommitRequest request) {
        return groups.loopOf(request.groupId());
    }

    @Override
    public void handle(RequestContext context, OffsetCommitRequest request, Reply<OffsetCommitResponse> reply) {
        Answers answers = new Answers(context.apiVersion() >= IDS_FROM);
        List<Position> positions = new ArrayList<>();
        ClusterImage image = cluster.image();
        for (OffsetCommitRequestTopic asked : request.topics()) {
            TopicImage topic = answers.byId ? image.topic(asked.topicId()) : image.topic(asked.name());
            Uuid id = topic == null ? asked.topicId() : topic.id();
            String name = topic == null ? asked.name() : topic.name();
            for (OffsetCommitRequestPartition partition : asked.partitions()) {
                if (topic == null || topic.partition(partition.partitionIndex()) == null) {
                    boolean unknownId = topic == null && answers.byId;
                    answers.add(
                            id,
                            name,
                            partition.partitionIndex(),
                            unknownId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                } else {
                    positions.add(position(topic, partition));
                }
            }
        }
        if (positions.isEmpty()) {
            reply.send(answers.response());
            return;
        }
        OffsetCommit commit = new OffsetCommit(
                request.groupId(),
                new Claim(
                        request.memberId(),
                        request.groupInstanceId(),
                        request.generationIdOrMemberEpoch(),
                        context.apiVersion() >= EPOCHS_FROM),
                request.retentionTimeMs(),
                context.apiVersion() >= EPOCHS_FROM ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION,
                positions);
        groups.decide(request.groupId(), state -> state.commit(commit), new Answer<>() {
            @Override
            public void reply(Outcome outcome) {
                if (outcome.error() != ErrorCode.NONE) {
                    failed(outcome.error());
                    return;
                }
                for (int i = 0; i < positions.size(); i++) {
                    answers.add(positions.get(i), outcome.errors().get(i));
                }
                reply.send(answers.response());
            }

            @Override
            public void failed(ErrorCode error) {
                positions.forEach(position -> answers.add(position, error));
                reply.send(answers.response());
            }
        });
    }

    private static Position position(TopicImage topic, OffsetCommitRequestPartition partition) {
        String metadata = partition.committedMetadata();
        return new Position(
                new TopicPartition(topic.name(), partition.partitionIndex()),
                topic.id(),
                partition.committedOffset(),
                partition.committedLeaderEpoch(),
                metadata == null ? "" : metadata);
    }

    /** The answer as it grows: each topic once, in the order in which they are first heard of. */
    private static final class Answers {
        private final boolean byId;
        private final Map<Object, OffsetCommitResponseTopic> topics = new LinkedHashMap<>();

        Answers(boolean byId) {
            this.byId = byId;
        }

        void add(Position position, ErrorCode error) {
            add(
                    position.topicId(),
                    position.partition().topic(),
                    position.partition().partition(),
                    error);
        }

        void add(Uuid id, String name, int partition, ErrorCode error) {
            topics.computeIfAbsent(
                            byId ? id : name,
                            key -> byId
                                    ? new OffsetCommitResponseTopic().topicId(id)
                                    : new OffsetCommitResponseTopic().name(name))
                    .partitions()
                    .add(new OffsetCommitResponsePartition()
                            .partitionIndex(partition)
                            .errorCode(error.code()));
        }

        OffsetCommitResponse response() {
            return new OffsetCommitResponse().topics(new ArrayList<>(topics.values()));
        }
    }
}
