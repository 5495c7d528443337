/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.Endpoint;
import io.odradek.controller.store.SessionState;
import io.odradek.controller.store.StoreException;
import io.odradek.controller.store.StoreOp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Registration and candidacy when processes die, return, and meet others under their own id. */
@Timeout(30)
class MembershipTest {
    private final ClusterFixture cluster = new ClusterFixture();

    private void abandon(ClusterFixture.Node node) {
        cluster.loop.execute(node.store::abandon);
        cluster.loop.run();
    }

    @Test
    void theFirstToOpenMakesTheTreeAndAllSeeOneClusterId() {
        ClusterFixture.Node zero = cluster.made(0, false);
        ClusterFixture.Node one = cluster.made(1, false);
        CompletableFuture<String> first = zero.membership.open().toCompletableFuture();
        CompletableFuture<String> second = one.membership.open().toCompletableFuture();
        cluster.loop.run();

        assertThat(ClusterFixture.now(first))
                .isEqualTo(ClusterFixture.now(second))
                .hasSize(22);
        assertThat(cluster.text("/cluster/id")).contains(ClusterFixture.now(first));
        assertThat(cluster.text("/feature")).isEqualTo("{\"features\":{},\"version\":2,\"status\":1}");
        assertThat(cluster.text("/controller_epoch")).isEqualTo("0");
    }

    @Test
    void aBrokerRegistersWithTheCreatingTransactionAsItsEpoch() {
        ClusterFixture.Node node = cluster.started(3);

        assertThat(cluster.text("/brokers/ids/3"))
                .isEqualTo(
                        "{\"features\":{\"group.version\":{\"min_version\":1,\"max_version\":1}},\"listener_security_protocol_map\":{\"PLAINTEXT\":\"PLAINTEXT\"},"
                                + "\"endpoints\":[\"PLAINTEXT://127.0.0.1:9095\"],\"jmx_port\":-1,\"port\":9095,"
                                + "\"host\":\"127.0.0.1\",\"version\":5,\"timestamp\":\"1700000000000\"}");
        assertThat(cluster.tree.dump().get("/brokers/ids/3").version()).isEqualTo(1);
        assertThat(node.membership.epoch())
                .isEqualTo(cluster.tree.dump().get("/brokers/ids/3").czxid());
    }

    @Test
    void aRestartWithinTheOldSessionTakesOverAtOnce() {
        ClusterFixture.Node killed = cluster.started(0);
        abandon(killed);

        ClusterFixture.Node restarted = cluster.started(0);

        assertThat(restarted.controller.isActive()).isTrue();
        assertThat(restarted.membership.epoch()).isGreaterThan(killed.membership.epoch());
        assertThat(cluster.text("/controller_epoch")).isEqualTo("2");
        cluster.loop.execute(killed.store::expireAbandoned);
        cluster.loop.run();
        assertThat(cluster.exists("/brokers/ids/0")).isTrue();
        assertThat(cluster.exists("/controller")).isTrue();
        assertThat(restarted.controller.isActive()).isTrue();
    }

    @Test
    void aLiveBrokerElsewhereWithTheSameIdIsLeftAlone() {
        ClusterFixture.Node first = cluster.started(0);
        ClusterFixture.Node second = cluster.made(0, false);
        cluster.await(second.membership.open());
        BrokerRegistration elsewhere =
                new BrokerRegistration(0, List.of(new Endpoint("PLAINTEXT", "PLAINTEXT", "10.0.0.9", 9092)), null, -1);

        CompletableFuture<Long> registered = second.membership
                .register(elsewhere, ClusterMembership.Listener.NONE)
                .toCompletableFuture();
        cluster.loop.run();

        assertThat(registered).isCompletedExceptionally();
        assertThat(failure(registered))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("broker.id=0 is in use by a broker at [PLAINTEXT://127.0.0.1:9092]");
        assertThat(cluster.tree.dump().get("/brokers/ids/0").czxid()).isEqualTo(first.membership.epoch());
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.join();
            return new AssertionError("it did not fail");
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @Test
    void inAStoreOfOurOwnWhateverHasOurIdIsLeftOver() {
        abandon(cluster.started(0));
        ClusterFixture.Node restarted = cluster.made(0, true);
        cluster.await(restarted.membership.open());
        BrokerRegistration onAnotherPort =
                new BrokerRegistration(0, List.of(new Endpoint("PLAINTEXT", "PLAINTEXT", "127.0.0.1", 1)), null, -1);

        cluster.await(restarted.membership.register(onAnotherPort, ClusterMembership.Listener.NONE));
        cluster.await(restarted.configs.start());
        restarted.controller.start();
        cluster.loop.run();

        assertThat(restarted.controller.isActive()).isTrue();
    }

    @Test
    void theControllerOfAnotherBrokerIsNotTakenOver() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);

