/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FindCoordinatorRequest;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.message.FindCoordinatorResponse.Coordinator;
import java.util.ArrayList;
import java.util.List;

/**
 * FindCoordinator 0–6: one key up to version 3, a list of them from 4 on. Key types are groups (0), transactional ids
 * (1) and, from version 6, share partitions (2); any other is INVALID_REQUEST.
 *
 * <p>Not done: coordinators. Until there are any, a well-formed key gets COORDINATOR_NOT_AVAILABLE, which clients take
 * as an invitation to ask again.
 */
public final class FindCoordinatorHandler implements ApiHandler<FindCoordinatorRequest, FindCoordinatorResponse> {
    private static final short LIST_FROM = 4;
    private static final short SHARE_FROM = 6;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final int NOBODY = -1;

    @Override
    public ApiKey apiKey() {
        return ApiKey.FIND_COORDINATOR;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 6;
    }

    @Override
    public void handle(RequestContext context, FindCoordinatorRequest request, Reply<FindCoordinatorResponse> reply) {
        ErrorCode error = errorOf(context.apiVersion(), request.keyType());
        FindCoordinatorResponse response = new FindCoordinatorResponse();
        if (context.apiVersion() < LIST_FROM) {
            reply.send(response.errorCode(error.code())
                    .errorMessage(error.message())
                    .nodeId(NOBODY)
                    .port(NOBODY));
            return;
        }
        List<Coordinator> coordinators =
                new ArrayList<>(request.coordinatorKeys().size());
        for (String key : request.coordinatorKeys()) {
            coordinators.add(new Coordinator()
                    .key(key)
                    .nodeId(NOBODY)
                    .port(NOBODY)
                    .errorCode(error.code())
                    .errorMessage(error.message()));
        }
        reply.send(response.coordinators(coordinators));
    }

    private static ErrorCode errorOf(short version, byte keyType) {
        boolean known = keyType >= 0 && (keyType <= TRANSACTION || (keyType == SHARE && version >= SHARE_FROM));
        return known ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.INVALID_REQUEST;
    }
}
