/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static io.odradek.compat.TestBroker.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Topics and the cluster as the stock Admin client sees them. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class TopicsTest {

    @TempDir
    static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void theClusterHasOneBrokerThatIsTheController() {
        var cluster = broker.admin().describeCluster();

        assertThat(get(cluster.nodes())).singleElement().satisfies(node -> {
            assertThat(node.host()).isEqualTo("127.0.0.1");
            assertThat(node.port()).isEqualTo(broker.process().port());
        });
        assertThat(get(cluster.clusterId())).hasSize(22);
        assertThat(get(cluster.controller())).isNotNull();
    }

    @Test
    void aCreatedTopicIsDescribedWithItsLeaderAndReplicas() {
        String topic = broker.topic(3, Map.of());

        TopicDescription description = describe(topic);

        assertThat(description.topicId()).isNotEqualTo(Uuid.ZERO_UUID);
        assertThat(description.isInternal()).isFalse();
        assertThat(description.partitions())
                .extracting(TopicPartitionInfo::partition)
                .containsExactly(0, 1, 2);
        assertThat(description.partitions()).allSatisfy(partition -> {
            assertThat(partition.leader()).isNotNull();
            assertThat(partition.replicas()).containsExactly(partition.leader());
            assertThat(partition.isr()).containsExactly(partition.leader());
        });
    }

    @Test
    void aTopicIsFoundByItsId() {
        String topic = broker.topic();
        Uuid id = describe(topic).topicId();

        var byId = get(broker.admin()
                .describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                .allTopicIds());

        assertThat(byId.get(id).name()).isEqualTo(topic);
        assertThatThrownBy(() -> get(broker.admin()
                        .describeTopics(TopicCollection.ofTopicIds(List.of(Uuid.randomUuid())))
                        .allTopicIds()))
                .hasCauseInstanceOf(UnknownTopicIdException.class);
    }

    @Test
    void aCreationAnswersWithTheIdTheDefaultsAndTheConfiguration() {
        NewTopic topic = new NewTopic("created", Optional.empty(), Optional.empty())
                .configs(Map.of("retention.ms", "12345", "cleanup.policy", "compact"));

        CreateTopicsResult result = broker.admin().createTopics(List.of(topic));

        assertThat(get(result.numPartitions("created"))).isEqualTo(1);
        assertThat(get(result.replicationFactor("created"))).isEqualTo(1);
        assertThat(get(result.config("created")).get("retention.ms").value()).isEqualTo("12345");
        assertThat(get(result.config("created")).get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(get(result.config("created")).get("segment.bytes").value()).isEqualTo("1073741824");
        assertThat(get(result.topicId("created"))).isEqualTo(describe("created").topicId());
    }

    @Test
    void aTopicCanBeCreatedWithAnAssignment() {
        int id = get(broker.admin().describeCluster().nodes()).iterator().next().id();
        NewTopic topic = new NewTopic("assigned", Map.of(0, List.of(id), 1, List.of(id)));

        get(broker.admin().createTopics(List.of(topic)).all());

        broker.awaitLeaders("assigned", 2);
        assertThat(describe("assigned").partitions()).hasSize(2);
    }

    @Test
    void aValidationCreatesNothing() {
        NewTopic topic = new NewTopic("only-validated", 1, (short) 1);

        get(broker.admin()
                .createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(true))
                .all());

        assertThat(get(broker.admin().listTopics().names())).doesNotContain("only-validated");
    }

    @Test
    void whatCannotBeCreatedIsRefusedWithKafkasReason() {
        String existing = broker.topic();

        assertRefused(new NewTopic(existing, 1, (short) 1), TopicExistsException.class);
        assertRefused(new NewTopic("two-replicas", 1, (short) 2), InvalidReplicationFactorException.class);
        assertRefused(new NewTopic("no-partitions", 0, (short) 1), InvalidPartitionsException.class);
        assertRefused(new NewTopic("a name", 1, (short) 1), InvalidTopicException.class);
        assertRefused(new NewTopic("n".repeat(250), 1, (short) 1), InvalidTopicException.class);
        assertRefused(new NewTopic("gap", Map.of(1, List.of(0))), InvalidReplicaAssignmentException.class);
        assertRefused(
                new NewTopic("bad-value", 1, (short) 1).configs(Map.of("retention.ms", "soon")),
                InvalidConfigurationException.class);
        assertRefused(
                new NewTopic("bad-key", 1, (short) 1).configs(Map.of("retention.mss", "1")),
                InvalidConfigurationException.class);
    }

    @Test
    void oneBadTopicOfARequestDoesNotHinderTheOthers() {
        CreateTopicsResult result = broker.admin()
                .createTopics(List.of(new NewTopic("good", 1, (short) 1), new NewTopic("b/ad", 1, (short) 1)));

        get(result.values().get("good"));
        assertThatThrownBy(() -> get(result.values().get("b/ad"))).hasCauseInstanceOf(InvalidTopicException.class);
    }

    @Test
    void aDeletedTopicIsGoneAndItsNameIsFree() {
        String topic = broker.topic();
        broker.send(topic, "old");
        Uuid id = describe(topic).topicId();

        get(broker.admin().deleteTopics(List.of(topic)).all());

        await().until(() -> !get(broker.admin().listTopics().names()).contains(topic));
        assertThatThrownBy(
                        () -> get(broker.admin().describeTopics(List.of(topic)).allTopicNames()))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        get(broker.admin()
                .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                .all());
        broker.awaitLeaders(topic, 1);
        assertThat(describe(topic).topicId()).isNotEqualTo(id);
        assertThat(broker.readTexts(topic)).isEmpty();
    }

    @Test
    void aTopicCanBeDeletedByItsId() {
        String topic = broker.topic();
        Uuid id = describe(topic).topicId();

        get(broker.admin().deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());

        await().until(() -> !get(broker.admin().listTopics().names()).contains(topic));
    }

    @Test
    void anUnknownTopicCannotBeDeleted() {
        assertThatThrownBy(() ->
                        get(broker.admin().deleteTopics(List.of("unknown")).all()))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void partitionsAreAddedButNeverTakenAway() {
        String topic = broker.topic();

        get(broker.admin()
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(4)))
                .all());

        broker.awaitLeaders(topic, 4);
        assertThat(describe(topic).partitions()).hasSize(4);
        assertThatThrownBy(() -> get(broker.admin()
                        .createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                        .all()))
                .hasCauseInstanceOf(InvalidPartitionsException.class);
    }

    @Test
    void aThousandPartitionsAreServed() {
        String topic = broker.topic(1000, Map.of());

        assertThat(describe(topic).partitions()).hasSize(1000).allMatch(partition -> partition.leader() != null);
        get(broker.admin().deleteTopics(List.of(topic)).all());
    }

    private static TopicDescription describe(String topic) {
        return broker.known(() -> broker.admin().describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
    }

    private static void assertRefused(NewTopic topic, Class<? extends Exception> reason) {
        assertThatThrownBy(() -> get(broker.admin().createTopics(List.of(topic)).all()))
                .as(topic.toString())
                .hasCauseInstanceOf(reason);
    }
}
