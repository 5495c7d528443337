/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.store.StoreOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Configuration written by others, as Kafka's tools write it. */
@Timeout(30)
class ConfigSourceTest {
    private final ClusterFixture cluster = new ClusterFixture();
    private final ClusterFixture.Node node = cluster.made(0, false);

    private void commit(StoreOp... ops) {
        cluster.await(() -> node.store.commit(List.of(ops)));
    }

    private static StoreOp notification(String entity) {
        return StoreOp.createSequential(
                "/config/changes/config_change_", "{\"version\":2,\"entity_path\":\"" + entity + "\"}");
    }

    @Test
    void everythingStoredIsReadAtStart() {
        cluster.await(node.membership.open());
        commit(
                StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"),
                StoreOp.create("/config/brokers/<default>", "{\"version\":1,\"config\":{\"b\":\"2\"}}"),
                StoreOp.create("/config/brokers/7", "not json"));

        ConfigImage image = cluster.await(node.configs.start());

        assertThat(image.topic("t")).isEqualTo(Map.of("a", "1"));
        assertThat(image.allBrokers()).isEqualTo(Map.of("b", "2"));
        assertThat(image.broker(7)).isEmpty();
        assertThat(image.topic("none")).isEmpty();
    }

    @Test
    void aNotifiedChangeIsReadAndTold() {
        cluster.await(node.membership.open());
        commit(notification("topics/old"));
        cluster.await(node.configs.start());
        List<ConfigImage> told = new ArrayList<>();
        node.configs.listen(told::add);

        commit(
                StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"),
                notification("topics/t"));
        commit(
                new StoreOp.SetData("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"2\"}}", -1),
                notification("topics/t"),
                notification("users/alice"));

        assertThat(node.configs.image().topic("t")).isEqualTo(Map.of("a", "2"));
        assertThat(told.get(told.size() - 1)).isSameAs(node.configs.image());
    }

    @Test
    void aRemovedConfigurationIsEmpty() {
        cluster.await(node.membership.open());
        commit(StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"));
        cluster.await(node.configs.start());

        commit(new StoreOp.Delete("/config/topics/t", -1));
        ConfigImage image = cluster.await(node.configs.refresh(List.of(ConfigEntity.topic("t"))));

        assertThat(image.topic("t")).isEmpty();
    }

    @Test
    void withoutAConnectionWhatIsKnownIsFreshEnough() {
        cluster.await(node.membership.open());
        commit(StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"));
        cluster.await(node.configs.start());
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();

        ConfigImage image = cluster.await(node.configs.fresh(List.of(ConfigEntity.topic("t"))));

        assertThat(image.topic("t")).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aNewSessionReadsWhatTheOldOneMissed() {
        cluster.await(node.membership.open());
        cluster.await(node.configs.start());
        ClusterFixture.Node other = cluster.made(1, false);
        cluster.loop.run();
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();
        cluster.await(() -> other.store.commit(
                List.of(StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"))));

        cluster.loop.execute(node.store::expire);
        cluster.loop.run();

        assertThat(node.configs.image().topic("t")).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void aSessionTakenUpAgainReadsWhatWasMissedAndHearsOfTheRest() {
        cluster.await(node.membership.open());
        cluster.await(node.configs.start());
        ClusterFixture.Node other = cluster.made(1, false);
        cluster.loop.run();
        cluster.loop.execute(node.store::suspend);
        cluster.loop.run();
        cluster.await(() -> other.store.commit(
                List.of(StoreOp.create("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"1\"}}"))));

        cluster.loop.execute(node.store::takeUpSession);
        cluster.loop.run();
        assertThat(node.configs.image().topic("t")).isEqualTo(Map.of("a", "1"));

        cluster.await(() -> other.store.commit(List.of(
                new StoreOp.SetData("/config/topics/t", "{\"version\":1,\"config\":{\"a\":\"2\"}}", -1),
                notification("topics/t"))));
        assertThat(node.configs.image().topic("t")).isEqualTo(Map.of("a", "2"));
    }
}
