/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.IsrChange;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AllocateProducerIdsResponse;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.message.ControlledShutdownResponse;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What broker 1 wants of the active controller, which is broker 2. */
class ControllerElsewhereTest {
    private static final Uuid TOPIC_ID = new Uuid(7, 8);

    private final FakeAdmin local = new FakeAdmin();
    private final ClusterView cluster = new ClusterView("c");
    private final Peers peers = new Peers();
    private final ControllerCalls calls = new ControllerCalls(local, cluster, peers, 1);

    ControllerElsewhereTest() {
        local.outcome = Outcome.of(ErrorCode.NOT_CONTROLLER);
        PartitionImage partition = new PartitionImage(
                0, new LeaderState(1, 4, List.of(1, 2), 3), List.of(1, 2), List.of(), List.of(), List.of());
        cluster.apply(new ImageDelta(
                2,
                5,
                Map.of(2, new BrokerImage(2, -1, Map.of(), null)),
                List.of(new ImageDelta.TopicChange("t", TOPIC_ID, List.of(partition)))));
    }

    @Test
    void theControllerOnAnotherBrokerIsAskedOverTheWire() {
        peers.answer =
                new CreateTopicsResponse().topics(List.of(new CreateTopicsResponse.CreatableTopicResult().name("a")));
        assertThat(now(calls.createTopics(List.of(NewTopic.of("a", -1, -1), NewTopic.of("b", -1, -1)), 100)))
                .isEqualTo(Map.of("a", ErrorCode.NONE, "b", ErrorCode.NOT_CONTROLLER));

        peers.answer = new AllocateProducerIdsResponse().producerIdStart(3_000).producerIdLen(1_000);
        assertThat(now(calls.allocateProducerIds(9)).first()).isEqualTo(3_000);

        peers.answer = new ControlledShutdownResponse()
                .remainingPartitions(List.of(new ControlledShutdownResponse.RemainingPartition()
                        .topicName("t")
                        .partitionIndex(0)));
        assertThat(now(calls.controlledShutdown(9)).remaining()).containsExactly(new TopicPartition("t", 0));
        assertThat(peers.asked).containsExactly("2 v7", "2 v0", "2 v3");
    }

    @Test
    void proposalsAndTheirAnswersGoByTopicId() {
        local.refusesProposals = true;
        peers.answer = new AlterPartitionResponse()
                .topics(List.of(new AlterPartitionResponse.TopicData()
                        .topicId(TOPIC_ID)
                        .partitions(List.of(new AlterPartitionResponse.PartitionData()
                                .partitionIndex(0)
                                .leaderId(1)
                                .leaderEpoch(4)
                                .isr(new int[] {1})
                                .partitionEpoch(4)))));

        var answer = now(calls.alterPartition(
                9,
                List.of(new IsrChange(new TopicPartition("t", 0), 4, 3, List.of(new IsrChange.Member(1, 9)), false))));

        assertThat(answer.changes().get(0).state()).isEqualTo(new LeaderState(1, 4, List.of(1), 4));
        AlterPartitionRequest sent = (AlterPartitionRequest) peers.sent.get(0);
        assertThat(sent.topics().get(0).topicId()).isEqualTo(TOPIC_ID);
        assertThat(sent.topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .newIsrWithEpochs()
                        .get(0)
                        .brokerEpoch())
                .isEqualTo(9);
    }

    @Test
    void anUnreachableControllerIsNoController() {
        assertThat(now(calls.allocateProducerIds(9)).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(now(calls.controlledShutdown(9)).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(now(calls.createTopics(List.of(NewTopic.of("a", -1, -1)), 100)))
                .isEqualTo(Map.of("a", ErrorCode.NOT_CONTROLLER));
    }

    private static <T> T now(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    /** One that answers as told, or is not there. */
    private static final class Peers implements PeerTransport {
        private final List<String> asked = new ArrayList<>();
        private final List<ApiMessage> sent = new ArrayList<>();
        private ApiMessage answer;

        @Override
        public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
            asked.add(to.id() + " v" + version);
            sent.add(request);
            return answer == null
                    ? CompletableFuture.failedFuture(new IllegalStateException("refused"))
                    : CompletableFuture.completedFuture(answer);
        }

        @Override
        public void forget(BrokerImage broker) {}

        @Override
        public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
            return () -> {};
        }
    }
}
