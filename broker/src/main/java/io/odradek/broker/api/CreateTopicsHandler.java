/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.CreatedTopic;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.CreateTopicsRequest;
import io.odradek.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.odradek.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.message.CreateTopicsResponse.CreatableTopicConfigs;
import io.odradek.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * CreateTopics 2–7: by numbers or by assignment, with configurations, or only to be checked. From version 5 on the
 * answer carries the configurations that the topic has got, and from 7 on its id.
 */
public final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequest, CreateTopicsResponse> {
    private final ClusterAdmin admin;
    private final Function<Map<String, String>, List<CreatableTopicConfigs>> describeConfigs;

    /** @param describeConfigs what a topic with these configurations of its own is shown to have */
    public CreateTopicsHandler(
            ClusterAdmin admin, Function<Map<String, String>, List<CreatableTopicConfigs>> describeConfigs) {
        this.admin = admin;
        this.describeConfigs = describeConfigs;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.CREATE_TOPICS;
    }

    @Override
    public short lowestVersion() {
        return 2;
    }

    @Override
    public short highestVersion() {
        return 7;
    }

    @Override
    public void handle(RequestContext context, CreateTopicsRequest request, Reply<CreateTopicsResponse> reply) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (CreatableTopic topic : request.topics()) {
            if (!seen.add(topic.name())) {
                twice.add(topic.name());
            }
        }
        List<CreatableTopicResult> results = new ArrayList<>();
        twice.forEach(name -> results.add(refused(name, "The request names this topic more than once")));
        Map<String, NewTopic> wanted = new LinkedHashMap<>();
        for (CreatableTopic topic : request.topics()) {
            if (!twice.contains(topic.name())) {
                select(topic, wanted, results);
            }
        }
        admin.createTopics(List.copyOf(wanted.values()), request.validateOnly(), request.timeoutMs())
                .thenAccept(created -> {
                    created.forEach(topic -> results.add(result(topic, wanted)));
                    reply.send(new CreateTopicsResponse().topics(results));
                });
    }

    private static void select(CreatableTopic topic, Map<String, NewTopic> wanted, List<CreatableTopicResult> results) {
        boolean assigned = !topic.assignments().isEmpty();
        if (assigned && (topic.numPartitions() != NewTopic.DEFAULT || topic.replicationFactor() != NewTopic.DEFAULT)) {
            results.add(refused(topic.name(), "Give numbers of partitions and replicas or an assignment, not both"));
            return;
        }
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (CreatableReplicaAssignment one : topic.assignments()) {
            List<Integer> brokers = Arrays.stream(one.brokerIds()).boxed().toList();
            if (assignment.put(one.partitionIndex(), brokers) != null) {
                String reason = "Partition " + one.partitionIndex() + " has more than one assignment";
                results.add(failed(topic.name(), Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reason)));
                return;
            }
        }
        Map<String, String> configs = new LinkedHashMap<>();
        for (CreateTopicsRequest.CreatableTopicConfig config : topic.configs()) {
            String value = config.value();
            if (value == null) {
                results.add(
                        failed(topic.name(), Outcome.of(ErrorCode.INVALID_CONFIG, config.name() + " has no value")));
                return;
            }
            configs.put(config.name(), value);
        }
        wanted.put(
                topic.name(),
                new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor(), assignment, configs));
    }

    private static CreatableTopicResult refused(String name, String message) {
        return failed(name, Outcome.of(ErrorCode.INVALID_REQUEST, message));
    }

    private static CreatableTopicResult failed(String name, Outcome outcome) {
        return new CreatableTopicResult()
                .name(name)
                .errorCode(outcome.error().code())
                .errorMessage(outcome.message())
                .configs(new ArrayList<>());
    }

    private CreatableTopicResult result(CreatedTopic created, Map<String, NewTopic> wanted) {
        if (!created.outcome().isOk()) {
            return failed(created.name(), created.outcome());
        }
        NewTopic asked = Objects.requireNonNull(wanted.get(created.name()));
        return new CreatableTopicResult()
                .name(created.name())
                .errorMessage(null)
                .topicId(created.id())
                .numPartitions(created.partitions())
                .replicationFactor((short) created.replicationFactor())
                .configs(describeConfigs.apply(asked.configs()));
    }
}
