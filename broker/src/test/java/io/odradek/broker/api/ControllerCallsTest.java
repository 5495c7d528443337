/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.AlterPartitionCall;
import io.odradek.controller.IsrChange;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.AlterPartitionRequest;
import io.odradek.protocol.message.AlterPartitionResponse;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.DescribeClusterRequest;
import io.odradek.protocol.message.DescribeClusterResponse;
import io.odradek.protocol.message.UpdateMetadataRequest;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataBroker;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataEndpoint;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataPartitionState;
import io.odradek.protocol.message.UpdateMetadataRequest.UpdateMetadataTopicState;
import io.odradek.protocol.message.UpdateMetadataResponse;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What controller and brokers say to each other, and what of it can be read back. */
final class ControllerCallsTest {
    private static final Uuid ID = new Uuid(3, 4);
    private static final long EPOCH = 20;

    private final ClusterView cluster = new ClusterView("cluster");

    private ErrorCode update(int version, UpdateMetadataRequest request) {
        RecordingReply<UpdateMetadataResponse> reply = new RecordingReply<>();
        new UpdateMetadataHandler(cluster, () -> EPOCH, topics -> {})
                .handle(new TestConnection().request(ApiKey.UPDATE_METADATA, version), request, reply);
        return ErrorCode.forCode(reply.answer().errorCode());
    }

    private static UpdateMetadataRequest request(int controllerEpoch, int leader) {
        return new UpdateMetadataRequest()
                .controllerId(1)
                .controllerEpoch(controllerEpoch)
                .brokerEpoch(EPOCH)
                .liveBrokers(List.of(new UpdateMetadataBroker()
                        .id(1)
                        .endpoints(List.of(new UpdateMetadataEndpoint()
                                .listener("PLAINTEXT")
                                .host("one")
                                .port(9092)))))
                .topicStates(List.of(new UpdateMetadataTopicState()
                        .topicName("t")
                        .topicId(ID)
                        .partitionStates(List.of(new UpdateMetadataPartitionState()
                                .partitionIndex(0)
                                .leader(leader)
                                .leaderEpoch(2)
                                .isr(new int[] {1})
                                .replicas(new int[] {1})))));
    }

    @Test
    void anUpdateBecomesTheNextImage() {
        assertThat(update(8, request(1, 1))).isEqualTo(ErrorCode.NONE);

        assertThat(cluster.image().topic(ID).name()).isEqualTo("t");
        assertThat(cluster.image().partition("t", 0).leader()).isEqualTo(1);
        assertThat(cluster.image().broker(1).endpoint("PLAINTEXT").port()).isEqualTo(9092);
    }

    @Test
    void aPartitionThatIsBeingDeletedLeavesTheImage() {
        update(8, request(1, 1));

        update(8, request(1, -2));

        assertThat(cluster.image().topic("t")).isNull();
    }

    @Test
    void aDeposedControllerIsRefused() {
        update(8, request(2, 1));

        assertThat(update(8, request(1, -2))).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(cluster.image().topic("t")).isNotNull();
    }

    @Test
    void whatWasMeantForAnEarlierRegistrationIsRefused() {
        assertThat(update(8, request(1, 1).brokerEpoch(EPOCH - 1))).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
    }

    @Test
    void anInSyncProposalByTopicIdReachesTheController() {
        update(8, request(1, 1));
        FakeAdmin admin = new FakeAdmin();
        AlterPartitionRequest request = new AlterPartitionRequest()
                .brokerId(1)
                .brokerEpoch(EPOCH)
                .topics(List.of(topicData(ID), topicData(new Uuid(9, 9))));
        RecordingReply<AlterPartitionResponse> reply = new RecordingReply<>();

        new AlterPartitionHandler(admin, cluster)
                .handle(new TestConnection().request(ApiKey.ALTER_PARTITION, 3), request, reply);

        assertThat(admin.asked)
                .containsExactly(new AlterPartitionCall(
                        1,
                        EPOCH,
                        List.of(new IsrChange(
                                new TopicPartition("t", 0), 2, 6, List.of(new IsrChange.Member(1, EPOCH)), false))));
        assertThat(reply.answer().topics())
                .extracting(topic -> topic.topicId() + " "
                        + topic.partitions().get(0).errorCode() + " "
                        + topic.partitions().get(0).partitionEpoch())
                .containsExactlyInAnyOrder(
                        new Uuid(9, 9) + " " + ErrorCode.UNKNOWN_TOPIC_ID.code() + " 0", ID + " 0 9");
    }

    private static AlterPartitionRequest.TopicData topicData(Uuid id) {
        return new AlterPartitionRequest.TopicData()
                .topicId(id)
                .partitions(List.of(new AlterPartitionRequest.PartitionData()
                        .partitionIndex(0)
                        .leaderEpoch(2)
                        .partitionEpoch(6)
                        .newIsrWithEpochs(List.of(new AlterPartitionRequest.BrokerState()
                                .brokerId(1)
                                .brokerEpoch(EPOCH)))));
    }

    @Test
    void theClusterIsDescribed() {
        update(8, request(1, 1));

        DescribeClusterResponse answer =
                describe(new DescribeClusterRequest().includeClusterAuthorizedOperations(true));

        assertThat(answer.clusterId()).isEqualTo("cluster");
        assertThat(answer.controllerId()).isEqualTo(1);
        assertThat(answer.brokers()).extracting(broker -> broker.host()).containsExactly("one");
        assertThat(answer.clusterAuthorizedOperations()).isEqualTo(8096);
    }

    @Test
    void controllersOfTheirOwnAreNotDescribed() {
        assertThat(describe(new DescribeClusterRequest().endpointType((byte) 2)).errorCode())
                .isEqualTo(ErrorCode.MISMATCHED_ENDPOINT_TYPE.code());
    }

    private DescribeClusterResponse describe(DescribeClusterRequest request) {
        RecordingReply<DescribeClusterResponse> reply = new RecordingReply<>();
        new DescribeClusterHandler(cluster)
                .handle(new TestConnection().request(ApiKey.DESCRIBE_CLUSTER, 2), request, reply);
        return reply.answer();
    }
}
