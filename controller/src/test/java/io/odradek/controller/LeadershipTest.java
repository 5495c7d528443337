/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StoreOp;
import io.odradek.protocol.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who leads when nobody asks: rebalancing, brokers that leave, unclean elections, marks and notifications of others. */
@Timeout(30)
class LeadershipTest {
    private static final String STATE = "/brokers/topics/t/partitions/0/state";

    private final ClusterFixture cluster = new ClusterFixture();

    private void create(ClusterFixture.Node controller, List<Integer> replicas, int partitions) {
        Map<Integer, List<Integer>> assignment = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            assignment.put(i, replicas);
        }
        NewTopic topic = new NewTopic("t", -1, -1, assignment, Map.of());
        assertThat(cluster.await(controller.controller.createTopics(List.of(topic), false, 1_000))
                        .get(0)
                        .outcome())
                .isEqualTo(Outcome.OK);
    }

    private void propose(
            ClusterFixture.Node controller, ClusterFixture.Node leader, int partition, int epoch, int... isr) {
        List<IsrChange.Member> members = new ArrayList<>();
        for (int id : isr) {
            members.add(new IsrChange.Member(id, -1));
        }
        int version = cluster.tree
                .dump()
                .get("/brokers/topics/t/partitions/" + partition + "/state")
                .version();
        AlterPartitionAnswer answer = cluster.await(controller.controller.alterPartition(new AlterPartitionCall(
                leader.id,
                leader.membership.epoch(),
                List.of(new IsrChange(new TopicPartition("t", partition), epoch, version, members, false)))));
        assertThat(answer.changes().get(0).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void leadershipGoesBackToThePreferredReplicaByItself() {
        cluster.rebalance = new ControllerSettings.Rebalance(true, 300, 10);
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, List.of(1, 0), 1);
        cluster.loop.execute(one.store::close);
        cluster.loop.run();
        assertThat(cluster.text(STATE)).contains("\"leader\":0,");
        cluster.started(1);
        propose(zero, zero, 0, 1, 0, 1);

        cluster.loop.advance(5_100);
        assertThat(cluster.text(STATE)).as("after the term's first look").contains("\"leader\":1,");
    }

    @Test
    void aSmallImbalanceIsLeftAlone() {
        cluster.rebalance = new ControllerSettings.Rebalance(true, 300, 10);
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, List.of(1, 0), 10);
        cluster.loop.execute(one.store::close);
        cluster.loop.run();
        cluster.started(1);
        Set<TopicPartition> nine = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            propose(zero, zero, i, 1, 0, 1);
            if (i > 0) {
                nine.add(new TopicPartition("t", i));
            }
        }
        cluster.await(zero.controller.electLeaders(ElectionType.PREFERRED, nine, 1_000));

        cluster.loop.advance(6_000);

        assertThat(cluster.text(STATE)).as("one of ten is not more than 10 %").contains("\"leader\":0,");
    }

    @Test
    void nobodyIsElectedWhoIsGoingDown() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        ClusterFixture.Node two = cluster.started(2);
        create(zero, List.of(2, 1, 0), 1);
        cluster.await(zero.controller.controlledShutdown(1, one.membership.epoch()));

        cluster.loop.execute(two.store::close);
        cluster.loop.run();

        assertThat(cluster.text(STATE)).contains("\"leader\":0,").contains("\"isr\":[0]");
    }

    @Test
    void aTopicMarkedByOthersIsDeletedAndAMarkWithoutATopicRemoved() {
        ClusterFixture.Node zero = cluster.started(0);
        create(zero, List.of(0), 1);

        cluster.await(() -> zero.store.commit(List.of(
                StoreOp.create("/admin/delete_topics/t", null), StoreOp.create("/admin/delete_topics/gone", null))));

        assertThat(cluster.exists("/brokers/topics/t")).isFalse();
        assertThat(cluster.exists("/admin/delete_topics/t")).isFalse();
        assertThat(cluster.exists("/admin/delete_topics/gone")).isFalse();
    }

    @Test
    void aBrokerThatReportsALostDirectoryIsToldItsRolesOnceMore() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, List.of(1, 0), 1);
        cluster.peers.heard();

        new LogDirEvents(one.store, one.environment).directoryFailed(1);
        cluster.loop.run();

        assertThat(cluster.peers.heard()).contains("1 LeaderAndIsr t-0@1/0");
        assertThat(cluster.exists("/log_dir_event_notification/log_dir_event_0000000000"))
                .isFalse();
    }

    @Test
    void anUncleanElectionFollowsTheConfigurationThatAllowsIt() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, List.of(1, 0), 1);
        propose(zero, one, 0, 0, 1);
        cluster.loop.execute(one.store::close);
        cluster.loop.run();
        assertThat(cluster.text(STATE)).contains("\"leader\":-1,").contains("\"isr\":[1]");

        cluster.await(zero.controller.alterConfigs(
                List.of(new ConfigAlteration(
                        ConfigEntity.topic("t"),
                        before -> new ConfigAlteration.Replace(Map.of("unclean.leader.election.enable", "true")))),
                false));

        assertThat(cluster.text(STATE)).contains("\"leader\":0,").contains("\"isr\":[0]");
    }

    @Test
    void aBrokerThatReturnedWhileThereWasNoControllerIsNotInSync() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        ClusterFixture.Node two = cluster.started(2);
        create(zero, List.of(0, 1, 2), 1);
        one.store.suspend();
        two.store.suspend();
        zero.store.abandon();

        // Its process comes back, takes its own registration and the controller's place over, and may hold less now.
        ClusterFixture.Node returned = cluster.made(0, false);
        returned.join();

        assertThat(returned.controller.isActive()).isTrue();
        assertThat(cluster.text(STATE)).contains("\"leader\":1,").contains("\"isr\":[1,2]");
        assertThat(List.of(one.id, two.id)).hasSize(2);
    }

    @Test
    void aSecondProposalForTheSamePartitionChangesNothing() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, List.of(1, 0), 1);
        IsrChange change = new IsrChange(new TopicPartition("t", 0), 0, 0, List.of(new IsrChange.Member(1, -1)), false);
        IsrChange another = new IsrChange(new TopicPartition("t", 0), 0, 0, List.of(new IsrChange.Member(1, -1)), true);

        AlterPartitionAnswer answer = cluster.await(zero.controller.alterPartition(
                new AlterPartitionCall(1, one.membership.epoch(), List.of(change, another))));

        assertThat(answer.changes())
                .extracting(IsrChanged::error)
                .containsExactly(ErrorCode.NONE, ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(zero.controller.isActive()).isTrue();
        assertThat(Set.of(cluster.text("/controller_epoch"))).containsExactly("1");
    }
}
