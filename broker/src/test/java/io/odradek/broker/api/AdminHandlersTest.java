/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.ElectionType;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.controller.PartitionGrowth;
import io.odradek.controller.TopicSelector;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AllocateProducerIdsRequest;
import io.odradek.protocol.message.AllocateProducerIdsResponse;
import io.odradek.protocol.message.ControlledShutdownRequest;
import io.odradek.protocol.message.ControlledShutdownResponse;
import io.odradek.protocol.message.CreatePartitionsRequest;
import io.odradek.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.odradek.protocol.message.CreatePartitionsResponse;
import io.odradek.protocol.message.CreateTopicsRequest;
import io.odradek.protocol.message.CreateTopicsRequest.CreatableReplicaAssignment;
import io.odradek.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.odradek.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.message.DeleteTopicsRequest;
import io.odradek.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import io.odradek.protocol.message.DeleteTopicsResponse;
import io.odradek.protocol.message.ElectLeadersRequest;
import io.odradek.protocol.message.ElectLeadersResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The handlers that hand a request to the active controller and its outcome back. */
final class AdminHandlersTest {
    private static final Uuid ID = new Uuid(3, 4);

    private final FakeAdmin admin = new FakeAdmin();

    private static <Q extends ApiMessage, A extends ApiMessage> A ask(
            ApiHandler<Q, A> handler, int version, Q request) {
        RecordingReply<A> reply = new RecordingReply<>();
        handler.handle(new TestConnection().request(handler.apiKey(), version), request, reply);
        return reply.answer();
    }

    private CreateTopicsResponse create(CreatableTopic... topics) {
        CreateTopicsHandler handler = new CreateTopicsHandler(admin, configs -> List.of());
        return ask(handler, 7, new CreateTopicsRequest().topics(List.of(topics)));
    }

