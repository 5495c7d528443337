/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static io.odradek.controller.ClusterFixture.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StoreOp;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControllerTest {
    private static final int TIMEOUT_MS = 1_000;

    private final ClusterFixture cluster = new ClusterFixture();

    private CreatedTopic create(ClusterFixture.Node node, NewTopic topic) {
        return cluster.await(node.controller.createTopics(List.of(topic), false, TIMEOUT_MS))
                .get(0);
    }

    @SafeVarargs
    private static NewTopic on(String name, List<Integer>... replicas) {
        Map<Integer, List<Integer>> assignment = new java.util.TreeMap<>();
        for (int i = 0; i < replicas.length; i++) {
            assignment.put(i, replicas[i]);
        }
        return new NewTopic(name, NewTopic.DEFAULT, NewTopic.DEFAULT, assignment, Map.of());
    }

    @Test
    void theFirstBrokerBecomesTheControllerOfEpochOne() {
        ClusterFixture.Node node = cluster.started(0);

        assertThat(node.controller.isActive()).isTrue();
        assertThat(cluster.text("/controller"))
                .isEqualTo(
                        "{\"version\":2,\"brokerid\":0,\"timestamp\":\"1700000000000\",\"kraftControllerEpoch\":-1}");
        assertThat(cluster.text("/controller_epoch")).isEqualTo("1");
        assertThat(cluster.peers.heard()).containsExactly("0 UpdateMetadata of 1");
    }

    @Test
    void aCreatedTopicIsStoredAndPushed() {
        ClusterFixture.Node node = cluster.started(0);
        cluster.peers.heard();

        CreatedTopic created = create(node, new NewTopic("t", 2, 1, Map.of(), Map.of("retention.ms", "5")));

        assertThat(created.outcome()).isEqualTo(Outcome.OK);
        assertThat(created.partitions()).isEqualTo(2);
        assertThat(cluster.text("/brokers/topics/t"))
                .isEqualTo("{\"partitions\":{\"0\":[0],\"1\":[0]},\"topic_id\":\"" + created.id()
                        + "\",\"adding_replicas\":{},\"removing_replicas\":{},\"version\":3}");
        assertThat(cluster.text("/brokers/topics/t/partitions/1/state"))
                .isEqualTo("{\"controller_epoch\":1,\"leader\":0,\"version\":1,\"leader_epoch\":0,\"isr\":[0]}");
        assertThat(cluster.text("/config/topics/t")).isEqualTo("{\"version\":1,\"config\":{\"retention.ms\":\"5\"}}");
        assertThat(node.configs.image().topic("t")).containsEntry("retention.ms", "5");
        assertThat(cluster.peers.heard())
                .containsExactly("0 LeaderAndIsr t-0@0/0new t-1@0/0new", "0 UpdateMetadata of 1 t-0@0 t-1@0");
    }

    @Test
    void aTopicIsOnlyAnsweredWhenTheAskedBrokerKnowsIt() {
        ClusterFixture.Node node = cluster.started(0);
        cluster.peers.silent(0, true);

        CompletionStage<List<CreatedTopic>> created =
                node.controller.createTopics(List.of(NewTopic.of("t", 1, 1)), false, TIMEOUT_MS);
        cluster.loop.run();
        assertThat(created.toCompletableFuture()).isNotDone();
        cluster.loop.advance(TIMEOUT_MS);

        assertThat(now(created).get(0).outcome().error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(cluster.exists("/brokers/topics/t")).isTrue();
    }

    @Test
    void aCallIsAnsweredInTimeEvenIfTheStoreIsAway() {
        ClusterFixture.Node node = cluster.started(0);
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();

        CompletionStage<List<CreatedTopic>> created =
                node.controller.createTopics(List.of(NewTopic.of("t", 1, 1)), false, TIMEOUT_MS);
        cluster.loop.advance(TIMEOUT_MS);

        assertThat(now(created).get(0).outcome().error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void whatCannotBeCreatedIsRefusedAlone() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("a.b", 1, 1));

        List<CreatedTopic> results = cluster.await(node.controller.createTopics(
                List.of(
                        NewTopic.of("good", 1, 1),
                        NewTopic.of("bad name", 1, 1),
                        NewTopic.of("a.b", 1, 1),
                        NewTopic.of("a_b", 1, 1),
                        NewTopic.of("wide", 1, 2),
                        NewTopic.of("none", 0, 1),
                        NewTopic.of("good", 1, 1),
                        new NewTopic("conf", 1, 1, Map.of(), Map.of("no.such.key", "1"))),
                false,
                TIMEOUT_MS));

        assertThat(results)
                .extracting(result -> result.outcome().error())
                .containsExactly(
                        ErrorCode.NONE,
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        ErrorCode.TOPIC_ALREADY_EXISTS,
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        ErrorCode.INVALID_PARTITIONS,
                        ErrorCode.TOPIC_ALREADY_EXISTS,
                        ErrorCode.INVALID_CONFIG);
    }

    @Test
    void ofSeveralMistakesThatIsToldWhichKafkaTells() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("there", 1, 1));
        Map<Integer, List<Integer>> nowhere = Map.of(0, List.of(7));
        Map<String, String> wrong = Map.of("no.such.key", "1");
        Outcome fault = Outcome.of(ErrorCode.INVALID_REPLICA_ASSIGNMENT, "Partition 0 has more than one assignment");

        List<CreatedTopic> results = cluster.await(node.controller.createTopics(
                List.of(
                        new NewTopic("bad name", 3, 1, nowhere, wrong, fault),
                        new NewTopic("there", 3, 1, nowhere, wrong, fault),
                        new NewTopic("configured", 3, 1, nowhere, wrong, fault),
                        new NewTopic("twice", 3, 1, nowhere, Map.of(), fault),
                        new NewTopic("both", 3, 1, nowhere, Map.of()),
                        new NewTopic("assigned", NewTopic.DEFAULT, NewTopic.DEFAULT, nowhere, Map.of())),
                true,
                TIMEOUT_MS));

        assertThat(results)
                .extracting(result -> result.outcome().error())
                .containsExactly(
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        ErrorCode.TOPIC_ALREADY_EXISTS,
                        ErrorCode.INVALID_CONFIG,
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        ErrorCode.INVALID_REQUEST,
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT);
    }

    @Test
    void theOperatorsPolicyHearsTheNumbersThatATopicWouldHaveAndHasTheLastWord() {
        ClusterFixture.Node node = cluster.started(0);

        List<CreatedTopic> results = cluster.await(node.controller.createTopics(
                List.of(
                        NewTopic.of("unwanted", NewTopic.DEFAULT, NewTopic.DEFAULT),
                        NewTopic.of("bad name", 1, 1),
                        NewTopic.of("wanted", 1, 1)),
                true,
                TIMEOUT_MS));

        assertThat(results)
                .extracting(result -> result.outcome().error())
                .containsExactly(ErrorCode.POLICY_VIOLATION, ErrorCode.INVALID_TOPIC_EXCEPTION, ErrorCode.NONE);
        assertThat(results.get(0).outcome().message()).isEqualTo("unwanted of 1 partitions, 1 replicas");
    }

    @Test
    void validatingOnlyChangesNothing() {
        ClusterFixture.Node node = cluster.started(0);
        var before = cluster.tree.dump();

        CreatedTopic result = cluster.await(
                        node.controller.createTopics(List.of(NewTopic.of("t", 3, 1)), true, TIMEOUT_MS))
                .get(0);

        assertThat(result.outcome().isOk()).isTrue();
        assertThat(result.partitions()).isEqualTo(3);
        assertThat(cluster.tree.dump()).isEqualTo(before);
    }

    @Test
    void aDeletedTopicGoesWhenItsReplicasHaveConfirmed() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("t", 2, 1));
        cluster.peers.heard();
        cluster.peers.failStops(ErrorCode.KAFKA_STORAGE_ERROR);

        DeletedTopic deleted = cluster.await(
                        node.controller.deleteTopics(List.of(new TopicSelector.ByName("t")), TIMEOUT_MS))
                .get(0);

        assertThat(deleted.outcome()).isEqualTo(Outcome.OK);
        assertThat(cluster.peers.heard())
                .containsExactly("0 UpdateMetadata of 1 t-0@-2 t-1@-2", "0 StopReplica t-0 deleted t-1 deleted");
        assertThat(cluster.exists("/admin/delete_topics/t")).isTrue();
        assertThat(create(node, NewTopic.of("t", 1, 1)).outcome().error()).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);

        cluster.peers.failStops(ErrorCode.NONE);
        cluster.loop.advance(1_100);

        assertThat(cluster.exists("/brokers/topics/t")).isFalse();
        assertThat(cluster.exists("/config/topics/t")).isFalse();
        assertThat(cluster.exists("/admin/delete_topics/t")).isFalse();
        assertThat(create(node, NewTopic.of("t", 1, 1)).outcome().isOk()).isTrue();
    }

    @Test
    void aTopicIsDeletedById() {
        ClusterFixture.Node node = cluster.started(0);
        Uuid id = create(node, NewTopic.of("t", 1, 1)).id();

        List<DeletedTopic> deleted = cluster.await(node.controller.deleteTopics(
                List.of(
                        new TopicSelector.ById(id),
                        new TopicSelector.ById(new Uuid(1, 2)),
                        new TopicSelector.ByName("x")),
                TIMEOUT_MS));

        assertThat(deleted)
                .extracting(each -> each.outcome().error())
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_ID, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(deleted.get(0).name()).isEqualTo("t");
        assertThat(cluster.exists("/brokers/topics/t")).isFalse();
    }

    @Test
    void aDeletionIsResumedByTheNextController() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("t", 1, 1));
        cluster.peers.failStops(ErrorCode.KAFKA_STORAGE_ERROR);
        cluster.await(node.controller.deleteTopics(List.of(new TopicSelector.ByName("t")), TIMEOUT_MS));
        cluster.peers.failStops(ErrorCode.NONE);

        cluster.loop.execute(node.store::expire);
        cluster.loop.run();

        assertThat(node.controller.isActive()).isTrue();
        assertThat(cluster.exists("/brokers/topics/t")).isFalse();
        assertThat(cluster.exists("/admin/delete_topics/t")).isFalse();
    }

    @Test
    void aTopicGrows() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("t", 1, 1));
        cluster.peers.heard();

        List<TopicOutcome> grown = cluster.await(node.controller.createPartitions(
                List.of(
                        new PartitionGrowth("t", 3, null),
                        new PartitionGrowth("x", 3, null),
                        new PartitionGrowth("t", 1, null)),
                false,
                TIMEOUT_MS));

        assertThat(grown)
                .extracting(each -> each.outcome().error())
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.INVALID_PARTITIONS);
        assertThat(cluster.text("/brokers/topics/t")).contains("{\"0\":[0],\"1\":[0],\"2\":[0]}");
        assertThat(cluster.peers.heard())
                .containsExactly("0 LeaderAndIsr t-1@0/0new t-2@0/0new", "0 UpdateMetadata of 1 t-1@0 t-2@0");
    }

    @Test
    void aRestartedControllerTellsHowThingsStandAndChangesNothing() {
        ClusterFixture.Node first = cluster.started(0);
        create(first, NewTopic.of("t", 2, 1));
        cluster.loop.execute(first.store::close);
        cluster.loop.run();
        String before = cluster.text("/brokers/topics/t/partitions/0/state");
        cluster.peers.heard();

        cluster.started(0);

        assertThat(cluster.text("/controller_epoch")).isEqualTo("2");
        assertThat(cluster.text("/brokers/topics/t/partitions/0/state")).isEqualTo(before);
        assertThat(cluster.peers.heard())
                .containsExactly("0 UpdateMetadata of 1 t-0@0 t-1@0", "0 LeaderAndIsr t-0@0/0 t-1@0/0");
    }

    @Test
    void aDeadLeaderIsReplacedAndReturnsAsFollower() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(1, 0), List.of(0, 1)));
        cluster.peers.heard();

        cluster.loop.execute(one.store::close);
        cluster.loop.run();

        assertThat(cluster.text("/brokers/topics/t/partitions/0/state"))
                .isEqualTo("{\"controller_epoch\":1,\"leader\":0,\"version\":1,\"leader_epoch\":1,\"isr\":[0]}");
        assertThat(cluster.peers.heard())
                .containsExactly("forget 1", "0 LeaderAndIsr t-0@0/1 t-1@0/1", "0 UpdateMetadata of 1 t-0@0 t-1@0");

        cluster.started(1);

        assertThat(cluster.peers.heard())
                .containsExactly(
                        "0 UpdateMetadata of 2 t-0@0 t-1@0",
                        "1 UpdateMetadata of 2 t-0@0 t-1@0",
                        "1 LeaderAndIsr t-0@0/1 t-1@0/1");
    }

    @Test
    void aPartitionWithoutLiveReplicasHasNoLeaderUntilOneReturns() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(1)));

        cluster.loop.execute(one.store::close);
        cluster.loop.run();
        assertThat(cluster.text("/brokers/topics/t/partitions/0/state"))
                .isEqualTo("{\"controller_epoch\":1,\"leader\":-1,\"version\":1,\"leader_epoch\":1,\"isr\":[1]}");
        cluster.started(1);

        assertThat(cluster.text("/brokers/topics/t/partitions/0/state"))
                .isEqualTo("{\"controller_epoch\":1,\"leader\":1,\"version\":1,\"leader_epoch\":2,\"isr\":[1]}");
    }

    @Test
    void anUncleanLeaderIsOnlyElectedWhereTheTopicAllowsIt() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("strict", List.of(1, 0)));
        cluster.await(zero.controller.createTopics(
                List.of(new NewTopic(
                        "loose", -1, -1, Map.of(0, List.of(1, 0)), Map.of("unclean.leader.election.enable", "true"))),
                false,
                TIMEOUT_MS));
        shrink(one, zero, "strict");
        shrink(one, zero, "loose");

        cluster.loop.execute(one.store::close);
        cluster.loop.run();

        assertThat(cluster.text("/brokers/topics/strict/partitions/0/state")).contains("\"leader\":-1");
        assertThat(cluster.text("/brokers/topics/loose/partitions/0/state"))
                .contains("\"leader\":0", "\"leader_recovery_state\":1", "\"isr\":[0]");
        Map<TopicPartition, Outcome> elected = cluster.await(
                        zero.controller.electLeaders(ElectionType.UNCLEAN, null, TIMEOUT_MS))
                .partitions();
        assertThat(elected).containsExactly(Map.entry(new TopicPartition("strict", 0), Outcome.OK));
        assertThat(cluster.text("/brokers/topics/strict/partitions/0/state")).contains("\"leader\":0");
    }

    private void shrink(ClusterFixture.Node leader, ClusterFixture.Node controller, String topic) {
        IsrChange change = new IsrChange(
                new TopicPartition(topic, 0),
                0,
                0,
                List.of(new IsrChange.Member(leader.id, leader.membership.epoch())),
                false);
        AlterPartitionAnswer answer = cluster.await(controller.controller.alterPartition(
                new AlterPartitionCall(leader.id, leader.membership.epoch(), List.of(change))));
        assertThat(answer.changes().get(0).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aLeaderShrinksAndGrowsItsIsr() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(0, 1)));
        TopicPartition partition = new TopicPartition("t", 0);
        IsrChange.Member self = new IsrChange.Member(0, zero.membership.epoch());
        cluster.peers.heard();

        AlterPartitionAnswer shrunk = cluster.await(zero.controller.alterPartition(new AlterPartitionCall(
                0, zero.membership.epoch(), List.of(new IsrChange(partition, 0, 0, List.of(self), false)))));
        AlterPartitionAnswer stale = cluster.await(zero.controller.alterPartition(new AlterPartitionCall(
                0,
                zero.membership.epoch(),
                List.of(new IsrChange(
                        partition, 0, 0, List.of(self, new IsrChange.Member(1, one.membership.epoch())), false)))));
        AlterPartitionAnswer earlierLife = cluster.await(zero.controller.alterPartition(new AlterPartitionCall(
                0,
                zero.membership.epoch(),
                List.of(new IsrChange(
                        partition, 0, 1, List.of(self, new IsrChange.Member(1, one.membership.epoch() - 1)), false)))));

        assertThat(shrunk.changes().get(0).state()).isEqualTo(new LeaderState(0, 0, List.of(0), 1));
        assertThat(stale.changes().get(0).error()).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(earlierLife.changes().get(0).error()).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        assertThat(cluster.peers.heard()).containsExactly("0 UpdateMetadata of 2 t-0@0", "1 UpdateMetadata of 2 t-0@0");
    }

    @Test
    void aLeavingBrokerHandsItsLeadershipOver() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(1, 0)));
        create(zero, on("alone", List.of(1)));
        cluster.peers.heard();

        ShutdownAnswer answer = cluster.await(zero.controller.controlledShutdown(1, one.membership.epoch()));

        assertThat(answer).isEqualTo(new ShutdownAnswer(ErrorCode.NONE, Set.of()));
        assertThat(cluster.peers.heard())
                .containsExactly(
                        "0 LeaderAndIsr t-0@0/1",
                        "0 UpdateMetadata of 2 t-0@0",
                        "1 LeaderAndIsr t-0@0/1",
                        "1 UpdateMetadata of 2 t-0@0",
                        "1 UpdateMetadata of 2",
                        "1 StopReplica t-0 kept");
        assertThat(cluster.await(zero.controller.controlledShutdown(1, 77)).error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void thePreferredLeaderIsElectedOnDemand() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(1, 0), List.of(0, 1)));
        cluster.await(zero.controller.controlledShutdown(1, one.membership.epoch()));
        TopicPartition first = new TopicPartition("t", 0);

        Map<TopicPartition, Outcome> outcomes = cluster.await(zero.controller.electLeaders(
                        ElectionType.PREFERRED,
                        Set.of(first, new TopicPartition("t", 1), new TopicPartition("x", 0)),
                        TIMEOUT_MS))
                .partitions();

        assertThat(outcomes.get(first).error()).isEqualTo(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE);
        assertThat(outcomes.get(new TopicPartition("t", 1)).error()).isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
        assertThat(outcomes.get(new TopicPartition("x", 0)).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void producerIdsAreHandedOutOnce() {
        ClusterFixture.Node node = cluster.started(0);
        long epoch = node.membership.epoch();

        ProducerIdBlock first = cluster.await(node.controller.allocateProducerIds(0, epoch));
        ProducerIdBlock second = cluster.await(node.controller.allocateProducerIds(0, epoch));

        assertThat(first).isEqualTo(new ProducerIdBlock(ErrorCode.NONE, 0, 1_000));
        assertThat(second).isEqualTo(new ProducerIdBlock(ErrorCode.NONE, 1_000, 1_000));
        assertThat(cluster.text("/latest_producer_id_block"))
                .isEqualTo("{\"version\":1,\"broker\":0,\"block_start\":\"1000\",\"block_end\":\"1999\"}");
        assertThat(cluster.await(node.controller.allocateProducerIds(0, epoch + 1))
                        .error())
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(cluster.await(node.controller.allocateProducerIds(9, 1)).error())
                .isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
    }

    @Test
    void aBrokerThatIsNotTheControllerSaysSo() {
        cluster.started(0);
        ClusterFixture.Node other = cluster.started(1);

        assertThat(create(other, NewTopic.of("t", 1, 1)).outcome().error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(cluster.await(other.controller.allocateProducerIds(1, 1)).error())
                .isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void anotherBrokerTakesOverWhenTheControllerIsGone() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        create(zero, on("t", List.of(0, 1)));

        cluster.loop.execute(zero.store::close);
        cluster.loop.run();

        assertThat(one.controller.isActive()).isTrue();
        assertThat(cluster.text("/controller_epoch")).isEqualTo("2");
        assertThat(cluster.text("/brokers/topics/t/partitions/0/state"))
                .isEqualTo("{\"controller_epoch\":2,\"leader\":1,\"version\":1,\"leader_epoch\":1,\"isr\":[1]}");
    }

    @Test
    void aDeposedControllerCannotWrite() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        // Its watches come too late to tell it.
        cluster.loop.execute(() -> zero.store.delayWatches(60_000));
        cluster.loop.run();
        cluster.await(() -> one.store.commit(
                List.of(new StoreOp.Delete("/controller", -1), new StoreOp.SetData("/controller_epoch", "2", -1))));
        assertThat(zero.controller.isActive()).isTrue();

        CreatedTopic created = create(zero, NewTopic.of("t", 1, 1));

        assertThat(created.outcome().error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(cluster.exists("/brokers/topics/t")).isFalse();
    }

    @Test
    void requestsAreRepeatedUntilTheBrokerAnswers() {
        ClusterFixture.Node node = cluster.started(0);
        cluster.peers.heard();
        cluster.peers.unreachable(0, true);
        CompletionStage<List<CreatedTopic>> created =
                node.controller.createTopics(List.of(NewTopic.of("t", 1, 1)), false, 60_000);
        cluster.loop.advance(3_000);
        assertThat(created.toCompletableFuture()).isNotDone();

        cluster.peers.unreachable(0, false);
        cluster.loop.advance(1_100);

        assertThat(now(created).get(0).outcome().isOk()).isTrue();
        assertThat(cluster.peers.heard()).containsExactly("0 LeaderAndIsr t-0@0/0new", "0 UpdateMetadata of 1 t-0@0");
    }

    @Test
    void requestsNameTheEpochsOfControllerAndBroker() {
        ClusterFixture.Node node = cluster.started(0);
        create(node, NewTopic.of("t", 1, 1));

        LeaderAndIsrRequest request =
                cluster.peers.requests(LeaderAndIsrRequest.class).get(0);

        assertThat(request.controllerId()).isZero();
        assertThat(request.controllerEpoch()).isEqualTo(1);
        assertThat(request.brokerEpoch()).isEqualTo(node.membership.epoch());
        assertThat(request.liveLeaders().get(0).port()).isEqualTo(9092);
        assertThat(request.topicStates().get(0).partitionStates().get(0).partitionEpoch())
                .isZero();
    }
}
