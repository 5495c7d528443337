/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.GroupShardFixture;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ConsumerGroupDescribeRequest;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.DescribedGroup;
import io.odradek.protocol.message.ConsumerGroupDescribeResponse.Member;
import io.odradek.protocol.message.ConsumerGroupHeartbeatRequest;
import io.odradek.protocol.message.ConsumerGroupHeartbeatRequest.TopicPartitions;
import io.odradek.protocol.message.ConsumerGroupHeartbeatResponse;
import io.odradek.protocol.message.DescribeGroupsRequest;
import io.odradek.protocol.message.ListGroupsRequest;
import io.odradek.protocol.message.ListGroupsResponse;
import io.odradek.protocol.message.OffsetCommitRequest;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.odradek.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.odradek.protocol.message.OffsetFetchRequest;
import io.odradek.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Consumer groups through the handlers, on a partition whose loop is driven by hand. */
class ConsumerGroupHandlersTest {
    private static final Uuid ID = new Uuid(4, 8);

    private boolean served = true;
    private final ClusterView cluster = Clusters.withTopic("t", ID, 2);
    private final GroupShardFixture shard = GroupShardFixture.in(cluster::image);
    private final TestConnection connection =
            new TestConnection("PLAINTEXT", shard.world().turn().executor());
    private final ConsumerGroupHeartbeatHandler heartbeats =
            new ConsumerGroupHeartbeatHandler(shard.shards(), GroupShardFixture.ASSIGNORS, () -> served);
    private final ConsumerGroupDescribeHandler descriptions =
            new ConsumerGroupDescribeHandler(shard.shards(), cluster, () -> served);

    private <Q extends ApiMessage, A extends ApiMessage> A ask(ApiHandler<Q, A> handler, int version, Q request) {
        RecordedReply<A> reply = new RecordedReply<>();
        handler.handle(connection.request(handler.apiKey(), version), request, reply);
        shard.world().settle();
        A answer = reply.answer();
        // Fails on what this version cannot carry.
        answer.sizeBytes((short) version);
        return answer;
    }

    private static ConsumerGroupHeartbeatRequest joining() {
        return new ConsumerGroupHeartbeatRequest()
                .groupId("g")
                .memberId("m")
                .memberEpoch(0)
                .rebalanceTimeoutMs(5_000)
                .subscribedTopicNames(List.of("t"))
                .topicPartitions(List.of());
    }

    private DescribedGroup described(String groupId) {
        return ask(descriptions, 1, new ConsumerGroupDescribeRequest().groupIds(List.of(groupId)))
                .groups()
                .get(0);
    }

