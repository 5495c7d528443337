/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.InitProducerIdRequest;
import io.odradek.protocol.message.InitProducerIdResponse;

/**
 * InitProducerId 0–5: a producer id that nobody has had, in epoch 0, for idempotent producers; an id that the producer
 * had before is not taken up, as in Kafka; one of id and epoch without the other is INVALID_REQUEST.
 *
 * <p>Not done: transactions. This broker coordinates none, so a transactional id gets what Kafka answers at a broker
 * that is not its coordinator, NOT_COORDINATOR; an empty one is INVALID_REQUEST.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequest, InitProducerIdResponse> {
    private static final long NO_ID = -1;
    private static final short NO_EPOCH = -1;
    private static final short FIRST_EPOCH = 0;

    private final ProducerIds producerIds;

    public InitProducerIdHandler(ProducerIds producerIds) {
        this.producerIds = producerIds;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.INIT_PRODUCER_ID;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 5;
    }

    @Override
    public void handle(RequestContext context, InitProducerIdRequest request, Reply<InitProducerIdResponse> reply) {
        ErrorCode refused = refusal(request);
        if (refused != ErrorCode.NONE) {
            reply.send(answer(refused, NO_ID, NO_EPOCH));
            return;
        }
        producerIds.next(
                (error, id) -> reply.send(answer(error, id, error == ErrorCode.NONE ? FIRST_EPOCH : NO_EPOCH)));
    }

    private static ErrorCode refusal(InitProducerIdRequest request) {
        if ((request.producerId() == NO_ID) != (request.producerEpoch() == NO_EPOCH)) {
            return ErrorCode.INVALID_REQUEST;
        }
        String transactionalId = request.transactionalId();
        if (transactionalId == null) {
            return ErrorCode.NONE;
        }
        return transactionalId.isEmpty() ? ErrorCode.INVALID_REQUEST : ErrorCode.NOT_COORDINATOR;
    }

    private static InitProducerIdResponse answer(ErrorCode error, long id, short epoch) {
        return new InitProducerIdResponse()
                .errorCode(error.code())
                .producerId(id)
                .producerEpoch(epoch);
    }
}
