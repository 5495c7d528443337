/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ControlledShutdownRequest;
import io.odradek.protocol.message.ControlledShutdownResponse;
import io.odradek.protocol.message.ControlledShutdownResponse.RemainingPartition;
import java.util.List;

/** ControlledShutdown 0–3: a broker that is going down hands its leaderships on, through the active controller. */
public final class ControlledShutdownHandler
        implements ApiHandler<ControlledShutdownRequest, ControlledShutdownResponse> {
    private final ClusterAdmin admin;

    public ControlledShutdownHandler(ClusterAdmin admin) {
        this.admin = admin;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.CONTROLLED_SHUTDOWN;
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
    public void handle(
            RequestContext context, ControlledShutdownRequest request, Reply<ControlledShutdownResponse> reply) {
        admin.controlledShutdown(request.brokerId(), request.brokerEpoch()).thenAccept(answer -> {
            List<RemainingPartition> remaining = answer.remaining().stream()
                    .map(partition -> new RemainingPartition()
                            .topicName(partition.topic())
                            .partitionIndex(partition.partition()))
                    .toList();
            // What Kafka's brokers answer that are not the active controller.
            ErrorCode error =
                    answer.error() == ErrorCode.NOT_CONTROLLER ? ErrorCode.STALE_CONTROLLER_EPOCH : answer.error();
            reply.send(new ControlledShutdownResponse().errorCode(error.code()).remainingPartitions(remaining));
        });
    }
}
