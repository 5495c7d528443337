/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StoreOp;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControllerReassignmentTest {
    private static final int TIMEOUT_MS = 1_000;
    private static final TopicPartition T0 = new TopicPartition("t", 0);

    private final ClusterFixture cluster = new ClusterFixture();
    private final Map<Integer, ClusterFixture.Node> nodes = new HashMap<>();

    @BeforeEach
    void startThreeBrokers() {
        for (int id = 0; id < 3; id++) {
            nodes.put(id, cluster.started(id));
        }
    }

    private ClusterFixture.Node node(int id) {
        return java.util.Objects.requireNonNull(nodes.get(id));
    }

    private void create(String name, List<List<Integer>> lists) {
        Map<Integer, List<Integer>> assignment = new TreeMap<>();
        lists.forEach(list -> assignment.put(assignment.size(), list));
        NewTopic topic = new NewTopic(name, NewTopic.DEFAULT, NewTopic.DEFAULT, assignment, Map.of());
        CreatedTopic created = cluster.await(node(0).controller.createTopics(List.of(topic), false, TIMEOUT_MS))
                .get(0);
        assertThat(created.outcome()).isEqualTo(Outcome.OK);
        cluster.peers.heard();
    }

    private Outcome move(TopicPartition partition, Integer... target) {
        Reassignments.Call call = new Reassignments.Call(Map.of(partition, Optional.of(List.of(target))), true);
        return outcome(call, partition);
    }

    private Outcome cancel(TopicPartition partition) {
        return outcome(new Reassignments.Call(Map.of(partition, Optional.empty()), true), partition);
    }

    private Outcome outcome(Reassignments.Call call, TopicPartition partition) {
        Reassignments.Answer answer = cluster.await(node(0).controller.alterReassignments(call, TIMEOUT_MS));
        assertThat(answer.whole()).isEqualTo(Outcome.OK);
        return java.util.Objects.requireNonNull(answer.partitions().get(partition));
    }

    private List<Reassignments.Ongoing> ongoing() {
        return cluster.await(node(0).controller.listReassignments(null)).ongoing();
    }

    /** What the leader says when these are in sync. */
    private void inSync(int leader, int leaderEpoch, int partitionEpoch, Integer... isr) {
        List<IsrChange.Member> members = new ArrayList<>();
        for (int id : isr) {
            members.add(new IsrChange.Member(id, node(id).membership.epoch()));
        }
        AlterPartitionAnswer answer = cluster.await(node(0).controller
                .alterPartition(new AlterPartitionCall(
                        leader,
                        node(leader).membership.epoch(),
                        List.of(new IsrChange(T0, leaderEpoch, partitionEpoch, members, false)))));
        assertThat(answer.changes()).extracting(IsrChanged::error).containsExactly(ErrorCode.NONE);
    }

    private String topicNode() {
        return cluster.text("/brokers/topics/t").replaceAll(",\"topic_id\":\"[^\"]*\"", "");
    }

    private String stateNode() {
        return cluster.text("/brokers/topics/t/partitions/0/state");
    }

    @Test
    void aPartitionIsHeldByOldAndNewReplicasUntilTheNewAreInSync() {
        create("t", List.of(List.of(0)));

        assertThat(move(T0, 1, 2)).isEqualTo(Outcome.OK);

        assertThat(topicNode())
                .isEqualTo("{\"partitions\":{\"0\":[1,2,0]},\"adding_replicas\":{\"0\":[1,2]},"
                        + "\"removing_replicas\":{\"0\":[0]},\"version\":3}");
        assertThat(stateNode())
                .isEqualTo("{\"controller_epoch\":1,\"leader\":0,\"version\":1,\"leader_epoch\":1,\"isr\":[0]}");
        assertThat(cluster.peers.heard())
                .containsExactly(
                        "0 LeaderAndIsr t-0@0/1",
                        "0 UpdateMetadata of 3 t-0@0",
                        "1 LeaderAndIsr t-0@0/1new",
                        "1 UpdateMetadata of 3 t-0@0",
                        "2 LeaderAndIsr t-0@0/1new",
                        "2 UpdateMetadata of 3 t-0@0");
        assertThat(ongoing()).extracting(each -> each.assignment().replicas()).containsExactly(List.of(1, 2, 0));
    }

    @Test
    void theOldReplicasGoInOneStepWithTheirLeader() {
        create("t", List.of(List.of(0)));
        move(T0, 1, 2);
        inSync(0, 1, 1, 0, 1);
        assertThat(ongoing()).hasSize(1);
        cluster.peers.heard();

        inSync(0, 1, 2, 0, 1, 2);

        assertThat(topicNode())
                .isEqualTo("{\"partitions\":{\"0\":[1,2]},\"adding_replicas\":{},\"removing_replicas\":{},"
                        + "\"version\":3}");
        assertThat(stateNode())
                .isEqualTo("{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":2,\"isr\":[1,2]}");
        assertThat(cluster.peers.heard())
                .contains("1 LeaderAndIsr t-0@1/2", "2 LeaderAndIsr t-0@1/2", "0 StopReplica t-0 deleted")
                .doesNotContain("0 LeaderAndIsr t-0@1/2");
        assertThat(ongoing()).isEmpty();
    }

    @Test
    void aMoveIsCalledOff() {
        create("t", List.of(List.of(0)));
        assertThat(cancel(T0).error()).isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
        move(T0, 1, 2);
        cluster.peers.heard();

        assertThat(cancel(T0)).isEqualTo(Outcome.OK);

        assertThat(topicNode()).contains("\"partitions\":{\"0\":[0]},\"adding_replicas\":{},\"removing_replicas\":{}");
        assertThat(stateNode()).contains("\"leader\":0", "\"leader_epoch\":2", "\"isr\":[0]");
        assertThat(cluster.peers.heard())
                .contains("0 LeaderAndIsr t-0@0/2", "1 StopReplica t-0 deleted", "2 StopReplica t-0 deleted");
    }

    @Test
    void aMoveIsNotCalledOffWhenOnlyTheNewReplicaHoldsTheRecords() {
        create("t", List.of(List.of(0)));
        move(T0, 1);
        // The last controller's leader is gone and the new replica leads: as stored, and read by the next term.
        cluster.await(() -> node(0).store
                .commit(List.of(
                        new StoreOp.SetData(
                                "/brokers/topics/t",
                                cluster.text("/brokers/topics/t")
                                        .replace("[1,0]", "[1,2,0]")
                                        .replace("[1]", "[1,2]"),
                                -1),
                        new StoreOp.SetData(
                                "/brokers/topics/t/partitions/0/state",
                                "{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":5,\"isr\":[1]}",
                                -1))));
        cluster.loop.execute(node(0).store::expire);
        cluster.loop.run();
        ClusterFixture.Node controller = nodes.values().stream()
                .filter(each -> each.controller.isActive())
                .findFirst()
                .orElseThrow();

        Outcome outcome = cluster.await(controller.controller.alterReassignments(
                        new Reassignments.Call(Map.of(T0, Optional.empty()), true), TIMEOUT_MS))
                .partitions()
                .get(T0);

        assertThat(outcome).extracting(Outcome::error).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(stateNode()).contains("\"isr\":[1]");
    }

    @Test
    void anUncleanElectionOfANewReplicaEndsTheMove() {
        create("t", List.of(List.of(2)));
        cluster.loop.execute(node(2).store::close);
        cluster.loop.run();
        move(T0, 1);
        assertThat(stateNode()).contains("\"leader\":-1", "\"isr\":[2]");

        cluster.await(node(0).controller.electLeaders(ElectionType.UNCLEAN, Set.of(T0), TIMEOUT_MS));

        assertThat(stateNode()).contains("\"leader\":1", "\"isr\":[1]");
        assertThat(topicNode()).contains("\"partitions\":{\"0\":[1]}");
        assertThat(ongoing()).isEmpty();
    }

    @Test
    void whatCannotBeMovedIsRefusedAlone() {
        create("t", List.of(List.of(0), List.of(0)));
        TopicPartition t1 = new TopicPartition("t", 1);
        TopicPartition none = new TopicPartition("none", 0);

        Reassignments.Answer answer = cluster.await(node(0).controller
                .alterReassignments(
                        new Reassignments.Call(
                                Map.of(
                                        T0, Optional.of(List.of(9)),
                                        t1, Optional.of(List.of(1)),
                                        none, Optional.of(List.of(1))),
                                true),
                        TIMEOUT_MS));

        assertThat(answer.partitions().get(T0))
                .extracting(Outcome::error)
                .isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(answer.partitions().get(t1)).isEqualTo(Outcome.OK);
        assertThat(answer.partitions().get(none))
                .extracting(Outcome::error)
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(ongoing()).extracting(Reassignments.Ongoing::partition).containsExactly(t1);
        assertThat(cluster.await(node(0).controller.listReassignments(Set.of(T0)))
                        .ongoing())
                .isEmpty();
        assertThat(cluster.await(node(1).controller.listReassignments(null))
                        .whole()
                        .error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void aPartitionOfNothingButStrangersBeginsWhereItIsMovedTo() {
        cluster.await(() -> node(1).store
                .commit(List.of(StoreOp.create(
                        "/brokers/topics/t",
                        "{\"version\":3,\"topic_id\":\"AAAAAAAAAAEAAAAAAAAAAg\",\"partitions\":{\"0\":[9]},"
                                + "\"adding_replicas\":{},\"removing_replicas\":{}}"))));
        cluster.loop.execute(node(0).store::close);
        cluster.loop.run();
        ClusterFixture.Node next = node(1).controller.isActive() ? node(1) : node(2);

        cluster.await(next.controller.alterReassignments(
                new Reassignments.Call(Map.of(T0, Optional.of(List.of(2, 1))), true), TIMEOUT_MS));

        assertThat(topicNode()).contains("\"partitions\":{\"0\":[2,1]},\"adding_replicas\":{}");
        assertThat(stateNode()).contains("\"leader\":2", "\"isr\":[2,1]");
    }

    @Test
    void theNextControllerGoesOn() {
        create("t", List.of(List.of(1), List.of(1)));
        move(T0, 2);
        cluster.peers.heard();

        cluster.loop.execute(node(0).store::close);
        cluster.loop.run();

        assertThat(stateNode()).contains("\"leader\":1", "\"leader_epoch\":2", "\"isr\":[1]");
        assertThat(cluster.peers.heard()).contains("2 LeaderAndIsr t-0@1/2");
        ClusterFixture.Node next = node(1).controller.isActive() ? node(1) : node(2);
        assertThat(cluster.await(next.controller.listReassignments(null)).ongoing())
                .hasSize(1);
    }

    @Test
    void aReplicaDroppedWhileItsBrokerIsAwayIsDeletedWhenItIsBack() {
        create("t", List.of(List.of(0, 1)));
        cluster.loop.execute(node(1).store::close);
        cluster.loop.run();
        move(T0, 0);
        assertThat(cluster.peers.heard()).noneMatch(line -> line.contains("StopReplica"));

        cluster.started(1);

        assertThat(cluster.peers.heard()).contains("1 StopReplica t-0 deleted");
    }

    @Test
    void aNodeMovesPartitionsAsToolsDidOnce() {
        create("t", List.of(List.of(0), List.of(0)));

        cluster.await(() -> node(1).store
                .commit(List.of(StoreOp.create(
                        "/admin/reassign_partitions",
                        "{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1]},"
                                + "{\"topic\":\"t\",\"partition\":1,\"replicas\":[9]}]}"))));

        assertThat(topicNode()).contains("\"adding_replicas\":{\"0\":[1]}");
        assertThat(cluster.text("/admin/reassign_partitions"))
                .isEqualTo("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1]}]}");

        inSync(0, 1, 1, 0, 1);

        assertThat(topicNode()).contains("\"0\":[1]", "\"adding_replicas\":{}");
        assertThat(cluster.exists("/admin/reassign_partitions")).isFalse();
    }

    @Test
    void aNodeElectsPreferredLeadersAsToolsDidOnce() {
        create("t", List.of(List.of(1, 0)));
        move(T0, 0, 1);
        assertThat(stateNode()).contains("\"leader\":1");

        cluster.await(
                () -> node(1).store
                        .commit(
                                List.of(
                                        StoreOp.create(
                                                "/admin/preferred_replica_election",
                                                "{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0},{\"topic\":\"x\",\"partition\":4}]}"))));

        assertThat(stateNode()).contains("\"leader\":0");
        assertThat(cluster.exists("/admin/preferred_replica_election")).isFalse();
    }

    @Test
    void whatNobodyCanReadIsLeftAlone() {
        create("t", List.of(List.of(0)));

        cluster.await(() -> node(1).store.commit(List.of(StoreOp.create("/admin/reassign_partitions", "not json"))));

        assertThat(cluster.exists("/admin/reassign_partitions")).isTrue();
        assertThat(move(T0, 1)).isEqualTo(Outcome.OK);
    }
}
