/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.StoreOp;
import io.odradek.protocol.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControllerConfigTest {
    private final ClusterFixture cluster = new ClusterFixture();

    @Test
    void configurationIsStoredNotifiedAndHeardByOthers() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);
        cluster.await(zero.controller.createTopics(List.of(NewTopic.of("t", 1, 1)), false, 1_000));

        List<ConfigAltered> altered = cluster.await(zero.controller.alterConfigs(
                List.of(
                        new ConfigAlteration(
                                ConfigEntity.topic("t"),
                                before -> new ConfigAlteration.Replace(Map.of("retention.ms", "7"))),
                        new ConfigAlteration(
                                ConfigEntity.allBrokers(),
                                before -> new ConfigAlteration.Replace(Map.of("log.retention.ms", "8"))),
                        new ConfigAlteration(ConfigEntity.topic("x"), before -> new ConfigAlteration.Replace(Map.of())),
                        new ConfigAlteration(
                                ConfigEntity.broker(1),
                                before -> new ConfigAlteration.Refuse(Outcome.of(ErrorCode.INVALID_CONFIG)))),
                false));

        assertThat(altered)
                .extracting(each -> each.outcome().error())
                .containsExactly(
                        ErrorCode.NONE, ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, ErrorCode.INVALID_CONFIG);
        assertThat(cluster.text("/config/topics/t")).isEqualTo("{\"version\":1,\"config\":{\"retention.ms\":\"7\"}}");
        assertThat(cluster.text("/config/changes/config_change_0000000000"))
                .isEqualTo("{\"version\":2,\"entity_path\":\"topics/t\"}");
        assertThat(cluster.text("/config/changes/config_change_0000000001"))
                .isEqualTo("{\"version\":2,\"entity_path\":\"brokers/<default>\"}");
        for (ClusterFixture.Node node : List.of(zero, one)) {
            assertThat(node.configs.image().topic("t")).isEqualTo(Map.of("retention.ms", "7"));
            assertThat(node.configs.image().allBrokers()).isEqualTo(Map.of("log.retention.ms", "8"));
        }
    }

    @Test
    void brokersThatChangeTheSameConfigurationAtOnceLoseNoChange() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);

        var first = zero.controller.alterConfigs(List.of(adding("a")), false);
        var second = one.controller.alterConfigs(List.of(adding("b")), false);
        cluster.loop.run();

        assertThat(ClusterFixture.now(first).get(0).outcome()).isEqualTo(Outcome.OK);
        assertThat(ClusterFixture.now(second).get(0).outcome()).isEqualTo(Outcome.OK);
        assertThat(zero.configs.image().allBrokers()).containsOnlyKeys("a", "b");
        assertThat(one.configs.image().allBrokers()).containsOnlyKeys("a", "b");
    }

    @Test
    void theFirstConfigurationOfAGroupMakesTheFolderThatKafkaLacks() {
        ClusterFixture.Node zero = cluster.started(0);
        ClusterFixture.Node one = cluster.started(1);

        for (String id : List.of("a/b", "c")) {
            cluster.await(zero.controller.alterConfigs(
                    List.of(new ConfigAlteration(
                            ConfigEntity.group(id), before -> new ConfigAlteration.Replace(Map.of("k", "1")))),
                    false));
        }

        assertThat(cluster.text("/config/groups/a%2Fb")).isEqualTo("{\"version\":1,\"config\":{\"k\":\"1\"}}");
        assertThat(one.configs.image().group("a/b")).isEqualTo(Map.of("k", "1"));
        assertThat(cluster.started(2).configs.image().group("c")).isEqualTo(Map.of("k", "1"));
        assertThat(ConfigEntity.group("a/b *+%").groupId()).isEqualTo("a/b *+%");
    }

    private static ConfigAlteration adding(String key) {
        return new ConfigAlteration(ConfigEntity.allBrokers(), before -> {
            Map<String, String> after = new HashMap<>(before);
            after.put(key, "1");
            return new ConfigAlteration.Replace(after);
        });
    }

    @Test
    void oldNotificationsGoWithALaterChange() {
        ClusterFixture.Node node = cluster.started(0);
        ConfigAlteration alteration = new ConfigAlteration(
                ConfigEntity.allBrokers(), before -> new ConfigAlteration.Replace(Map.of("k", "v")));
        cluster.await(node.controller.alterConfigs(List.of(alteration), false));
        cluster.nowMs += 15 * 60_000;

        cluster.await(node.controller.alterConfigs(List.of(alteration), false));

        assertThat(cluster.exists("/config/changes/config_change_0000000000")).isFalse();
        assertThat(cluster.exists("/config/changes/config_change_0000000001")).isTrue();
    }

    @Test
    void oneUnreadableStateCostsOnlyItsPartition() {
        ClusterFixture.Node node = cluster.started(0);
        cluster.await(node.controller.createTopics(List.of(NewTopic.of("t", 2, 1)), false, 1_000));
        cluster.await(() -> node.store.commit(
                List.of(new StoreOp.SetData("/brokers/topics/t/partitions/0/state", "not json", -1))));
        cluster.peers.heard();

        cluster.loop.execute(node.store::expire);
        cluster.loop.run();

        assertThat(cluster.peers.heard()).contains("0 LeaderAndIsr t-0@-1/0 t-1@0/0");
        assertThat(cluster.await(node.controller.electLeaders(
                                ElectionType.UNCLEAN, Set.of(new TopicPartition("t", 0)), 1_000))
                        .partitions())
                .containsValue(Outcome.OK);
    }

    @Test
    void whatWaitsWhenTheTermEndsIsAnsweredSo() {
        ClusterFixture.Node zero = cluster.started(0);
        cluster.loop.execute(zero.store::suspend);
        cluster.loop.run();
        var first = zero.controller.createTopics(List.of(NewTopic.of("a", 1, 1)), false, 60_000);
        var second = zero.controller.createTopics(List.of(NewTopic.of("b", 1, 1)), false, 60_000);
        cluster.loop.run();

        cluster.loop.execute(zero.store::expire);
        cluster.loop.run();

        assertThat(ClusterFixture.now(first).get(0).outcome().error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(ClusterFixture.now(second).get(0).outcome().error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(cluster.exists("/brokers/topics/b")).isFalse();
    }
}
