/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.Answer;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DeleteGroupsRequest;
import io.odradek.protocol.message.DeleteGroupsResponse;
import io.odradek.protocol.message.DeleteGroupsResponse.DeletableGroupResult;
import java.util.LinkedHashSet;
import java.util.List;

/** DeleteGroups 0–2: groups without members, and what they committed. */
public final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequest, DeleteGroupsResponse> {
    private final CoordinatorShards<GroupRegistry> groups;

    public DeleteGroupsHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.DELETE_GROUPS;
    }

    @Override
    public short lowestVersion() {
        return 0;
    }

    @Override
    public short highestVersion() {
        return 2;
    }

    @Override
    public void handle(RequestContext context, DeleteGroupsRequest request, Reply<DeleteGroupsResponse> reply) {
        List<DeletableGroupResult> results = new LinkedHashSet<>(request.groupsNames())
                .stream().map(id -> new DeletableGroupResult().groupId(id)).toList();
        Countdown countdown =
                new Countdown(results.size() + 1, () -> reply.send(new DeleteGroupsResponse().results(results)));
        results.forEach(result -> delete(result, countdown));
        countdown.partDone();
    }

    private void delete(DeletableGroupResult result, Countdown countdown) {
        groups.decide(result.groupId(), state -> state.delete(result.groupId()), new Answer<ErrorCode>() {
            @Override
            public void reply(ErrorCode outcome) {
                failed(outcome);
            }

            @Override
            public void failed(ErrorCode error) {
                result.errorCode(error.code());
                countdown.partDone();
            }
        });
    }
}