    @Test
    void aTopicIsCreatedByNumbersWithItsConfigurations() {
        CreateTopicsResponse answer = create(new CreatableTopic()
                .name("t")
                .numPartitions(3)
                .replicationFactor((short) 1)
                .configs(List.of(new CreatableTopicConfig().name("retention.ms").value("1"))));

        assertThat(admin.asked).containsExactly(new NewTopic("t", 3, 1, Map.of(), Map.of("retention.ms", "1")));
        assertThat(answer.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.errorCode()).isZero();
            assertThat(topic.errorMessage()).isNull();
            assertThat(topic.topicId()).isEqualTo(new Uuid(1, 2));
            assertThat(topic.numPartitions()).isEqualTo(3);
        });
    }

    @Test
    void aTopicIsCreatedByAssignment() {
        create(assigned("t", new CreatableReplicaAssignment().partitionIndex(0).brokerIds(new int[] {2, 1})));

        assertThat(admin.asked).containsExactly(new NewTopic("t", -1, -1, Map.of(0, List.of(2, 1)), Map.of()));
    }

    @Test
    void whatTheControllerCouldNotSeeAnyMoreIsToldToIt() {
        CreatableReplicaAssignment once =
                new CreatableReplicaAssignment().partitionIndex(0).brokerIds(new int[] {1});
        CreatableTopicConfig withoutValue =
                new CreatableTopicConfig().name("retention.ms").value(null);

        create(
                assigned("assigned-twice", once, once),
                new CreatableTopic().name("numbers-too").numPartitions(1).assignments(List.of(once, once)),
                new CreatableTopic().name("no-value").configs(List.of(withoutValue)),
                assigned("both", once, once).configs(List.of(withoutValue)));

        assertThat(admin.asked)
                .extracting(asked -> ((NewTopic) asked).fault().error())
                .containsExactly(
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        ErrorCode.NONE,
                        ErrorCode.INVALID_CONFIG,
                        ErrorCode.INVALID_CONFIG);
    }

    private static CreatableTopic assigned(String name, CreatableReplicaAssignment... assignment) {
        return new CreatableTopic()
                .name(name)
                .numPartitions(-1)
                .replicationFactor((short) -1)
                .assignments(List.of(assignment));
    }

    @Test
    void aTopicNamedTwiceIsRefusedOnce() {
        CreateTopicsResponse answer = create(new CreatableTopic().name("t"), new CreatableTopic().name("t"));

        assertThat(answer.topics())
                .singleElement()
                .extracting(topic -> topic.errorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST.code());
    }

    @Test
    void theNameOfKraftsMetadataIsNoTopics() {
        CreateTopicsResponse answer = create(new CreatableTopic().name("__cluster_metadata"));

        assertThat(answer.topics())
                .singleElement()
                .extracting(topic -> topic.errorCode())
                .isEqualTo(ErrorCode.INVALID_REQUEST.code());
        assertThat(admin.asked).isEmpty();
    }

    @Test
    void theControllersRefusalIsPassedOnWithItsReason() {
        admin.outcome = Outcome.of(ErrorCode.INVALID_CONFIG, "no such key");

        assertThat(create(new CreatableTopic().name("t")).topics())
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.errorCode()).isEqualTo(ErrorCode.INVALID_CONFIG.code());
                    assertThat(topic.errorMessage()).isEqualTo("no such key");
                });
    }

    @Test
    void topicsAreDeletedByNameAndById() {
        DeleteTopicsRequest request = new DeleteTopicsRequest()
                .topics(List.of(
                        new DeleteTopicState().name("t"),
                        new DeleteTopicState().name(null).topicId(ID)));

        DeleteTopicsResponse answer = ask(new DeleteTopicsHandler(admin, true), 6, request);

        assertThat(admin.asked).containsExactly(new TopicSelector.ByName("t"), new TopicSelector.ById(ID));
        assertThat(answer.responses()).extracting(one -> (int) one.errorCode()).containsExactly(0, 0);
    }

    @Test
    void aTopicWithoutNameAndIdIsNotDeleted() {
        DeleteTopicsRequest request = new DeleteTopicsRequest().topics(List.of(new DeleteTopicState().name(null)));

        DeleteTopicsResponse answer = ask(new DeleteTopicsHandler(admin, true), 6, request);

        assertThat(answer.responses()).singleElement().satisfies(one -> {
            assertThat(one.errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
            assertThat(one.errorMessage()).isNotEmpty();
        });
    }

    @Test
    void nothingIsDeletedWhereDeletionIsOff() {
        DeleteTopicsRequest request = new DeleteTopicsRequest().topicNames(List.of("t"));

        DeleteTopicsResponse answer = ask(new DeleteTopicsHandler(admin, false), 5, request);

        assertThat(admin.asked).isEmpty();
        assertThat(answer.responses().get(0).errorCode()).isEqualTo(ErrorCode.TOPIC_DELETION_DISABLED.code());
    }

    @Test
    void aTopicGrows() {
        CreatePartitionsRequest request = new CreatePartitionsRequest()
                .topics(List.of(new CreatePartitionsTopic().name("t").count(4).assignments(null)));

        CreatePartitionsResponse answer = ask(new CreatePartitionsHandler(admin), 3, request);

        assertThat(admin.asked).containsExactly(new PartitionGrowth("t", 4, null));
        assertThat(answer.results().get(0).errorCode()).isZero();
    }

    @Test
    void leadersAreElectedForThePartitionsNamed() {
        ElectLeadersRequest request = new ElectLeadersRequest()
                .electionType((byte) 1)
                .topicPartitions(List.of(
                        new ElectLeadersRequest.TopicPartitions().topic("t").partitions(new int[] {0, 2})));

        ElectLeadersResponse answer = ask(new ElectLeadersHandler(admin, new ClusterView("c")), 2, request);

        assertThat(admin.asked)
                .containsExactly(ElectionType.UNCLEAN, new TopicPartition("t", 0), new TopicPartition("t", 2));
        assertThat(answer.replicaElectionResults().get(0).partitionResult())
                .extracting(one -> one.partitionId())
                .containsExactly(0, 2);
    }

    @Test
    void anElectionOfAllTellsOfEveryTopicAndOfWhatWasDone() {
        ClusterView cluster = Clusters.withTopic("t", ID, 3);

        ElectLeadersResponse answer =
                ask(new ElectLeadersHandler(admin, cluster), 2, new ElectLeadersRequest().topicPartitions(null));

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.replicaElectionResults()).singleElement().satisfies(topic -> {
            assertThat(topic.topic()).isEqualTo("t");
            assertThat(topic.partitionResult()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({"0; 2, 42, t0: 42 t2: 42", "all, 42, ''", "none, 0, ''"})
    void anElectionOfNoKnownTypeIsRefusedForEachPartitionNamed(String partitions, int error, String expected) {
        ElectLeadersRequest request =
                new ElectLeadersRequest().electionType((byte) 7).topicPartitions(partitions(partitions));

        ElectLeadersResponse answer = ask(new ElectLeadersHandler(admin, Clusters.withTopic("t", ID, 3)), 2, request);

        assertThat(admin.asked).isEmpty();
        assertThat((int) answer.errorCode()).isEqualTo(error);
        assertThat(answer.replicaElectionResults().stream()
                        .flatMap(topic -> topic.partitionResult().stream()
                                .map(one -> topic.topic() + one.partitionId() + ": " + one.errorCode()))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    private static @Nullable List<ElectLeadersRequest.TopicPartitions> partitions(String text) {
        return switch (text) {
            case "all" -> null;
            case "none" -> List.of();
            default ->
                List.of(new ElectLeadersRequest.TopicPartitions()
                        .topic("t")
                        .partitions(Arrays.stream(text.split("; ", -1))
                                .mapToInt(Integer::parseInt)
                                .toArray()));
        };
    }

    @Test
    void aBrokerGetsABlockOfProducerIds() {
        AllocateProducerIdsResponse answer =
                ask(new AllocateProducerIdsHandler(admin), 0, new AllocateProducerIdsRequest().brokerId(2));

        assertThat(answer.producerIdStart()).isEqualTo(1000);
        assertThat(answer.producerIdLen()).isEqualTo(1000);
    }

    @Test
    void aBrokerThatGoesDownHearsWhatItStillLeads() {
        ControlledShutdownResponse answer =
                ask(new ControlledShutdownHandler(admin), 3, new ControlledShutdownRequest().brokerId(2));

        assertThat(answer.remainingPartitions())
                .singleElement()
                .extracting(one -> one.topicName() + one.partitionIndex())
                .isEqualTo("left4");
    }
}
