/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.groups.campaign;

import io.odradek.compat.groups.MessageText;
import io.odradek.compat.groups.RawClient;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse;
import io.odradek.protocol.message.DescribeGroupsResponse;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Asks the living brokers, many times a second and on connections that are open already, who coordinates a group and how
 * it is: what a member hears at the earliest, without the time in which it finds out that it must ask.
 */
final class CoordinatorWatch implements AutoCloseable {
    private static final long ANSWER_MS_MAX = 2_000;
    private static final int AGAIN_MS = 15;

    /** @param members the client ids of those that the group has */
    record Seen(int coordinator, String state, Set<String> members) {}

    private final Map<Integer, RawClient> clients = new HashMap<>();
    private final Map<Integer, Integer> ports;

    /** @param ports of the brokers that live, by their ids */
    CoordinatorWatch(Map<Integer, Integer> ports) {
        this.ports = ports;
        ports.forEach((id, port) -> clients.put(id, new RawClient("watch-" + id, port)));
    }

    /** Looks at these groups in turn until each is whole again. */
    void follow(Map<String, GroupRecovery> groups, Duration max) {
        long fromNs = System.nanoTime();
        Map<String, GroupRecovery> left = new TreeMap<>(groups);
        while (!left.isEmpty()) {
            left.forEach((group, recovery) -> {
                Optional<Seen> seen = look(group);
                recovery.seen(System.nanoTime(), seen);
            });
            left.values().removeIf(GroupRecovery::isOver);
            if (System.nanoTime() - fromNs > max.toNanos()) {
                throw new IllegalStateException("not as it should be after " + max + ": " + left);
            }
            CampaignRun.pause(AGAIN_MS);
        }
    }

    /** The group where it is coordinated, if a living broker does, and each that lives says so: a member may ask any. */
    Optional<Seen> look(String group) {
        Set<Optional<Integer>> coordinators =
                ports.keySet().stream().map(asked -> coordinator(asked, group)).collect(Collectors.toSet());
        return coordinators.size() == 1
                ? coordinators.iterator().next().flatMap(coordinator -> described(coordinator, group))
                : Optional.empty();
    }

    private Optional<Integer> coordinator(int asked, String group) {
        return ask(asked, "FindCoordinator", 4, "coordinatorKeys=[" + group + "]")
                .map(answer -> ((FindCoordinatorResponse) answer).coordinators().get(0))
                .filter(found -> found.errorCode() == 0 && ports.containsKey(found.nodeId()))
                .map(FindCoordinatorResponse.Coordinator::nodeId);
    }

    private Optional<Seen> described(int coordinator, String group) {
        Optional<DescribeGroupsResponse.DescribedGroup> classic = ask(
                        coordinator, "DescribeGroups", 6, "groups=[" + group + "]")
                .map(answer -> ((DescribeGroupsResponse) answer).groups().get(0));
        if (classic.isEmpty() || classic.get().errorCode() != ErrorCode.GROUP_ID_NOT_FOUND.code()) {
            return classic.filter(found -> found.errorCode() == 0)
                    .map(found -> new Seen(
                            coordinator,
                            found.groupState(),
                            found.members().stream()
                                    .map(DescribeGroupsResponse.DescribedGroupMember::clientId)
                                    .collect(Collectors.toSet())));
        }
        return ask(coordinator, "ConsumerGroupDescribe", 1, "groupIds=[" + group + "]")
                .map(answer -> ((ConsumerGroupDescribeResponse) answer).groups().get(0))
                .filter(found -> found.errorCode() == 0)
                .map(found -> new Seen(
                        coordinator,
                        found.groupState(),
                        found.members().stream()
                                .map(ConsumerGroupDescribeResponse.Member::clientId)
                                .collect(Collectors.toSet())));
    }

    private Optional<ApiMessage> ask(int broker, String api, int version, String fields) {
        RawClient client = clients.get(broker);
        try {
            client.send(MessageText.request(api, fields), (short) version);
            Optional<ApiMessage> answer = client.answer(ANSWER_MS_MAX);
            if (answer.isPresent()) {
                return answer;
            }
        } catch (UncheckedIOException closed) {
            assert closed.getCause() != null;
        }
        // An answer that is late must not be taken for the next one's.
        client.close();
        clients.put(broker, new RawClient("watch-" + broker, ports.get(broker)));
        return Optional.empty();
    }

    @Override
    public void close() {
        clients.values().forEach(RawClient::close);
    }
}
