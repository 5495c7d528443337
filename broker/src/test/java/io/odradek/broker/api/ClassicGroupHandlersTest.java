/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.ClassicGroupSettings;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.GroupShardFixture;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.DeleteGroupsRequest;
import io.odradek.protocol.message.DeleteGroupsResponse.DeletableGroupResult;
import io.odradek.protocol.message.DescribeGroupsRequest;
import io.odradek.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.JoinGroupRequest;
import io.odradek.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.odradek.protocol.message.JoinGroupResponse;
import io.odradek.protocol.message.LeaveGroupRequest;
import io.odradek.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.odradek.protocol.message.LeaveGroupResponse;
import io.odradek.protocol.message.ListGroupsRequest;
import io.odradek.protocol.message.ListGroupsResponse;
import io.odradek.protocol.message.SyncGroupRequest;
import io.odradek.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.odradek.protocol.message.SyncGroupResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Classic groups through the handlers, on a partition whose loop is driven by hand. */
class ClassicGroupHandlersTest {
    private static final ClassicGroupSettings SETTINGS = new ClassicGroupSettings(500, 60_000, 300, 4);
    private static final long JOINED_MS = 1_000;

    private final GroupShardFixture shard = new GroupShardFixture();
    private final TestConnection connection =
            new TestConnection("PLAINTEXT", shard.world().turn().executor());
    private final CoordinatorShards<GroupRegistry> groups = shard.shards();
    private final HeartbeatHandler heartbeats = new HeartbeatHandler(groups);
    private final DescribeGroupsHandler descriptions = new DescribeGroupsHandler(groups);
    private final DeleteGroupsHandler deletions = new DeleteGroupsHandler(groups);

    private <Q extends ApiMessage, A extends ApiMessage> A ask(ApiHandler<Q, A> handler, int version, Q request) {
        return ask(handler, version, request, 0);
    }

    private <Q extends ApiMessage, A extends ApiMessage> A ask(
            ApiHandler<Q, A> handler, int version, Q request, long waitMs) {
        RecordedReply<A> reply = new RecordedReply<>();
        handler.handle(connection.request(handler.apiKey(), version), request, reply);
        shard.world().settle();
        if (waitMs > 0) {
            shard.world().pass(waitMs);
        }
        A answer = reply.answer();
        // Fails on what this version cannot carry.
        answer.sizeBytes((short) version);
        return answer;
    }

    private static JoinGroupRequest joinRequest(String memberId) {
        JoinGroupRequestProtocol protocol =
                new JoinGroupRequestProtocol().name("range").metadata(new byte[] {1, 2});
        return new JoinGroupRequest()
                .groupId("g")
                .memberId(memberId)
                .sessionTimeoutMs(10_000)
                .rebalanceTimeoutMs(5_000)
                .protocolType("consumer")
                .protocols(List.of(protocol, protocol));
    }

    private JoinGroupResponse join(int version, String memberId) {
        return ask(new JoinGroupHandler(groups, SETTINGS), version, joinRequest(memberId), JOINED_MS);
    }

    private SyncGroupResponse sync(int version, String memberId) {
        SyncGroupRequestAssignment assignment =
                new SyncGroupRequestAssignment().memberId(memberId).assignment(new byte[] {7});
        return ask(
                new SyncGroupHandler(groups),
                version,
                new SyncGroupRequest()
                        .groupId("g")
                        .memberId(memberId)
                        .generationId(1)
                        .protocolType(version >= 5 ? "consumer" : null)
                        .protocolName(version >= 5 ? "range" : null)
                        .assignments(List.of(assignment)));
    }

    private LeaveGroupResponse leave(String memberId) {
        return ask(
                new LeaveGroupHandler(groups),
                5,
                new LeaveGroupRequest().groupId("g").members(List.of(new MemberIdentity().memberId(memberId))));
    }

    private String stable() {
        String memberId = join(9, "").memberId();
        join(9, memberId);
        sync(5, memberId);
        return memberId;
    }

    private DescribedGroup described(int version) {
        return ask(descriptions, version, new DescribeGroupsRequest().groups(List.of("g")))
                .groups()
                .get(0);
    }

