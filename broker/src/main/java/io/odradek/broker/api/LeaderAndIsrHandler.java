/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.Assignment;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionDirectory.Decision;
import io.odradek.broker.partition.PartitionDirectory.Result;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrPartitionState;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrTopicState;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.LeaderAndIsrResponse.LeaderAndIsrPartitionError;
import io.odradek.protocol.message.LeaderAndIsrResponse.LeaderAndIsrTopicError;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * LeaderAndIsr 0–7, from the controller: which of the named partitions this broker leads or follows from now on. Topics
 * carry their ids from version 5 on, and are answered by id. Refused if it was meant for an earlier registration of this
 * broker, or comes from a deposed controller.
 */
public final class LeaderAndIsrHandler implements ApiHandler<LeaderAndIsrRequest, LeaderAndIsrResponse> {
    private static final short GROUPED_FROM = 2;
    private static final short TOPIC_IDS_FROM = 5;

    private final PartitionDirectory directory;
    private final LongSupplier brokerEpoch;

    /** @param brokerEpoch the epoch of this broker's registration, -1 before there is one */
    public LeaderAndIsrHandler(PartitionDirectory directory, LongSupplier brokerEpoch) {
        this.directory = directory;
        this.brokerEpoch = brokerEpoch;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LEADER_AND_ISR;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 7;
    }

    @Override
    public void handle(RequestContext context, LeaderAndIsrRequest request, Reply<LeaderAndIsrResponse> reply) {
        Map<String, Uuid> ids = new LinkedHashMap<>();
        List<Decision> decisions = new ArrayList<>();
        if (context.apiVersion() < GROUPED_FROM) {
            request.ungroupedPartitionStates()
                    .forEach(state -> decisions.add(decision(state.topicName(), Uuid.ZERO, state)));
        } else {
            for (LeaderAndIsrTopicState topic : request.topicStates()) {
                ids.put(topic.topicName(), topic.topicId());
                topic.partitionStates()
                        .forEach(state -> decisions.add(decision(topic.topicName(), topic.topicId(), state)));
            }
        }
        ControllerOrder order =
                new ControllerOrder(apiKey(), request.controllerId(), request.controllerEpoch(), request.brokerEpoch());
        ErrorCode refused = order.check(brokerEpoch);
        if (refused != ErrorCode.NONE) {
            reply.send(answer(context.apiVersion(), decisions, ids, new Result(refused, Map.of())));
            return;
        }
        directory.lead(request.controllerEpoch(), decisions, result -> {
            note(order, result);
            reply.send(answer(context.apiVersion(), decisions, ids, result));
        });
    }

    /** What failed for another reason than its epoch has been told of where it failed. */
    private static void note(ControllerOrder order, Result result) {
        if (result.error() != ErrorCode.NONE) {
            order.refused(result.error());
            return;
        }
        List<Map.Entry<TopicPartition, ErrorCode>> stale = result.partitions().entrySet().stream()
                .filter(each -> each.getValue() == ErrorCode.STALE_CONTROLLER_EPOCH
                        || each.getValue() == ErrorCode.INCONSISTENT_TOPIC_ID)
                .toList();
        if (!stale.isEmpty()) {
            order.refusedFor(stale.get(0).getKey(), stale.get(0).getValue(), stale.size());
        }
    }

    private static Decision decision(String topic, Uuid id, LeaderAndIsrPartitionState state) {
        return new Decision(
                new TopicPartition(topic, state.partitionIndex()),
                new Assignment(
                        id,
                        state.leader(),
                        state.leaderEpoch(),
                        state.partitionEpoch(),
                        list(state.isr()),
                        list(state.replicas()),
                        state.isNew()));
    }

    private static LeaderAndIsrResponse answer(
            short version, List<Decision> decisions, Map<String, Uuid> ids, Result result) {
        LeaderAndIsrResponse response =
                new LeaderAndIsrResponse().errorCode(result.error().code());
        Map<String, LeaderAndIsrTopicError> byTopic = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            TopicPartition partition = decision.partition();
            ErrorCode error = result.partitions().getOrDefault(partition, result.error());
            LeaderAndIsrPartitionError told = new LeaderAndIsrPartitionError()
                    .partitionIndex(partition.partition())
                    .errorCode(error.code());
            if (version < TOPIC_IDS_FROM) {
                response.partitionErrors().add(told.topicName(partition.topic()));
            } else {
                Uuid id = ids.getOrDefault(partition.topic(), Uuid.ZERO);
                byTopic.computeIfAbsent(partition.topic(), name -> new LeaderAndIsrTopicError().topicId(id))
                        .partitionErrors()
                        .add(told);
            }
        }
        return response.topics(new ArrayList<>(byTopic.values()));
    }

    private static List<Integer> list(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
