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
        Map<String, String> refusals = refusals(request.topics());
        List<CreatableTopicResult> results = new ArrayList<>();
        refusals.forEach((name, reason) -> results.add(failed(name, Outcome.of(ErrorCode.INVALID_REQUEST, reason))));
        Map<String, NewTopic> wanted = new LinkedHashMap<>();
        for (CreatableTopic topic : request.topics()) {
            if (!refusals.containsKey(topic.name())) {
                wanted.put(topic.name(), wanted(topic));
            }
        }
        admin.createTopics(List.copyOf(wanted.values()), request.validateOnly(), request.timeoutMs())
                .thenAccept(created -> {
                    created.forEach(topic -> results.add(result(topic, wanted)));
                    reply.send(new CreateTopicsResponse().topics(results));
                });
    }

    /** What the controller is not asked for at all, by name. */
    private static Map<String, String> refusals(List<CreatableTopic> topics) {
        Set<String> seen = new HashSet<>();
        Map<String, String> refusals = new LinkedHashMap<>();
        for (CreatableTopic topic : topics) {
            if (topic.name().equals(TopicNames.CLUSTER_METADATA)) {
                refusals.put(topic.name(), "Creation of internal topic " + topic.name() + " is prohibited.");
            } else if (!seen.add(topic.name())) {
                refusals.put(topic.name(), "The request names this topic more than once");
            }
        }
        return refusals;
    }

    private static NewTopic wanted(CreatableTopic topic) {
        Outcome fault = Outcome.OK;
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (CreatableReplicaAssignment one : topic.assignments()) {
            List<Integer> brokers = Arrays.stream(one.brokerIds()).boxed().toList();
            if (assignment.put(one.partitionIndex(), brokers) != null && !hasNumbers(topic)) {
                String reason = "Partition " + one.partitionIndex() + " has more than one assignment";
                fault = Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, reason);
            }
        }
        Map<String, String> configs = new LinkedHashMap<>();
        for (CreateTopicsRequest.CreatableTopicConfig config : topic.configs()) {
            String value = config.value();
            if (value == null) {
                fault = Outcome.of(
                        ErrorCode.INVALID_CONFIG, "Null value not supported for topic configs: " + config.name());
            } else {
                configs.put(config.name(), value);
            }
        }
        return new NewTopic(topic.name(), topic.numPartitions(), topic.replicationFactor(), assignment, configs, fault);
    }

    /** Which come with no assignment, right or wrong: the controller says so. */
    private static boolean hasNumbers(CreatableTopic topic) {
        return topic.numPartitions() != NewTopic.DEFAULT || topic.replicationFactor() != NewTopic.DEFAULT;
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