    private ErrorCode deleted() {
        DeletableGroupResult result = ask(deletions, 2, new DeleteGroupsRequest().groupsNames(List.of("g", "g")))
                .results()
                .get(0);
        return ErrorCode.forCode(result.errorCode());
    }

    @Test
    void aMemberJoinsSyncsAndIsDescribed() {
        JoinGroupResponse first = join(9, "");
        JoinGroupResponse second = join(9, first.memberId());
        SyncGroupResponse synced = sync(5, first.memberId());

        assertThat(first.errorCode()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED.code());
        assertThat(first.protocolName()).isNull();
        assertThat(second.members()).hasSize(1);
        assertThat(synced.assignment()).containsExactly(7);
        assertThat(described(6).members().get(0).clientHost()).isEqualTo("/client");
        assertThat(described(6).groupState()).isEqualTo("Stable");
    }

    @Test
    void anOldMemberJoinsAtOnceWithItsSessionTimeoutForBoth() {
        JoinGroupResponse joined = join(0, "");

        assertThat(joined.errorCode()).isEqualTo(ErrorCode.NONE.code());
        assertThat(sync(0, joined.memberId()).errorCode()).isEqualTo(ErrorCode.NONE.code());
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnyGroupIsAsked() {
        JoinGroupHandler handler = new JoinGroupHandler(groups, SETTINGS);

        assertThat(ask(handler, 5, joinRequest("").groupId("")).errorCode())
                .isEqualTo(ErrorCode.INVALID_GROUP_ID.code());
        assertThat(ask(handler, 5, joinRequest("").sessionTimeoutMs(499)).errorCode())
                .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT.code());
        assertThat(ask(handler, 5, joinRequest("").sessionTimeoutMs(60_001)).protocolName())
                .isEmpty();
        assertThat(shard.recordCount()).isZero();
    }

    @Test
    void aGroupIsListedByItsStateAndType() {
        stable();
        ListGroupsHandler handler = new ListGroupsHandler(groups);

        ListGroupsResponse all = ask(handler, 0, new ListGroupsRequest());
        ListGroupsResponse stable = ask(handler, 5, new ListGroupsRequest().statesFilter(List.of("STABLE")));
        ListGroupsResponse others = ask(handler, 5, new ListGroupsRequest().typesFilter(List.of("consumer")));

        assertThat(all.groups()).hasSize(1);
        assertThat(stable.groups().get(0).groupType()).isEqualTo("classic");
        assertThat(others.groups()).isEmpty();
    }

    @Test
    void aGroupIsDeletedWhenTheLastMemberHasLeft() {
        String memberId = stable();
        assertThat(deleted()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);

        assertThat(leave(memberId).members().get(0).errorCode()).isEqualTo(ErrorCode.NONE.code());

        assertThat(deleted()).isEqualTo(ErrorCode.NONE);
        assertThat(deleted()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(described(5).groupState()).isEqualTo("Dead");
        assertThat(described(5).errorCode()).isEqualTo(ErrorCode.NONE.code());
        assertThat(described(6).errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND.code());
    }

    @Test
    void aMemberGoesOnInItsGenerationWhenAnotherBrokerHasLedForAWhile() {
        String memberId = stable();

        shard.loadAgain();
        HeartbeatResponse heartbeat = ask(
                heartbeats,
                4,
                new HeartbeatRequest().groupId("g").memberId(memberId).generationId(1));

        assertThat(heartbeat.errorCode()).isEqualTo(ErrorCode.NONE.code());
        assertThat(sync(5, memberId).assignment()).containsExactly(7);
    }

    @Test
    void whoeverIsNotTheCoordinatorSaysSo() {
        CoordinatorShards<GroupRegistry> none = GroupShardFixture.unplaced(() -> 3);

        assertThat(ask(new JoinGroupHandler(none, SETTINGS), 5, joinRequest("m"))
                        .memberId())
                .isEqualTo("m");
        assertThat(ask(new HeartbeatHandler(none), 4, new HeartbeatRequest().groupId("g"))
                        .errorCode())
                .isEqualTo(ErrorCode.NOT_COORDINATOR.code());
        assertThat(ask(new LeaveGroupHandler(none), 1, new LeaveGroupRequest().groupId("g"))
                        .errorCode())
                .isEqualTo(ErrorCode.NOT_COORDINATOR.code());
    }
}
