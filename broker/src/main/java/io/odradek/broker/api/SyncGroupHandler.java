/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.MemberClaim;
import io.odradek.broker.coordinator.group.Opaque;
import io.odradek.broker.coordinator.group.SyncAsk;
import io.odradek.broker.coordinator.group.SyncOutcome;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.SyncGroupRequest;
import io.odradek.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.protocol.message.SyncGroupResponse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SyncGroup 0–5: the leader brings what everybody is to get, and each gets it when that is replicated. From version 5 on
 * the member must say which protocol it believes in (KIP-559).
 */
public final class SyncGroupHandler implements ApiHandler<SyncGroupRequest, SyncGroupResponse> {
    private static final short PROTOCOL_FROM = 5;

    private final CoordinatorShards<GroupRegistry> groups;

    public SyncGroupHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.SYNC_GROUP;
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
    public @Nullable EventExecutor ownerOf(SyncGroupRequest request) {
        return groups.loopOf(request.groupId());
    }

    @Override
    public void handle(RequestContext context, SyncGroupRequest request, Reply<SyncGroupResponse> reply) {
        AnswerOnce<SyncOutcome> answer =
                new AnswerOnce<>(outcome -> reply.send(response(outcome)), SyncOutcome::failed);
        boolean saysProtocol = request.protocolType() != null && request.protocolName() != null;
        if (context.apiVersion() >= PROTOCOL_FROM && !saysProtocol) {
            answer.failed(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        } else if (request.groupId().isEmpty()) {
            answer.failed(ErrorCode.INVALID_GROUP_ID);
        } else {
            SyncAsk ask = ask(request);
            groups.decide(
                    request.groupId(), state -> state.groups().classic().sync(request.groupId(), ask, answer), answer);
        }
    }

    private static Map<String, Opaque> assignments(SyncGroupRequest request) {
        if (request.assignments().isEmpty()) {
            return Map.of();
        }
        Map<String, Opaque> assignments = new HashMap<>();
        for (SyncGroupRequestAssignment each : request.assignments()) {
            assignments.put(each.memberId(), Opaque.of(each.assignment()));
        }
        return assignments;
    }

    private static SyncAsk ask(SyncGroupRequest request) {
        return new SyncAsk(
                new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationId()),
                request.protocolType(),
                request.protocolName(),
                assignments(request));
    }

    private static SyncGroupResponse response(SyncOutcome outcome) {
        return new SyncGroupResponse()
                .errorCode(outcome.error().code())
                .protocolType(outcome.protocolType())
                .protocolName(outcome.protocolName())
                .assignment(outcome.assignment().bytes());
    }
}