        assertThat(zero.controller.isActive()).isTrue();
        assertThat(one.controller.isActive()).isFalse();
    }

    @Test
    void anExpiredBrokerRegistersAgainWithANewEpoch() {
        ClusterFixture.Node node = cluster.made(0, false);
        List<Long> epochs = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        cluster.await(node.membership.open());
        cluster.await(node.membership.register(node.registration(), listener(epochs, losses)));
        cluster.loop.execute(node.store::expire);

        cluster.loop.run();

        assertThat(losses).as("told to stop leading").hasSize(1);
        assertThat(epochs).hasSize(2);
        assertThat(epochs.get(1)).isGreaterThan(epochs.get(0)).isEqualTo(node.membership.epoch());
        assertThat(cluster.exists("/brokers/ids/0")).isTrue();
    }

    @Test
    void aBrokerWhoseRegistrationIsTakenAwayStopsLeadingAndRegistersAgain() {
        ClusterFixture.Node node = cluster.made(0, false);
        List<Long> epochs = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        cluster.await(node.membership.open());
        cluster.await(node.membership.register(node.registration(), listener(epochs, losses)));

        cluster.await(() -> node.store.commit(List.of(new StoreOp.Delete("/brokers/ids/0", StoreOp.ANY_VERSION))));
        cluster.await(() -> node.store.commit(List.of(new StoreOp.Delete("/brokers/ids/0", StoreOp.ANY_VERSION))));

        assertThat(losses).hasSize(2);
        assertThat(epochs).hasSize(3).isSorted().doesNotHaveDuplicates();
        assertThat(cluster.exists("/brokers/ids/0")).isTrue();
    }

    @Test
    void aSessionTakenUpAgainKeepsTheRegistrationAndWatchesIt() {
        ClusterFixture.Node node = cluster.made(0, false);
        List<Long> epochs = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        cluster.await(node.membership.open());
        cluster.await(node.membership.register(node.registration(), listener(epochs, losses)));
        cluster.loop.execute(node.store::takeUpSession);

        cluster.loop.run();
        assertThat(epochs).as("the same").hasSize(2).containsOnly(epochs.get(0));
        assertThat(losses).isEmpty();

        cluster.await(() -> node.store.commit(List.of(new StoreOp.Delete("/brokers/ids/0", StoreOp.ANY_VERSION))));
        assertThat(losses).hasSize(1);
        assertThat(epochs.get(2)).isGreaterThan(epochs.get(0));
    }

    @Test
    void aBrokerThatGoesDownDoesNotRegisterAgain() {
        ClusterFixture.Node node = cluster.made(0, false);
        cluster.await(node.membership.open());
        cluster.await(node.membership.register(node.registration(), ClusterMembership.Listener.NONE));
        node.membership.retire();

        cluster.await(() -> node.store.commit(List.of(new StoreOp.Delete("/brokers/ids/0", StoreOp.ANY_VERSION))));

        assertThat(cluster.exists("/brokers/ids/0")).isFalse();
    }

    @Test
    void aBrokerThatGoesDownWhileItRegistersAgainDoesNot() {
        ClusterFixture.Node node = cluster.made(0, false);
        List<Long> epochs = new ArrayList<>();
        cluster.await(node.membership.open());
        cluster.await(node.membership.register(node.registration(), listener(epochs, new ArrayList<>())));
        node.store.listen(state -> {
            if (state instanceof SessionState.Connected && !cluster.exists("/brokers/ids/0")) {
                node.membership.retire();
            }
        });
        cluster.loop.execute(node.store::expire);

        cluster.loop.run();

        assertThat(epochs).hasSize(1);
        assertThat(cluster.exists("/brokers/ids/0")).isFalse();
    }

    private static ClusterMembership.Listener listener(List<Long> epochs, List<String> losses) {
        return new ClusterMembership.Listener() {
            @Override
            public void registered(long epoch) {
                epochs.add(epoch);
            }

            @Override
            public void lost() {
                losses.add("lost");
            }
        };
    }

    @Test
    void aBrokenConnectionWithinTheSessionChangesNothing() {
        ClusterFixture.Node node = cluster.started(0);
        long epoch = node.membership.epoch();
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();
        var created = node.controller.createTopics(List.of(NewTopic.of("t", 1, 1)), false, 60_000);
        cluster.loop.run();
        assertThat(created.toCompletableFuture()).isNotDone();

        cluster.loop.execute(node.store::resume);
        cluster.loop.run();

        assertThat(ClusterFixture.now(created).get(0).outcome().isOk()).isTrue();
        assertThat(node.membership.epoch()).isEqualTo(epoch);
        assertThat(cluster.text("/controller_epoch")).isEqualTo("1");
    }

    @Test
    void brokerIdsAreDrawnAboveTheReservedOnes() {
        ClusterFixture.Node node = cluster.made(0, false);
        cluster.await(node.membership.open());

        assertThat(cluster.await(node.membership.nextBrokerId(1_000))).isEqualTo(1_001);
        assertThat(cluster.await(node.membership.nextBrokerId(1_000))).isEqualTo(1_002);
    }
}
