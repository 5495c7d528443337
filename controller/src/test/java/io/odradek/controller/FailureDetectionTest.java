/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.store.StoreOp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the cluster makes of signs of brokers that end, hang and come back. Broker 0 is the first controller. */
@Timeout(30)
class FailureDetectionTest {
    private static final PeerSign ANSWERS = new PeerSign.Answers(true);
    private static final PeerSign KAFKA_ANSWERS = new PeerSign.Answers(false);
    private static final PeerSign REFUSED = new PeerSign.Refused();
    private static final PeerSign SILENT = new PeerSign.Silent();
    private static final String STATE = "/brokers/topics/t/partitions/0/state";

    private final ClusterFixture cluster = new ClusterFixture();
    private final ClusterFixture.Node zero = cluster.started(0);
    private final ClusterFixture.Node one = cluster.started(1);
    private final ClusterFixture.Node two = cluster.started(2);

    private void topicLedByOne() {
        NewTopic topic = new NewTopic("t", -1, -1, Map.of(0, List.of(1, 2, 0)), Map.of());
        cluster.await(zero.controller.createTopics(List.of(topic), false, 1_000));
        assertThat(cluster.text(STATE)).contains("\"leader\":1,");
    }

    /** A sign of the broker for whoever watches it, and all that follows from it. */
    private void sign(int broker, PeerSign... signs) {
        for (PeerSign sign : signs) {
            cluster.peers.sign(broker, sign);
            cluster.loop.run();
        }
    }

    @Test
    void aBrokerThatRefusesIsStruckOffAndItsPartitionsAreLedOn() {
        topicLedByOne();
        one.store.abandon();

        sign(1, ANSWERS, REFUSED);

        assertThat(cluster.exists("/brokers/ids/1")).isFalse();
        assertThat(cluster.text(STATE)).contains("\"leader\":2,").contains("\"isr\":[2,0]");
        assertThat(cluster.peers.heard()).contains("2 LeaderAndIsr t-0@2/1");
    }

    @Test
    void theBrokerWhoseProcessLeadsTheStoreLetsAnotherTakeTheControllersPlace() {
        one.store.leadHere();
        zero.store.abandon();

        sign(0, ANSWERS, REFUSED);

        assertThat(cluster.text("/controller")).contains("\"brokerid\":2,");
    }

    @Test
    void theBrokerWhoseProcessLeadsTheStoreTakesThePlaceThatNobodyElseWants() {
        one.store.leadHere();
        zero.store.abandon();
        two.store.abandon();

        sign(0, ANSWERS, REFUSED);
        cluster.loop.advance(50);

        assertThat(cluster.text("/controller")).contains("\"brokerid\":1,");
    }

    @Test
    void aRegisteredBrokerThatNobodyEverSawListenLeadsNothingUntilItDoes() {
        topicLedByOne();

        sign(1, new PeerSign.Absent());

        assertThat(cluster.exists("/brokers/ids/1")).isTrue();
        assertThat(cluster.text(STATE)).contains("\"leader\":2,").contains("\"isr\":[2,0]");
        cluster.peers.heard();

        sign(1, ANSWERS);

        assertThat(cluster.peers.heard()).contains("1 LeaderAndIsr t-0@2/1");
    }

    @Test
    void aControllerThatDoesNotListenYetIsNotReplaced() {
        sign(0, new PeerSign.Absent());

        assertThat(zero.controller.isActive()).isTrue();
    }

    @Test
    void theControllerIntoWhoseProcessTheStoresLeaderMovesHandsOn() {
        zero.store.leadHere();
        reconnect(zero);
        assertThat(zero.controller.isActive()).as("not while much else happens").isTrue();

        cluster.loop.advance(1_000);

        assertThat(zero.controller.isActive()).isFalse();
        assertThat(List.of(one.controller.isActive(), two.controller.isActive()))
                .containsOnlyOnce(true);
    }

    @Test
    void theControllerIntoWhoseProcessTheStoresLeaderMovesStaysWhereNobodyElseStands() {
        one.store.abandon();
        two.store.abandon();
        zero.store.leadHere();
        reconnect(zero);

        cluster.loop.advance(5_000);

        assertThat(zero.controller.isActive()).isTrue();
        assertThat(cluster.text("/controller_epoch")).as("it tried once").isEqualTo("2");
    }

    private void reconnect(ClusterFixture.Node node) {
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();
        cluster.loop.execute(node.store::resume);
        cluster.loop.run();
    }