    @Test
    void aMemberJoinsAndIsShown() {
        ConsumerGroupHeartbeatResponse joined = ask(heartbeats, 1, joining());

        assertThat(ErrorCode.forCode(joined.errorCode())).isEqualTo(ErrorCode.NONE);
        assertThat(joined.memberEpoch()).isEqualTo(2);
        assertThat(joined.heartbeatIntervalMs()).isEqualTo(5_000);
        ConsumerGroupHeartbeatResponse.TopicPartitions got =
                Objects.requireNonNull(joined.assignment()).topicPartitions().get(0);
        assertThat(got.topicId()).isEqualTo(ID);
        assertThat(got.partitions()).containsExactly(0, 1);
        DescribedGroup group = described("g");
        assertThat(group.groupState()).isEqualTo("Stable");
        assertThat(group.assignorName()).isEqualTo("uniform");
        Member member = group.members().get(0);
        assertThat(member.subscribedTopicNames()).containsExactly("t");
        assertThat(member.assignment().topicPartitions().get(0).topicName()).isEqualTo("t");
        assertThat(member.targetAssignment().topicPartitions().get(0).partitions())
                .containsExactly(0, 1);
        assertThat(member.memberType()).isEqualTo((byte) 1);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(joining().memberId(" "), "MemberId can't be empty."),
                Arguments.of(joining().groupId(""), "GroupId can't be empty."),
                Arguments.of(joining().instanceId(""), "InstanceId can't be empty."),
                Arguments.of(joining().rackId(""), "RackId can't be empty."),
                Arguments.of(joining().rebalanceTimeoutMs(-1), "RebalanceTimeoutMs must be provided in first request."),
                Arguments.of(joining().topicPartitions(null), "TopicPartitions must be empty when (re-)joining."),
                Arguments.of(
                        joining().topicPartitions(List.of(new TopicPartitions())),
                        "TopicPartitions must be empty when (re-)joining."),
                Arguments.of(
                        joining().subscribedTopicNames(null),
                        "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining."),
                Arguments.of(joining().memberEpoch(-2), "InstanceId can't be null."),
                Arguments.of(joining().memberEpoch(-3), "MemberEpoch is invalid."));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongInItselfReachesNoGroup(ConsumerGroupHeartbeatRequest request, String message) {
        ConsumerGroupHeartbeatResponse refused = ask(heartbeats, 1, request);

        assertThat(ErrorCode.forCode(refused.errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.errorMessage()).isEqualTo(message);
        assertThat(refused.memberId()).isNull();
        assertThat(shard.recordCount()).isZero();
    }

    @Test
    void withoutTheFeatureThereAreNoSuchGroups() {
        served = false;

        assertThat(ErrorCode.forCode(ask(heartbeats, 1, joining()).errorCode()))
                .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(ErrorCode.forCode(described("g").errorCode())).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(shard.recordCount()).isZero();
    }

    @Test
    void anAssignorThatIsNotConfiguredIsRefused() {
        ConsumerGroupHeartbeatResponse refused = ask(heartbeats, 1, joining().serverAssignor("sticky"));

        assertThat(ErrorCode.forCode(refused.errorCode())).isEqualTo(ErrorCode.UNSUPPORTED_ASSIGNOR);
        assertThat(refused.errorMessage())
                .isEqualTo("ServerAssignor sticky is not supported. Supported assignors: uniform, range.");
    }

    @Test
    void ofVersionZeroTheBrokerGivesTheId() {
        assertThat(ask(heartbeats, 0, joining().memberId("")).memberId()).hasSize(22);
    }

    @Test
    void eachDescriptionSaysWhatAGroupIsNot() {
        ask(heartbeats, 1, joining());

        assertThat(described("none").errorMessage()).isEqualTo("Group none not found.");
        assertThat(ErrorCode.forCode(described(" ").errorCode())).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(ask(new DescribeGroupsHandler(shard.shards()), 6, new DescribeGroupsRequest().groups(List.of("g")))
                        .groups()
                        .get(0)
                        .errorMessage())
                .isEqualTo("Group g is not a classic group.");
    }

    @Test
    void aListTellsTheKindsApart() {
        ask(heartbeats, 1, joining());
        ListGroupsHandler lists = new ListGroupsHandler(shard.shards());

        ListGroupsResponse ofConsumers = ask(lists, 5, new ListGroupsRequest().typesFilter(List.of("Consumer")));
        ListGroupsResponse ofClassic = ask(lists, 5, new ListGroupsRequest().typesFilter(List.of("classic")));

        assertThat(ofConsumers.groups()).hasSize(1);
        assertThat(ofConsumers.groups().get(0).groupState()).isEqualTo("Stable");
        assertThat(ofClassic.groups()).isEmpty();
    }

    private ErrorCode commit(int version, String memberId, int epoch, int partition) {
        OffsetCommitRequest request = new OffsetCommitRequest()
                .groupId("g")
                .memberId(memberId)
                .generationIdOrMemberEpoch(epoch)
                .topics(List.of(new OffsetCommitRequestTopic()
                        .name("t")
                        .partitions(List.of(new OffsetCommitRequestPartition()
                                .partitionIndex(partition)
                                .committedOffset(7)))));
        return ErrorCode.forCode(ask(new OffsetCommitHandler(shard.shards(), cluster), version, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .errorCode());
    }

    private ErrorCode fetch(String memberId, int epoch) {
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup().groupId("g").memberId(memberId).memberEpoch(epoch);
        return ErrorCode.forCode(ask(
                        new OffsetFetchHandler(shard.shards(), cluster),
                        9,
                        new OffsetFetchRequest().groups(List.of(group.topics(null))))
                .groups()
                .get(0)
                .errorCode());
    }

    @Test
    void offsetsAreForMembersOfTheEpoch() {
        ask(heartbeats, 1, joining());

        assertThat(commit(9, "m", 2, 0)).isEqualTo(ErrorCode.NONE);
        assertThat(commit(9, "m", 3, 0)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(commit(9, "m", 1, 0)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(commit(8, "m", 2, 0)).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
        assertThat(commit(9, "other", 2, 0)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(commit(9, "", -1, 0)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(fetch("m", 2)).isEqualTo(ErrorCode.NONE);
        assertThat(fetch("m", 1)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(fetch("other", 2)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberOnTheWayToItsNextEpochMayCommitWhatItHadInTheLast() {
        ask(heartbeats, 1, joining());
        ask(heartbeats, 1, joining().memberId("m2"));
        shard.world().pass(1_000);
        List<TopicPartitions> rest = List.of(new TopicPartitions().topicId(ID).partitions(new int[] {0}));
        ConsumerGroupHeartbeatRequest beat =
                new ConsumerGroupHeartbeatRequest().groupId("g").memberId("m").memberEpoch(2);
        ask(heartbeats, 1, beat);
        assertThat(commit(9, "m", 2, 1)).as("it is about to give it back").isEqualTo(ErrorCode.NONE);

        ConsumerGroupHeartbeatResponse next = ask(heartbeats, 1, beat.topicPartitions(rest));

        assertThat(next.memberEpoch()).isEqualTo(3);
        assertThat(commit(9, "m", 2, 0)).as("it has not heard of the epoch").isEqualTo(ErrorCode.NONE);
        assertThat(commit(9, "m", 2, 1)).as("it has given it back").isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
    }
}
