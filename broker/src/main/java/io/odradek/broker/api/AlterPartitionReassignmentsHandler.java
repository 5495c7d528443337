/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.Outcome;
import io.odradek.controller.Reassignments;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.odradek.protocol.message.AlterPartitionReassignmentsResponse;
import io.odradek.protocol.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import io.odradek.protocol.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;
import io.odradek.protocol.message.ApiKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AlterPartitionReassignments 0–1 (KIP-455; version 1, KIP-860, can forbid another number of replicas): partitions are to
 * move to other brokers, or to stay after all. The answer comes when that has been taken down, not when it is done. A
 * partition that is named twice counts as it is named last.
 */
public final class AlterPartitionReassignmentsHandler
        implements ApiHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> {
    private final ClusterAdmin admin;

    public AlterPartitionReassignmentsHandler(ClusterAdmin admin) {
        this.admin = admin;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ALTER_PARTITION_REASSIGNMENTS;
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
            RequestContext context,
            AlterPartitionReassignmentsRequest request,
            Reply<AlterPartitionReassignmentsResponse> reply) {
        Map<TopicPartition, Optional<List<Integer>>> targets = new LinkedHashMap<>();
        for (ReassignableTopic topic : request.topics()) {
            for (ReassignablePartition partition : topic.partitions()) {
                TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
                targets.put(name, target(partition));
            }
        }
        boolean factorMayChange = request.allowReplicationFactorChange();
        admin.alterReassignments(new Reassignments.Call(targets, factorMayChange), request.timeoutMs())
                .thenAccept(answer -> reply.send(answer(answer).allowReplicationFactorChange(factorMayChange)));
    }

    /** Null calls a move off. */
    private static Optional<List<Integer>> target(ReassignablePartition partition) {
        int[] replicas = partition.replicas();
        return replicas == null
                ? Optional.empty()
                : Optional.of(Arrays.stream(replicas).boxed().toList());
    }

    private static AlterPartitionReassignmentsResponse answer(Reassignments.Answer answer) {
        Map<String, List<ReassignablePartitionResponse>> byTopic = new LinkedHashMap<>();
        answer.partitions()
                .forEach((partition, outcome) -> byTopic.computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                        .add(response(partition, outcome)));
        List<ReassignableTopicResponse> topics = new ArrayList<>();
        byTopic.forEach((name, partitions) ->
                topics.add(new ReassignableTopicResponse().name(name).partitions(partitions)));
        return new AlterPartitionReassignmentsResponse()
                .errorCode(answer.whole().error().code())
                .errorMessage(answer.whole().message())
                .responses(topics);
    }

    private static ReassignablePartitionResponse response(TopicPartition partition, Outcome outcome) {
        return new ReassignablePartitionResponse()
                .partitionIndex(partition.partition())
                .errorCode(outcome.error().code())
                .errorMessage(outcome.message());
    }
}
