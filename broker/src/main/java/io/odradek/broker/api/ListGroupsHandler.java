/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.Groups.Listed;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ListGroupsRequest;
import io.odradek.protocol.message.ListGroupsResponse;
import io.odradek.protocol.message.ListGroupsResponse.ListedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * ListGroups 0–5: the groups that this broker coordinates. From version 4 on only those in some states, from version 5 on
 * only those of some types, in any case of letters.
 */
public final class ListGroupsHandler implements ApiHandler<ListGroupsRequest, ListGroupsResponse> {
    private final CoordinatorShards<GroupRegistry> groups;

    public ListGroupsHandler(CoordinatorShards<GroupRegistry> groups) {
        this.groups = groups;
    }

    @Override
    public ApiKey apiKey() {
        return ApiKey.LIST_GROUPS;
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
    public void handle(RequestContext context, ListGroupsRequest request, Reply<ListGroupsResponse> reply) {
        Set<String> states = lowerCase(request.statesFilter());
        Set<String> types = lowerCase(request.typesFilter());
        groups.lookAtAll(
                state -> state.groups().list(), (error, shards) -> reply.send(response(error, shards, states, types)));
    }

    private static ListGroupsResponse response(
            ErrorCode error, List<List<Listed>> shards, Set<String> states, Set<String> types) {
        List<ListedGroup> listed = new ArrayList<>();
        if (error == ErrorCode.NONE) {
            for (List<Listed> shard : shards) {
                shard.stream()
                        .filter(group -> passes(types, group.type()) && passes(states, group.state()))
                        .map(ListGroupsHandler::listed)
                        .forEach(listed::add);
            }
        }
        return new ListGroupsResponse().errorCode(error.code()).groups(listed);
    }

    private static ListedGroup listed(Listed group) {
        return new ListedGroup()
                .groupId(group.groupId())
                .protocolType(group.protocolType())
                .groupState(group.state())
                .groupType(group.type());
    }

    private static boolean passes(Set<String> filter, String value) {
        return filter.isEmpty() || filter.contains(value.toLowerCase(Locale.ROOT));
    }

    private static Set<String> lowerCase(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }
}
