/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.coordinator.group.GroupShardFixture;
import io.odradek.controller.NewTopic;
import io.odradek.controller.Outcome;
import io.odradek.protocol.error.ErrorCode;
import io.odradek.protocol.message.FindCoordinatorRequest;
import io.odradek.protocol.message.FindCoordinatorResponse;
import io.odradek.protocol.message.FindCoordinatorResponse.Coordinator;
import io.odradek.protocol.wire.Uuid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Brokers 1 and 2 lead partitions 0 and 1 of three, nobody the last one; before, the topic is not there. */
class FindCoordinatorHandlerTest {
    private static final Uuid ID = new Uuid(8, 8);

    /** With three partitions: whose hash leads to 0, 1 and 2. */
    private static final String AT_ONE = "a";

    private static final String AT_NOBODY = "b";
    private static final String AT_ZERO = "c";

    private final GroupShardFixture shard = new GroupShardFixture();
    private final FakeAdmin admin = new FakeAdmin();
    private final ClusterView cluster = new ClusterView("cluster");
    private final TestConnection connection =
            new TestConnection("PLAINTEXT", shard.world().turn().executor());
    private final FindCoordinatorHandler handler = handler();

    private FindCoordinatorHandler handler() {
        var groups = GroupShardFixture.unplaced(() -> 3);
        NewTopic topic = new NewTopic(GroupShardFixture.TOPIC, 3, 1, Map.of(), Map.of("cleanup.policy", "compact"));
        admin.onCreate = () -> cluster.apply(Clusters.delta(GroupShardFixture.TOPIC, ID, 3));
        return new FindCoordinatorHandler(
                cluster,
                new LostLeaders(cluster, shard.world().turn().executor(), new FakeAdmin.NoPeers()),
                groups,
                new CoordinatorTopic(admin.asController(), topic, 1_000));
    }

    private FindCoordinatorResponse ask(int version, int type, String... keys) {
        FindCoordinatorRequest request = new FindCoordinatorRequest().keyType((byte) type);
        RecordedReply<FindCoordinatorResponse> reply = new RecordedReply<>();
        handler.handle(
                connection.request(handler.apiKey(), version),
                version < 4 ? request.key(keys[0]) : request.coordinatorKeys(List.of(keys)),
                reply);
        shard.world().settle();
        FindCoordinatorResponse answer = reply.answer();
        answer.sizeBytes((short) version);
        return answer;
    }

    @Test
    void theFirstWhoAsksHasTheTopicMadeAndIsAnsweredWhenItIsThere() {
        FindCoordinatorResponse answer = ask(3, 0, AT_ZERO);

        assertThat(answer.errorCode()).isZero();
        assertThat(answer.nodeId()).isEqualTo(1);
        assertThat(answer.host()).isEqualTo("one");
        assertThat(answer.port()).isEqualTo(9092);
        assertThat(answer.errorMessage()).as("as in Kafka").isEqualTo("NONE");
        ask(3, 0, AT_ZERO);
        assertThat(admin.asked)
                .containsExactly(
                        new NewTopic(GroupShardFixture.TOPIC, 3, 1, Map.of(), Map.of("cleanup.policy", "compact")));
    }

    @Test
    void whileTheTopicCannotBeMadeThereIsNoCoordinator() {
        admin.onCreate = () -> {};
        admin.outcome = Outcome.of(ErrorCode.INVALID_REPLICATION_FACTOR, "too few brokers");

        FindCoordinatorResponse answer = ask(3, 0, AT_ZERO);

        assertThat(answer.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE.code());
        assertThat(answer.nodeId()).isEqualTo(-1);
        ask(3, 0, AT_ZERO);
        assertThat(admin.asked).as("tried each time").hasSize(2);
    }

    @Test
    void eachKeyHasACoordinatorOfItsOwn() {
        List<Coordinator> found = ask(6, 0, AT_ONE, AT_NOBODY, AT_ZERO).coordinators();

        assertThat(found).extracting(Coordinator::key).containsExactly(AT_ONE, AT_NOBODY, AT_ZERO);
        assertThat(found).extracting(Coordinator::nodeId).containsExactly(2, -1, 1);
        assertThat(found)
                .extracting(coordinator -> ErrorCode.forCode(coordinator.errorCode()))
                .containsExactly(ErrorCode.NONE, ErrorCode.COORDINATOR_NOT_AVAILABLE, ErrorCode.NONE);
    }

    @Test
    void whoAsksForTheCoordinatorOfAnythingButAGroupIsToldThatThereIsNone() {
        assertThat(List.of(refusal(3, 1), refusal(6, 1)))
                .containsOnly("This broker does not serve transactions yet; produce without a transactional.id.");
        assertThat(refusal(6, 2)).isEqualTo("This broker does not serve share groups yet.");
        assertThat(refusal(5, 2)).as("which a newer version knows").isEmpty();
        assertThat(List.of(refusal(3, 2), refusal(6, 9), refusal(3, 9)))
                .containsOnly(ErrorCode.INVALID_REQUEST.message());
        assertThat(admin.asked).isEmpty();
    }

    private String refusal(int version, int type) {
        FindCoordinatorResponse answer = ask(version, type, "key");
        Coordinator refused = answer.coordinators().isEmpty()
                ? new Coordinator().errorCode(answer.errorCode()).errorMessage(answer.errorMessage())
                : answer.coordinators().get(0);
        assertThat(ErrorCode.forCode(refused.errorCode())).isEqualTo(ErrorCode.INVALID_REQUEST);
        return refused.errorMessage();
    }
}
