/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.LeftMember;
import io.odradek.broker.coordinator.group.MemberClaim;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.LeaveGroupRequest;
import io.odradek.protocol.message.LeaveGroupResponse;
import io.odradek.protocol.message.LeaveGroupResponse.MemberResponse;
import java.util.List;

/** LeaveGroup 0–5: one member, or from version 3 on several, which an administrator may name by their instances. */
public final class LeaveGroupHandler implements ApiHandler<LeaveGroupRequest, LeaveGroupResponse> {
    private static final short SEVERAL_FROM = 3;
    private static final int NO_GENERATION = -1;

    private final CoordinatorShards<GroupRegistry> groups;

    public LeaveGroupHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LEAVE_GROUP;
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
    public void handle(RequestContext context, LeaveGroupRequest request, Reply<LeaveGroupResponse> reply) {
        if (request.groupId().isEmpty()) {
            reply.send(failed(ErrorCode.INVALID_GROUP_ID));
            return;
        }
        boolean several = context.apiVersion() >= SEVERAL_FROM;
        List<MemberClaim> leaving = several
                ? request.members().stream()
                        .map(member -> new MemberClaim(member.memberId(), member.groupInstanceId(), NO_GENERATION))
                        .toList()
                : List.of(new MemberClaim(request.memberId(), null, NO_GENERATION));
        groups.decide(
                request.groupId(), state -> state.groups().classic().leave(request.groupId(), leaving), new Answer<>() {
                    @Override
                    public void reply(List<LeftMember> left) {
                        reply.send(
                                several
                                        ? response(left)
                                        : LeaveGroupHandler.failed(left.get(0).error()));
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        reply.send(LeaveGroupHandler.failed(error));
                    }
                });
    }

    private static LeaveGroupResponse failed(ErrorCode error) {
        return new LeaveGroupResponse().errorCode(error.code());
    }

    private static LeaveGroupResponse response(List<LeftMember> left) {
        return new LeaveGroupResponse()
                .members(left.stream()
                        .map(member -> new MemberResponse()
                                .memberId(member.memberId())
                                .groupInstanceId(member.instanceId())
                                .errorCode(member.error().code()))
                        .toList());
    }
}
