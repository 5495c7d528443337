/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.Reassignments;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** ListPartitionReassignments 0 (KIP-455): the partitions on the move, as the active controller knows them. */
public final class ListPartitionReassignmentsHandler
        implements ApiHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> {
    private final ClusterAdmin admin;

    public ListPartitionReassignmentsHandler(ClusterAdmin admin) {
        this.admin = admin;
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
        admin.listReassignments(asked(request)).thenAccept(listing -> reply.send(answer(listing)));
    }

    private static @Nullable Set<TopicPartition> asked(ListPartitionReassignmentsRequest request) {
        List<ListPartitionReassignmentsTopics> topics = request.topics();
        if (topics == null) {
            return null;
        }
        Set<TopicPartition> asked = new HashSet<>();
        for (ListPartitionReassignmentsTopics topic : topics) {
            for (int partition : topic.partitionIndexes()) {
                asked.add(new TopicPartition(topic.name(), partition));
            }
        }
        return asked;
    }

    private static ListPartitionReassignmentsResponse answer(Reassignments.Listing listing) {
        Map<String, List<OngoingPartitionReassignment>> byTopic = new TreeMap<>();
        for (Reassignments.Ongoing each : listing.ongoing()) {
            byTopic.computeIfAbsent(each.partition().topic(), name -> new ArrayList<>())
                    .add(new OngoingPartitionReassignment()
                            .partitionIndex(each.partition().partition())
                            .replicas(ints(each.assignment().replicas()))
                            .addingReplicas(ints(each.assignment().adding()))
                            .removingReplicas(ints(each.assignment().removing())));
        }
        List<OngoingTopicReassignment> topics = new ArrayList<>();
        byTopic.forEach((name, partitions) ->
                topics.add(new OngoingTopicReassignment().name(name).partitions(partitions)));
        return new ListPartitionReassignmentsResponse()
                .errorCode(listing.whole().error().code())
                .errorMessage(listing.whole().message())
                .topics(topics);
    }

    private static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
