/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupDescription;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeGroupsRequest;
import io.odradek.protocol.message.DescribeGroupsResponse;
import io.odradek.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.odradek.protocol.message.DescribeGroupsResponse.DescribedGroupMember;
import java.util.List;

/**
 * DescribeGroups 0–6: classic groups with their members. A group that does not exist is Dead; from version 6 on it is
 * GROUP_ID_NOT_FOUND as well (KIP-1043).
 */
public final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequest, DescribeGroupsResponse> {
    private static final short NOT_FOUND_FROM = 6;

    private final CoordinatorShards<GroupRegistry> groups;

    public DescribeGroupsHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DESCRIBE_GROUPS;
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
    public void handle(RequestContext context, DescribeGroupsRequest request, Reply<DescribeGroupsResponse> reply) {
        List<DescribedGroup> described = request.groups().stream()
                .map(id -> new DescribedGroup()
                        .groupId(id)
                        .authorizedOperations(
                                request.includeAuthorizedOperations()
                                        ? Operations.ALL_ON_GROUP
                                        : Operations.NOT_INCLUDED))
                .toList();
        Countdown countdown =
                new Countdown(described.size() + 1, () -> reply.send(new DescribeGroupsResponse().groups(described)));
        described.forEach(group -> describe(group, context.apiVersion(), countdown));
        countdown.partDone();
    }

    private void describe(DescribedGroup group, short version, Countdown countdown) {
        groups.look(
                group.groupId(),
                state -> state.groups().classic().describe(group.groupId()),
                new Answer<GroupDescription>() {
                    @Override
                    public void reply(GroupDescription description) {
                        fill(group, description, version);
                        countdown.partDone();
                    }

                    @Override
                    public void failed(ErrorCode error) {
                        group.errorCode(error.code());
                        countdown.partDone();
                    }
                });
    }

    private static void fill(DescribedGroup group, GroupDescription description, short version) {
        group.groupState(description.state())
                .protocolType(description.protocolType())
                .protocolData(description.protocol())
                .members(description.members().stream()
                        .map(DescribeGroupsHandler::member)
                        .toList());
        if (description.missing() != null && version >= NOT_FOUND_FROM) {
            group.errorCode(ErrorCode.GROUP_ID_NOT_FOUND.code())
                    .errorMessage(description.missing())
                    .authorizedOperations(Operations.NOT_INCLUDED);
        }
    }

    private static DescribedGroupMember member(GroupDescription.Member member) {
        return new DescribedGroupMember()
                .memberId(member.memberId())
                .groupInstanceId(member.instanceId())
                .clientId(member.clientId())
                .clientHost(member.clientHost())
                .memberMetadata(member.metadata().bytes())
                .memberAssignment(member.assignment().bytes());
    }
}
