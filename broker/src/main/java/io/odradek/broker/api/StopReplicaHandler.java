/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionDirectory.Result;
import io.odradek.broker.partition.PartitionDirectory.Stop;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaPartitionState;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaPartitionV0;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaTopicState;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaTopicV1;
import io.odradek.protocol.message.StopReplicaResponse;
import io.odradek.protocol.message.StopReplicaResponse.StopReplicaPartitionError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * StopReplica 0–4, from the controller: the named partitions are no longer this broker's, and their logs are deleted if
 * it says so: for all alike up to version 2, for each from 3 on, which also carries leader epochs. Refused if it was
 * meant for an earlier registration of this broker, or comes from a deposed controller.
 */
public final class StopReplicaHandler implements ApiHandler<StopReplicaRequest, StopReplicaResponse> {
    private static final short STATES_FROM = 3;
    private static final int NO_EPOCH = -1;

    private final PartitionDirectory directory;
    private final LongSupplier brokerEpoch;

    /** @param brokerEpoch the epoch of this broker's registration, -1 before there is one */
    public StopReplicaHandler(PartitionDirectory directory, LongSupplier brokerEpoch) {
        this.directory = directory;
        this.brokerEpoch = brokerEpoch;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.STOP_REPLICA;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 4;
    }

    @Override
    public void handle(RequestContext context, StopReplicaRequest request, Reply<StopReplicaResponse> reply) {
        ControllerOrder order =
                new ControllerOrder(apiKey(), request.controllerId(), request.controllerEpoch(), request.brokerEpoch());
        ErrorCode refused = order.check(brokerEpoch);
        if (refused != ErrorCode.NONE) {
            reply.send(new StopReplicaResponse().errorCode(refused.code()));
            return;
        }
        List<Stop> stops = stops(context.apiVersion(), request);
        directory.stop(request.controllerEpoch(), stops, result -> {
            note(order, result);
            reply.send(answer(stops, result));
        });
    }

    private static void note(ControllerOrder order, Result result) {
        if (result.error() != ErrorCode.NONE) {
            order.refused(result.error());
            return;
        }
        List<TopicPartition> stale = result.partitions().entrySet().stream()
                .filter(each -> each.getValue() == ErrorCode.FENCED_LEADER_EPOCH)
                .map(Map.Entry::getKey)
                .toList();
        if (!stale.isEmpty()) {
            order.refusedFor(stale.get(0), ErrorCode.FENCED_LEADER_EPOCH, stale.size());
        }
    }

    private static List<Stop> stops(short version, StopReplicaRequest request) {
        List<Stop> stops = new ArrayList<>();
        if (version >= STATES_FROM) {
            for (StopReplicaTopicState topic : request.topicStates()) {
                for (StopReplicaPartitionState state : topic.partitionStates()) {
                    stops.add(new Stop(
                            new TopicPartition(topic.topicName(), state.partitionIndex()),
                            state.leaderEpoch(),
                            state.deletePartition()));
                }
            }
            return stops;
        }
        boolean delete = request.deletePartitions();
        for (StopReplicaPartitionV0 partition : request.ungroupedPartitions()) {
            TopicPartition name = new TopicPartition(partition.topicName(), partition.partitionIndex());
            stops.add(new Stop(name, NO_EPOCH, delete));
        }
        for (StopReplicaTopicV1 topic : request.topics()) {
            for (int partition : topic.partitionIndexes()) {
                stops.add(new Stop(new TopicPartition(topic.name(), partition), NO_EPOCH, delete));
            }
        }
        return stops;
    }

    private static StopReplicaResponse answer(List<Stop> stops, Result result) {
        StopReplicaResponse response =
                new StopReplicaResponse().errorCode(result.error().code());
        if (result.error() != ErrorCode.NONE) {
            return response;
        }
        for (Stop stop : stops) {
            response.partitionErrors()
                    .add(new StopReplicaPartitionError()
                            .topicName(stop.partition().topic())
                            .partitionIndex(stop.partition().partition())
                            .errorCode(result.partitions()
                                    .getOrDefault(stop.partition(), ErrorCode.NONE)
                                    .code()));
        }
        return response;
    }
}
