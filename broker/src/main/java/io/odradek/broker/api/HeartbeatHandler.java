/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.MemberClaim;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.HeartbeatResponse;
import org.jspecify.annotations.Nullable;

/** Heartbeat 0–4: a member of a classic group lives, and hears whether it is to join again. */
public final class HeartbeatHandler implements ApiHandler<HeartbeatRequest, HeartbeatResponse> {
    private final CoordinatorShards<GroupRegistry> groups;

    public HeartbeatHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.HEARTBEAT;
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
    public @Nullable EventExecutor ownerOf(HeartbeatRequest request) {
        return groups.loopOf(request.groupId());
    }

    @Override
    public void handle(RequestContext context, HeartbeatRequest request, Reply<HeartbeatResponse> reply) {
        if (request.groupId().isEmpty()) {
            reply.send(response(ErrorCode.INVALID_GROUP_ID));
            return;
        }
        MemberClaim claim = new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationId());
        groups.look(
                request.groupId(),
                state -> state.groups().classic().heartbeat(request.groupId(), claim),
                new Answer<ErrorCode>() {
                    @Override
                    public void reply(ErrorCode outcome) {
                        reply.send(response(outcome));
                    }

                    /** Until all is loaded nobody's session ends, so all is well. */
                    @Override
                    public void failed(ErrorCode error) {
                        reply.send(response(error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : error));
                    }
                });
    }

    private static HeartbeatResponse response(ErrorCode error) {
        return new HeartbeatResponse().errorCode(error.code());
    }
}