    @Test
    void aRegistrationThatIsNewerThanTheSignStays() {
        topicLedByOne();
        cluster.peers.sign(1, REFUSED);
        cluster.await(() -> one.store.commit(List.of(
                new StoreOp.Delete("/brokers/ids/1", StoreOp.ANY_VERSION),
                StoreOp.createEphemeral("/brokers/ids/1", cluster.text("/brokers/ids/1")))));

        cluster.loop.run();

        assertThat(cluster.exists("/brokers/ids/1")).isTrue();
    }

    @Test
    void aSilentBrokerOfOursIsStruckOffAndFindsItsWayBack() {
        topicLedByOne();
        sign(1, ANSWERS, SILENT);
        assertThat(cluster.text(STATE)).as("one sign is not enough").contains("\"leader\":1,");
        long before = one.membership.epoch();

        sign(1, SILENT);

        assertThat(cluster.text(STATE)).contains("\"leader\":2,");
        assertThat(one.membership.epoch()).isGreaterThan(before);
        assertThat(cluster.exists("/brokers/ids/1")).isTrue();
    }

    @Test
    void aSilentKafkaBrokerKeepsItsRegistrationAndLeadsNothingUntilItAnswers() {
        topicLedByOne();
        sign(1, KAFKA_ANSWERS, SILENT, SILENT);

        assertThat(cluster.exists("/brokers/ids/1")).isTrue();
        assertThat(cluster.text(STATE)).contains("\"leader\":2,").contains("\"isr\":[2,0]");
        cluster.peers.heard();

        sign(1, KAFKA_ANSWERS);

        assertThat(cluster.peers.heard())
                .contains("1 UpdateMetadata of 3 t-0@2", "1 LeaderAndIsr t-0@2/1")
                .as("the others hear that its replica is back")
                .contains("2 UpdateMetadata of 3 t-0@2");
    }

    @Test
    void aControllerThatHearsNobodyTakesNothingOver() {
        topicLedByOne();
        sign(1, ANSWERS);
        sign(2, ANSWERS);

        sign(1, SILENT);
        sign(2, SILENT);
        sign(1, SILENT);
        sign(2, SILENT);

        assertThat(cluster.text(STATE)).contains("\"leader\":1,").contains("\"isr\":[1,2,0]");
    }

    @Test
    void theControllerThatRefusesIsReplacedAtOnce() {
        NewTopic topic = new NewTopic("t", -1, -1, Map.of(0, List.of(0, 1, 2)), Map.of());
        cluster.await(zero.controller.createTopics(List.of(topic), false, 1_000));
        zero.store.abandon();

        sign(0, ANSWERS, REFUSED);

        assertThat(List.of(one.controller.isActive(), two.controller.isActive()))
                .containsOnlyOnce(true);
        assertThat(cluster.exists("/brokers/ids/0")).isFalse();
        assertThat(cluster.text("/controller_epoch")).isEqualTo("2");
        assertThat(cluster.text(STATE)).contains("\"leader\":1,").contains("\"isr\":[1,2]");
    }

    @Test
    void aSilentControllerIsReplacedAndCanWriteNothingWhenItGoesOn() {
        NewTopic topic = new NewTopic("t", -1, -1, Map.of(0, List.of(0, 1, 2)), Map.of());
        cluster.await(zero.controller.createTopics(List.of(topic), false, 1_000));
        zero.store.suspend();

        sign(0, ANSWERS, SILENT, SILENT);

        assertThat(cluster.text(STATE)).contains("\"leader\":1,").contains("\"isr\":[1,2]");
        var late = zero.controller.createTopics(List.of(NewTopic.of("late", 1, 1)), false, 1_000);
        zero.store.resume();
        cluster.loop.run();
        assertThat(ClusterFixture.now(late).get(0).outcome().isOk()).isFalse();
        assertThat(cluster.exists("/brokers/topics/late")).isFalse();
        assertThat(zero.controller.isActive()).isFalse();
    }

    @Test
    void aSilentControllerStaysForABrokerThatReachesNobodyElse() {
        cluster.peers.unreachable(1, true);
        cluster.peers.unreachable(2, true);

        sign(0, ANSWERS, SILENT, SILENT);
        cluster.loop.advance(600);

        assertThat(zero.controller.isActive()).isTrue();
        assertThat(cluster.text("/controller_epoch")).isEqualTo("1");
    }

    @Test
    void aSilentKafkaControllerIsReplacedAndLeadsNothing() {
        NewTopic topic = new NewTopic("t", -1, -1, Map.of(0, List.of(0, 1, 2)), Map.of());
        cluster.await(zero.controller.createTopics(List.of(topic), false, 1_000));
        zero.store.suspend();

        sign(0, KAFKA_ANSWERS, SILENT, SILENT);

        assertThat(cluster.exists("/brokers/ids/0")).isTrue();
        assertThat(cluster.text(STATE)).contains("\"leader\":1,").contains("\"isr\":[1,2]");
    }
}
