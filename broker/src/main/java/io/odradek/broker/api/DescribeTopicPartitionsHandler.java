/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeTopicPartitionsRequest;
import io.odradek.protocol.message.DescribeTopicPartitionsRequest.TopicRequest;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse.Cursor;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.odradek.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * DescribeTopicPartitions 0: topics in the order of their names, a limited number of partitions at a time, with a cursor
 * where to go on. Eligible leader replicas are not kept here, so those lists are empty, as they are in Kafka
 * while the feature is off.
 */
public final class DescribeTopicPartitionsHandler
        implements ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> {
    private final ClusterView cluster;
    private final int partitionsMax;

    /** @param partitionsMax {@code max.request.partition.size.limit} */
    public DescribeTopicPartitionsHandler(ClusterView cluster, int partitionsMax) {
        this.cluster = cluster;
        this.partitionsMax = partitionsMax;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_TOPIC_PARTITIONS;
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
    public void handle(
            RequestContext context,
            DescribeTopicPartitionsRequest request,
            Reply<DescribeTopicPartitionsResponse> reply) {
        DescribeTopicPartitionsRequest.Cursor cursor = request.cursor();
        NavigableSet<String> names = names(request);
        boolean all = request.topics().isEmpty();
        boolean lost = cursor != null && !all && !names.contains(cursor.topicName());
        if (lost || (cursor != null && cursor.partitionIndex() < 0)) {
            reply.send(invalid(request));
            return;
        }
        Page page = new Page(
                cluster.image(),
                context.listenerName(),
                Math.max(1, Math.min(partitionsMax, request.responsePartitionLimit())));
        String from = cursor == null ? "" : cursor.topicName();
        for (String name : names.tailSet(from, true)) {
            int start = cursor != null && name.equals(from) ? cursor.partitionIndex() : 0;
            if (!page.add(name, start, all)) {
                break;
            }
        }
        reply.send(new DescribeTopicPartitionsResponse().topics(page.topics).nextCursor(page.next));
    }

    private NavigableSet<String> names(DescribeTopicPartitionsRequest request) {
        NavigableSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) {
            cluster.image().topics().forEach(topic -> names.add(topic.name()));
        } else {
            request.topics().forEach(topic -> names.add(topic.name()));
        }
        return names;
    }

    private static DescribeTopicPartitionsResponse invalid(DescribeTopicPartitionsRequest request) {
        List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
        for (TopicRequest topic : request.topics()) {
            topics.add(
                    failed(topic.name(), ErrorCode.INVALID_REQUEST).topicAuthorizedOperations(Operations.NOT_INCLUDED));
        }
        return new DescribeTopicPartitionsResponse().topics(topics);
    }

    private static DescribeTopicPartitionsResponseTopic failed(String name, ErrorCode error) {
        return new DescribeTopicPartitionsResponseTopic()
                .errorCode(error.code())
                .name(name)
                .topicId(Uuid.ZERO)
                .isInternal(TopicNames.isInternal(name))
                .partitions(new ArrayList<>())
                .topicAuthorizedOperations(Operations.ALL_ON_TOPIC);
    }

    /** One answer as it fills. */
    private static final class Page {
        private final ClusterImage image;
        private final String listener;
        private final List<DescribeTopicPartitionsResponseTopic> topics = new ArrayList<>();
        private int left;
        private @Nullable Cursor next;

        Page(ClusterImage image, String listener, int limit) {
            this.image = image;
            this.listener = listener;
            this.left = limit;
        }

        /** Adds a topic from one of its partitions on; false when there was no room for all of them. */
        boolean add(String name, int start, boolean skipUnknown) {
            TopicImage topic = image.topic(name);
            if (topic == null && skipUnknown) {
                return true;
            }
            if (left <= 0) {
                next = new Cursor().topicName(name).partitionIndex(start);
                return false;
            }
            if (topic != null) {
                return addPartitions(topic, start);
            }
            ErrorCode error =
                    TopicNames.isValid(name) ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION;
            topics.add(failed(name, error));
            return true;
        }

        private boolean addPartitions(TopicImage topic, int start) {
            List<DescribeTopicPartitionsResponsePartition> partitions = new ArrayList<>();
            for (PartitionImage partition : topic.partitions()) {
                if (partition.partition() < start) {
                    continue;
                }
                if (left == 0) {
                    next = new Cursor().topicName(topic.name()).partitionIndex(partition.partition());
                    break;
                }
                partitions.add(described(partition));
                left--;
            }
            topics.add(new DescribeTopicPartitionsResponseTopic()
                    .name(topic.name())
                    .topicId(topic.id())
                    .isInternal(TopicNames.isInternal(topic.name()))
                    .partitions(partitions)
                    .topicAuthorizedOperations(Operations.ALL_ON_TOPIC));
            return next == null;
        }

        private DescribeTopicPartitionsResponsePartition described(PartitionImage partition) {
            PartitionView view = PartitionView.of(image, partition, listener, true);
            return new DescribeTopicPartitionsResponsePartition()
                    .errorCode(view.error().code())
                    .partitionIndex(partition.partition())
                    .leaderId(view.leader())
                    .leaderEpoch(partition.leaderEpoch())
                    .replicaNodes(view.replicas())
                    .isrNodes(view.isr())
                    .eligibleLeaderReplicas(new int[0])
                    .lastKnownElr(new int[0])
                    .offlineReplicas(view.offline());
        }
    }
}
