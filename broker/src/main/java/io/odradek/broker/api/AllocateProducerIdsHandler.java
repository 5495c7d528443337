/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.controller.ClusterAdmin;
import io.odradek.protocol.message.AllocateProducerIdsRequest;
import io.odradek.protocol.message.AllocateProducerIdsResponse;
import io.odradek.protocol.message.ApiKey;

/** AllocateProducerIds 0: a block of producer ids for one broker, from the active controller. */
public final class AllocateProducerIdsHandler
        implements ApiHandler<AllocateProducerIdsRequest, AllocateProducerIdsResponse> {
    private final ClusterAdmin admin;

    public AllocateProducerIdsHandler(ClusterAdmin admin) {
        this.admin = admin;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.ALLOCATE_PRODUCER_IDS;
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
            RequestContext context, AllocateProducerIdsRequest request, Reply<AllocateProducerIdsResponse> reply) {
        admin.allocateProducerIds(request.brokerId(), request.brokerEpoch())
                .thenAccept(block -> reply.send(new AllocateProducerIdsResponse()
                        .errorCode(block.error().code())
                        .producerIdStart(block.first())
                        .producerIdLen(block.count())));
    }
}
