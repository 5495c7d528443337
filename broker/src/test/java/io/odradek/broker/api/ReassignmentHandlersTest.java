/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.Outcome;
import io.odradek.controller.Reassignments;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.ReplicaAssignment;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.odradek.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.odradek.protocol.message.AlterPartitionReassignmentsResponse;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ElectLeadersRequest;
import io.odradek.protocol.message.ElectLeadersResponse;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest;
import io.odradek.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.odradek.protocol.message.ListPartitionReassignmentsResponse;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReassignmentHandlersTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);
    private static final Outcome NOT_CONTROLLER = Outcome.of(ErrorCode.NOT_CONTROLLER, "no");

    private final FakeAdmin admin = new FakeAdmin();

    private AlterPartitionReassignmentsResponse alter(boolean factorMayChange) {
        AlterPartitionReassignmentsRequest request = new AlterPartitionReassignmentsRequest()
                .allowReplicationFactorChange(factorMayChange)
                .topics(List.of(new ReassignableTopic()
                        .name("t")
                        .partitions(List.of(
                                new ReassignablePartition().partitionIndex(0).replicas(new int[] {9}),
                                new ReassignablePartition().partitionIndex(1).replicas(null),
                                new ReassignablePartition().partitionIndex(0).replicas(new int[] {2, 3})))));
        RecordingReply<AlterPartitionReassignmentsResponse> reply = new RecordingReply<>();
        new AlterPartitionReassignmentsHandler(admin)
                .handle(new TestConnection().request(ApiKey.ALTER_PARTITION_REASSIGNMENTS, 1), request, reply);
        return reply.answer();
    }

    @Test
    void partitionsAreMovedAndMovesCalledOff() {
        AlterPartitionReassignmentsResponse answer = alter(false);

        assertThat(admin.asked)
                .containsExactly(
                        new Reassignments.Call(Map.of(T0, Optional.of(List.of(2, 3)), T1, Optional.empty()), false));
        assertThat(answer.errorCode()).isZero();
        assertThat(answer.allowReplicationFactorChange()).isFalse();
        assertThat(answer.responses()).singleElement().satisfies(topic -> {
            assertThat(topic.name()).isEqualTo("t");
            assertThat(topic.partitions()).extracting(one -> one.errorCode()).containsExactly((short) 0, (short) 0);
        });
    }

    @Test
    void whatIsRefusedIsSaidForEachPartition() {
        admin.outcome = Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, "why");

        assertThat(alter(true).responses().get(0).partitions()).allSatisfy(partition -> {
            assertThat(partition.errorCode()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT.code());
            assertThat(partition.errorMessage()).isEqualTo("why");
        });
    }

    @Test
    void aBrokerThatIsNotTheControllerSaysSoOnceForAll() {
        admin.whole = NOT_CONTROLLER;

        assertThat(alter(true).errorCode()).isEqualTo(ErrorCode.NOT_CONTROLLER.code());
        assertThat(alter(true).responses()).isEmpty();
        assertThat(list(null).errorCode()).isEqualTo(ErrorCode.NOT_CONTROLLER.code());
    }

    private ListPartitionReassignmentsResponse list(@org.jspecify.annotations.Nullable String topic) {
        RecordingReply<ListPartitionReassignmentsResponse> reply = new RecordingReply<>();
        ListPartitionReassignmentsRequest request = new ListPartitionReassignmentsRequest()
                .topics(
                        topic == null
                                ? null
                                : List.of(new ListPartitionReassignmentsTopics()
                                        .name(topic)
                                        .partitionIndexes(new int[] {0, 1})));
        new ListPartitionReassignmentsHandler(admin)
                .handle(new TestConnection().request(ApiKey.LIST_PARTITION_REASSIGNMENTS, 0), request, reply);
        return reply.answer();
    }

    @Test
    void whatIsOnTheMoveIsListed() {
        admin.ongoing =
                List.of(new Reassignments.Ongoing(T1, new ReplicaAssignment(List.of(3, 1), List.of(3), List.of(1))));

        ListPartitionReassignmentsResponse answer = list("t");

        assertThat(admin.asked).containsExactly(Set.of(T0, T1));
        assertThat(answer.topics().get(0).partitions()).singleElement().satisfies(partition -> {
            assertThat(partition.partitionIndex()).isEqualTo(1);
            assertThat(partition.replicas()).containsExactly(3, 1);
            assertThat(partition.addingReplicas()).containsExactly(3);
            assertThat(partition.removingReplicas()).containsExactly(1);
        });
        list(null);
        assertThat(admin.asked).endsWith("all");
    }

    @Test
    void anElectionOfAllThatIsRefusedNamesEveryPartitionThatIsKnown() {
        admin.whole = NOT_CONTROLLER;
        RecordingReply<ElectLeadersResponse> reply = new RecordingReply<>();

        new ElectLeadersHandler(admin, Clusters.withTopic("t", new Uuid(1, 2), 2))
                .handle(
                        new TestConnection().request(ApiKey.ELECT_LEADERS, 0),
                        new ElectLeadersRequest().topicPartitions(null),
                        reply);

        assertThat(reply.answer().errorCode()).isEqualTo(ErrorCode.NOT_CONTROLLER.code());
        assertThat(reply.answer().replicaElectionResults())
                .isNotEmpty()
                .allSatisfy(topic -> assertThat(topic.partitionResult())
                        .allSatisfy(one -> assertThat(one.errorCode()).isEqualTo(ErrorCode.NOT_CONTROLLER.code())));
    }
}
