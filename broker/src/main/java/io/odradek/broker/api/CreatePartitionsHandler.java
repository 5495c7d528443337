/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.controller.PartitionGrowth;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.CreatePartitionsRequest;
import io.odradek.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.odradek.protocol.message.CreatePartitionsResponse;
import io.odradek.protocol.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CreatePartitions 0–3: makes topics grow, with assignments or without. */
public final class CreatePartitionsHandler implements ApiHandler<CreatePartitionsRequest, CreatePartitionsResponse> {
    private final ClusterAdmin admin;

    public CreatePartitionsHandler(ClusterAdmin admin) {
        this.admin = admin;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.CREATE_PARTITIONS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 3;
    }

    @Override
    public void handle(RequestContext context, CreatePartitionsRequest request, Reply<CreatePartitionsResponse> reply) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        request.topics().forEach(topic -> {
            if (!seen.add(topic.name())) {
                twice.add(topic.name());
            }
        });
        List<CreatePartitionsTopicResult> results = new ArrayList<>();
        twice.forEach(name -> results.add(new CreatePartitionsTopicResult()
                .name(name)
                .errorCode(ErrorCode.INVALID_REQUEST.code())
                .errorMessage("The request names this topic more than once")));
        List<PartitionGrowth> wanted = new ArrayList<>();
        for (CreatePartitionsTopic topic : request.topics()) {
            if (!twice.contains(topic.name())) {
                wanted.add(new PartitionGrowth(topic.name(), topic.count(), assignments(topic)));
            }
        }
        admin.createPartitions(wanted, request.validateOnly(), request.timeoutMs())
                .thenAccept(outcomes -> {
                    outcomes.forEach(done -> results.add(new CreatePartitionsTopicResult()
                            .name(done.topic())
                            .errorCode(done.outcome().error().code())
                            .errorMessage(done.outcome().message())));
                    reply.send(new CreatePartitionsResponse().results(results));
                });
    }

    /** An empty list says something else than none: that there are no new partitions. */
    private static @Nullable List<List<Integer>> assignments(CreatePartitionsTopic topic) {
        List<CreatePartitionsRequest.CreatePartitionsAssignment> given = topic.assignments();
        if (given == null) {
            return null;
        }
        return given.stream()
                .map(one -> Arrays.stream(one.brokerIds()).boxed().toList())
                .toList();
    }
}
