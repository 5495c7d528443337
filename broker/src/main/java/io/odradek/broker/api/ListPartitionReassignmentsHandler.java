/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;
import java.util.ArrayList;
import java.util.List;

/**
 * ListPartitionReassignments 0: the partitions that gain or lose replicas just now, as the image has them. Nothing here
 * starts a reassignment yet.
 */
public final class ListPartitionReassignmentsHandler
        implements ApiHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> {
    private final ClusterView cluster;

    public ListPartitionReassignmentsHandler(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LIST_PARTITION_REASSIGNMENTS;
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
            ListPartitionReassignmentsRequest request,
            Reply<ListPartitionReassignmentsResponse> reply) {
        List<OngoingTopicReassignment> ongoing = new ArrayList<>();
        List<ListPartitionReassignmentsTopics> asked = request.topics();
        if (asked == null) {
            cluster.image().topics().forEach(topic -> add(topic, topic.partitions(), ongoing));
        } else {
            for (ListPartitionReassignmentsTopics one : asked) {
                TopicImage topic = cluster.image().topic(one.name());
                if (topic != null) {
                    add(topic, chosen(topic, one.partitionIndexes()), ongoing);
                }
            }
        }
        reply.send(new ListPartitionReassignmentsResponse().errorMessage(null).topics(ongoing));
    }

    private static List<PartitionImage> chosen(TopicImage topic, int[] numbers) {
        List<PartitionImage> chosen = new ArrayList<>();
        for (int number : numbers) {
            PartitionImage partition = topic.partition(number);
            if (partition != null) {
                chosen.add(partition);
            }
        }
        return chosen;
    }

    private static void add(TopicImage topic, List<PartitionImage> partitions, List<OngoingTopicReassignment> ongoing) {
        List<OngoingPartitionReassignment> moving = new ArrayList<>();
        for (PartitionImage partition : partitions) {
            if (!partition.addingReplicas().isEmpty()
                    || !partition.removingReplicas().isEmpty()) {
                moving.add(new OngoingPartitionReassignment()
                        .partitionIndex(partition.partition())
                        .replicas(ints(partition.replicas()))
                        .addingReplicas(ints(partition.addingReplicas()))
                        .removingReplicas(ints(partition.removingReplicas())));
            }
        }
        if (!moving.isEmpty()) {
            ongoing.add(new OngoingTopicReassignment().name(topic.name()).partitions(moving));
        }
    }

    private static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
