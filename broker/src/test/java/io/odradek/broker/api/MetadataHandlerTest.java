/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.message.MetadataResponse.MetadataResponsePartition;
import io.odradek.protocol.message.MetadataResponse.MetadataResponseTopic;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetadataHandlerTest {
    private static final Uuid ID = new Uuid(3, 4);

    private final ClusterView cluster = Clusters.withTopic("known", ID, 3);
    private final FakeAdmin admin = new FakeAdmin();

    private MetadataResponse ask(int version, MetadataRequest request) {
        return ask(new TestConnection(), version, request);
    }

    private MetadataResponse ask(TestConnection connection, int version, MetadataRequest request) {
        RecordingReply<MetadataResponse> reply = new RecordingReply<>();
        new MetadataHandler(
                        cluster,
                        new TopicAutoCreation(admin.asController(), true, 1000),
                        new LostLeaders(cluster, ImmediateEventExecutor.INSTANCE, new FakeAdmin.NoPeers()))
                .handle(connection.request(ApiKey.METADATA, version), request, reply);
        return reply.answer();
    }

    private static MetadataRequest named(String name) {
        return new MetadataRequest().topics(List.of(new MetadataRequestTopic().name(name)));
    }

    private static MetadataRequest withId(Uuid id) {
        return new MetadataRequest()
                .topics(List.of(new MetadataRequestTopic().name(null).topicId(id)));
    }

    @Test
    void noTopicsMeansAllInVersionZeroAndNoneLater() {
        MetadataRequest none = new MetadataRequest().topics(List.of());

        assertThat(ask(0, none).topics()).hasSize(1);
        assertThat(ask(1, none).topics()).isEmpty();
        assertThat(ask(1, new MetadataRequest().topics(null)).topics()).hasSize(1);
    }

    @Test
    void brokersAndControllerAreThoseOfTheListener() {
        TestConnection inner = new TestConnection("INNER", ImmediateEventExecutor.INSTANCE);

        MetadataResponse answer = ask(inner, 13, named("known"));

        assertThat(answer.brokers()).singleElement().satisfies(broker -> {
            assertThat(broker.nodeId()).isEqualTo(1);
            assertThat(broker.host()).isEqualTo("one.inner");
            assertThat(broker.port()).isEqualTo(9093);
            assertThat(broker.rack()).isEqualTo("rack-1");
        });
        assertThat(answer.controllerId()).isEqualTo(1);
        assertThat(answer.clusterId()).isEqualTo("cluster");
    }

    @Test
    void aPartitionHasALeaderOnlyIfTheListenerReachesIt() {
        TestConnection inner = new TestConnection("INNER", ImmediateEventExecutor.INSTANCE);

        List<MetadataResponsePartition> partitions =
                ask(inner, 13, named("known")).topics().get(0).partitions();

        assertThat(partitions).extracting(p -> (int) p.errorCode()).containsExactly(0, 72, 5);
        assertThat(partitions).extracting(p -> p.leaderId()).containsExactly(1, -1, -1);
        assertThat(partitions.get(0).leaderEpoch()).isEqualTo(5);
        assertThat(partitions.get(0).offlineReplicas()).containsExactly(2);
        assertThat(ask(inner, 5, named("known"))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(1)
                        .errorCode())
                .isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE.code());
    }

    @Test
    void versionZeroNamesOnlyTheReplicasThatAreThereAndSaysThatOneIsNot() {
        TestConnection inner = new TestConnection("INNER", ImmediateEventExecutor.INSTANCE);

        MetadataResponsePartition partition =
                ask(inner, 0, named("known")).topics().get(0).partitions().get(0);

        assertThat(partition.errorCode()).isEqualTo(ErrorCode.REPLICA_NOT_AVAILABLE.code());
        assertThat(partition.leaderId()).isEqualTo(1);
        assertThat(partition.replicaNodes()).containsExactly(1);
        assertThat(partition.isrNodes()).containsExactly(1);
    }

    @Test
    void aTopicIsFoundByItsId() {
        MetadataResponseTopic topic = ask(12, withId(ID)).topics().get(0);

        assertThat(topic.name()).isEqualTo("known");
        assertThat(topic.partitions()).hasSize(3);
    }

    @Test
    void anIdThatNobodyHasIsUnknown() {
        MetadataResponseTopic topic = ask(12, withId(new Uuid(9, 9))).topics().get(0);

        assertThat(topic.errorCode()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
        assertThat(topic.name()).isNull();
        assertThat(topic.topicId()).isEqualTo(new Uuid(9, 9));
    }

    @Test
    void idsAreRefusedBeforeTheVersionThatHasThem() {
        assertThat(ask(11, withId(ID)).topics().get(0).errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST.code());
    }

    @Test
    void aMissingTopicIsCreatedAndToldOfWhenItIsAskedForAgain() {
        admin.onCreate = () -> cluster.apply(Clusters.delta("fresh", new Uuid(7, 7), 1));

        MetadataResponseTopic first = ask(12, named("fresh")).topics().get(0);
        MetadataResponseTopic second = ask(12, named("fresh")).topics().get(0);

        assertThat(admin.asked).containsExactly(NewTopic.of("fresh", NewTopic.DEFAULT, NewTopic.DEFAULT));
        assertThat(first.errorCode()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(first.partitions()).isEmpty();
        assertThat(second.errorCode()).isZero();
        assertThat(second.partitions()).hasSize(1);
    }

    @Test
    void aMissingTopicIsNotCreatedIfTheClientDoesNotAllowIt() {
        MetadataResponseTopic topic =
                ask(12, named("fresh").allowAutoTopicCreation(false)).topics().get(0);

        assertThat(admin.asked).isEmpty();
        assertThat(topic.errorCode()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
    }

    @Test
    void aTopicThatCannotBeCreatedIsUnknown() {
        admin.outcome = Outcome.of(ErrorCode.INVALID_REPLICATION_FACTOR);

        assertThat(ask(12, named("fresh")).topics().get(0).errorCode())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(admin.asked).hasSize(1);
    }

    @Test
    void aNameThatNoTopicMayHaveIsInvalid() {
        assertThat(ask(12, named("a/b")).topics().get(0).errorCode())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION.code());
        assertThat(admin.asked).isEmpty();
    }

    @Test
    void operationsAreToldWhereTheyAreAskedFor() {
        MetadataRequest request =
                named("known").includeTopicAuthorizedOperations(true).includeClusterAuthorizedOperations(true);

        MetadataResponse answer = ask(10, request);

        assertThat(answer.clusterAuthorizedOperations()).isEqualTo(8096);
        assertThat(answer.topics().get(0).topicAuthorizedOperations()).isEqualTo(3576);
        assertThat(ask(10, named("a/b").includeTopicAuthorizedOperations(true))
                        .topics()
                        .get(0)
                        .topicAuthorizedOperations())
                .isEqualTo(3576);
        assertThat(ask(10, named("known")).topics().get(0).topicAuthorizedOperations())
                .isEqualTo(Integer.MIN_VALUE);
    }
}
