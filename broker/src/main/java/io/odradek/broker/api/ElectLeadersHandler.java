/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ElectionType;
import io.odradek.controller.Outcome;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ElectLeadersRequest;
import io.odradek.protocol.message.ElectLeadersResponse;
import io.odradek.protocol.message.ElectLeadersResponse.PartitionResult;
import io.odradek.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** ElectLeaders 0–2: preferred elections, and from version 1 on unclean ones, of some partitions or of all. */
public final class ElectLeadersHandler implements ApiHandler<ElectLeadersRequest, ElectLeadersResponse> {
    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final ClusterAdmin admin;

    public ElectLeadersHandler(ClusterAdmin admin) {
        this.admin = admin;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ELECT_LEADERS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 2;
    }

    @Override
    public void handle(RequestContext context, ElectLeadersRequest request, Reply<ElectLeadersResponse> reply) {
        byte type = request.electionType();
        if (type != PREFERRED && type != UNCLEAN) {
            reply.send(new ElectLeadersResponse().errorCode(ErrorCode.INVALID_REQUEST.code()));
            return;
        }
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        List<ElectLeadersRequest.TopicPartitions> asked = request.topicPartitions();
        if (asked != null) {
            asked.forEach(topic -> {
                for (int partition : topic.partitions()) {
                    partitions.add(new TopicPartition(topic.topic(), partition));
                }
            });
            if (partitions.isEmpty()) {
                reply.send(new ElectLeadersResponse());
                return;
            }
        }
        admin.electLeaders(
                        type == UNCLEAN ? ElectionType.UNCLEAN : ElectionType.PREFERRED,
                        partitions,
                        request.timeoutMs())
                .thenAccept(outcomes -> reply.send(answer(outcomes)));
    }

    private static ElectLeadersResponse answer(Map<TopicPartition, Outcome> outcomes) {
        Map<String, List<PartitionResult>> byTopic = new TreeMap<>();
        outcomes.forEach((partition, outcome) -> byTopic.computeIfAbsent(partition.topic(), name -> new ArrayList<>())
                .add(new PartitionResult()
                        .partitionId(partition.partition())
                        .errorCode(outcome.error().code())
                        .errorMessage(outcome.message())));
        List<ReplicaElectionResult> results = new ArrayList<>();
        byTopic.forEach((topic, partitions) ->
                results.add(new ReplicaElectionResult().topic(topic).partitionResult(partitions)));
        return new ElectLeadersResponse().replicaElectionResults(results);
    }
}
