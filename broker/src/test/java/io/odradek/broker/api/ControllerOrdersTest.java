/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.odradek.broker.partition.PartitionFixture;
import io.odradek.controller.image.TopicPartition;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.DescribeLogDirsRequest;
import io.odradek.protocol.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import io.odradek.protocol.message.LeaderAndIsrRequest;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrPartitionState;
import io.odradek.protocol.message.LeaderAndIsrRequest.LeaderAndIsrTopicState;
import io.odradek.protocol.message.LeaderAndIsrResponse;
import io.odradek.protocol.message.StopReplicaRequest;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaPartitionState;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaPartitionV0;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaTopicState;
import io.odradek.protocol.message.StopReplicaRequest.StopReplicaTopicV1;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LeaderAndIsr and StopReplica in every shape they have had, and what is on the disk then. */
@Timeout(30)
class ControllerOrdersTest {
    private static final Uuid ID = new Uuid(3, 3);
    private static final TopicPartition NAME = new TopicPartition("fresh", 1);

    private final DataPath path = new DataPath();
    private final LeaderAndIsrHandler leaderAndIsr = new LeaderAndIsrHandler(path.partitions.directory(), () -> 50);
    private final StopReplicaHandler stopReplica = new StopReplicaHandler(path.partitions.directory(), () -> 50);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 7})
    void aPartitionIsLedInEveryVersion(int version) {
        LeaderAndIsrResponse answer =
                path.ask(leaderAndIsr, version, lead(version, 0)).answer();

        assertThat(answer.errorCode()).isZero();
        if (version < 5) {
            assertThat(answer.partitionErrors())
                    .extracting("topicName", "partitionIndex", "errorCode")
                    .containsExactly(tuple("fresh", 1, (short) 0));
        } else {
            assertThat(answer.topics()).extracting("topicId").containsExactly(ID);
            assertThat(answer.topics().get(0).partitionErrors())
                    .extracting("partitionIndex", "errorCode")
                    .containsExactly(tuple(1, (short) 0));
        }
        var appended = path.partitions.append(path.partitions.partition(NAME), 1, "a");
        assertThat(appended.only().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void ordersForAnEarlierRegistrationAreRefused() {
        LeaderAndIsrRequest late = lead(7, 0).brokerEpoch(49);

        LeaderAndIsrResponse answer = path.ask(leaderAndIsr, 7, late).answer();
        assertThat(answer.errorCode()).isEqualTo(ErrorCode.STALE_BROKER_EPOCH.code());
        assertThat(answer.topics().get(0).partitionErrors().get(0).errorCode())
                .as("for each partition as well, as Kafka does")
                .isEqualTo(ErrorCode.STALE_BROKER_EPOCH.code());
        assertThat(path.partitions.directory().find(NAME)).isNull();
    }

    @Test
    void ordersOfADeposedControllerAreRefused() {
        path.ask(leaderAndIsr, 7, lead(7, 0).controllerEpoch(8));

        assertThat(path.ask(leaderAndIsr, 7, lead(7, 1).controllerEpoch(7))
                        .answer()
                        .errorCode())
                .isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH.code());
        assertThat(path.ask(stopReplica, 4, stop(4).controllerEpoch(7)).answer().errorCode())
                .isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH.code());
    }

    @Test
    void anOlderLeaderEpochIsRefusedForItsPartitionAlone() {
        path.ask(leaderAndIsr, 7, lead(7, 5));

        var answer = path.ask(leaderAndIsr, 7, lead(7, 4)).answer();

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.topics().get(0).partitionErrors())
                .extracting("errorCode")
                .containsExactly(ErrorCode.STALE_CONTROLLER_EPOCH.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aPartitionIsStoppedAndDeletedInEveryVersion(int version) {
        path.ask(leaderAndIsr, 7, lead(7, 0));
        path.partitions.append(path.partitions.partition(NAME), 1, "a");

        var answer = path.ask(stopReplica, version, stop(version)).answer();

        assertThat(answer.partitionErrors()).extracting("errorCode").containsExactly((short) 0);
        assertThat(path.partitions.directory().find(NAME)).isNull();
        assertThat(describe(null)).doesNotContain("fresh-1");
    }

    @Test
    void stoppingWhatIsNotThereIsFine() {
        assertThat(path.ask(stopReplica, 4, stop(4)).answer().partitionErrors())
                .extracting("errorCode")
                .containsExactly((short) 0);
    }

    @Test
    void logDirectoriesTellTheirPartitions() {
        path.ask(leaderAndIsr, 7, lead(7, 0));
        path.partitions.append(path.partitions.partition(NAME), 1, "a");
        int bytes = PartitionFixture.batch("a").readableBytes();

        assertThat(describe(null)).contains("fresh-1=" + bytes, "orders-0=0", "orders-1=0");
        assertThat(describe(List.of(
                        new DescribableLogDirTopic().topic("fresh").partitions(new int[] {1, 5}),
                        new DescribableLogDirTopic().topic("nope").partitions(new int[] {0}))))
                .containsExactly("fresh-1=" + bytes);
    }

    private List<String> describe(List<DescribableLogDirTopic> topics) {
        DescribeLogDirsHandler handler = new DescribeLogDirsHandler(path.partitions.logs());
        var answer = path.ask(handler, 5, new DescribeLogDirsRequest().topics(topics))
                .answer();
        return answer.results().get(0).topics().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(p -> topic.name() + "-" + p.partitionIndex() + "=" + p.partitionSize()))
                .toList();
    }

    private static LeaderAndIsrRequest lead(int version, int epoch) {
        LeaderAndIsrPartitionState state = new LeaderAndIsrPartitionState()
                .partitionIndex(1)
                .leader(1)
                .leaderEpoch(epoch)
                .isr(new int[] {1})
                .replicas(new int[] {1});
        LeaderAndIsrRequest request =
                new LeaderAndIsrRequest().controllerEpoch(1).brokerEpoch(50);
        if (version < 2) {
            return request.ungroupedPartitionStates(List.of(state.topicName("fresh")));
        }
        return request.topicStates(List.of(new LeaderAndIsrTopicState()
                .topicName("fresh")
                .topicId(version < 5 ? Uuid.ZERO : ID)
                .partitionStates(List.of(state))));
    }

    private static StopReplicaRequest stop(int version) {
        StopReplicaRequest request =
                new StopReplicaRequest().controllerEpoch(1).brokerEpoch(50).deletePartitions(version < 3);
        if (version == 0) {
            return request.ungroupedPartitions(
                    List.of(new StopReplicaPartitionV0().topicName("fresh").partitionIndex(1)));
        }
        if (version < 3) {
            return request.topics(List.of(new StopReplicaTopicV1().name("fresh").partitionIndexes(new int[] {1})));
        }
        return request.topicStates(List.of(new StopReplicaTopicState()
                .topicName("fresh")
                .partitionStates(List.of(new StopReplicaPartitionState()
                        .partitionIndex(1)
                        .leaderEpoch(-2)
                        .deletePartition(true)))));
    }
}
