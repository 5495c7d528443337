/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.ElectionAnswer;
import io.odradek.controller.ElectionType;
import io.odradek.controller.Outcome;
import io.odradek.controller.image.TopicImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ElectLeadersRequest;
import io.odradek.protocol.message.ElectLeadersResponse;
import io.odradek.protocol.message.ElectLeadersResponse.PartitionResult;
import io.odradek.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders 0–2 (KIP-183, KIP-460): preferred elections, and from version 1 on unclean ones, of some partitions or of
 * all. For all, the answer names every topic, and of its partitions those where there was an election or an error.
 */
public final class ElectLeadersHandler implements ApiHandler<ElectLeadersRequest, ElectLeadersResponse> {
    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final ClusterAdmin admin;
    private final ClusterView cluster;

    public ElectLeadersHandler(ClusterAdmin admin, ClusterView cluster) {
        this.admin = admin;
        this.cluster = cluster;
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
        Set<TopicPartition> asked = asked(request);
        if (asked != null && asked.isEmpty()) {
            reply.send(new ElectLeadersResponse());
            return;
        }
        if (type != PREFERRED && type != UNCLEAN) {
            Outcome unknown = Outcome.of(ErrorCode.INVALID_REQUEST, "There is no election of type " + type);
            reply.send(refusal(asked == null ? List.of() : asked, unknown));
            return;
        }
        admin.electLeaders(type == UNCLEAN ? ElectionType.UNCLEAN : ElectionType.PREFERRED, asked, request.timeoutMs())
                .thenAccept(answer -> reply.send(answer(asked, answer)));
    }

    private static @Nullable Set<TopicPartition> asked(ElectLeadersRequest request) {
        List<ElectLeadersRequest.TopicPartitions> topics = request.topicPartitions();
        if (topics == null) {
            return null;
        }
        Set<TopicPartition> asked = new LinkedHashSet<>();
        topics.forEach(topic -> {
            for (int partition : topic.partitions()) {
                asked.add(new TopicPartition(topic.topic(), partition));
            }
        });
        return asked;
    }

    private ElectLeadersResponse answer(@Nullable Set<TopicPartition> asked, ElectionAnswer answer) {
        if (!answer.whole().isOk()) {
            // Version 0 has no code for the whole, and stock clients look for NOT_CONTROLLER in either place.
            return refusal(asked == null ? everyPartition() : asked, answer.whole());
        }
        return answer(asked == null ? everyTopic() : List.of(), answer.partitions());
    }

    private static ElectLeadersResponse refusal(Collection<TopicPartition> partitions, Outcome whole) {
        Map<TopicPartition, Outcome> refused = new LinkedHashMap<>();
        partitions.forEach(partition -> refused.put(partition, whole));
        return answer(List.of(), refused).errorCode(whole.error().code());
    }

    private List<String> everyTopic() {
        return cluster.image().topics().stream().map(TopicImage::name).toList();
    }

    private List<TopicPartition> everyPartition() {
        List<TopicPartition> all = new ArrayList<>();
        cluster.image()
                .topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> all.add(new TopicPartition(topic.name(), partition.partition()))));
        return all;
    }

    private static ElectLeadersResponse answer(List<String> topics, Map<TopicPartition, Outcome> outcomes) {
        Map<String, List<PartitionResult>> byTopic = new TreeMap<>();
        topics.forEach(topic -> byTopic.put(topic, new ArrayList<>()));
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
