/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.store.StoredNode;
import io.odradek.controller.store.ZNodes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogDirEventsTest {
    private final ClusterFixture cluster = new ClusterFixture();
    private final ClusterFixture.Node node = cluster.made(3, false);
    private final LogDirEvents events = new LogDirEvents(node.store, node.environment);

    private List<String> told() {
        return cluster.tree.dump().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(ZNodes.LOG_DIR_EVENT_PREFIX))
                .map(entry -> entry.getValue())
                .map(StoredNode::data)
                .toList();
    }

    @Test
    void theControllerIsToldAsKafkasBrokersTellIt() {
        cluster.await(node.membership.open());

        events.directoryFailed(3);
        cluster.loop.run();

        assertThat(told()).containsExactly("{\"version\":1,\"broker\":3,\"event\":1}");
        assertThat(ZNodes.readLogDirEvent("/x", told().get(0))).isEqualTo(3);
    }

    @Test
    void itIsToldAgainUntilTheStoreHasIt() {
        events.directoryFailed(3);
        cluster.loop.run();
        assertThat(told()).as("without a tree to tell it in").isEmpty();

        cluster.await(node.membership.open());
        cluster.loop.advance(1_000);
        cluster.loop.run();

        assertThat(told()).hasSize(1);
    }

    @Test
    void theControllerFindsOtherLeadersForWhatTheBrokerCannotServe() {
        ClusterFixture.Node first = cluster.started(1);
        ClusterFixture.Node second = cluster.started(2);
        NewTopic topic = new NewTopic(
                "t", NewTopic.DEFAULT, NewTopic.DEFAULT, Map.of(0, List.of(2, 1), 1, List.of(2, 1)), Map.of());
        cluster.await(first.controller.createTopics(List.of(topic), false, 30_000));

        cluster.peers.breakDisk(2, 1);
        new LogDirEvents(second.store, second.environment).directoryFailed(2);
        cluster.loop.run();

        assertThat(cluster.text("/brokers/topics/t/partitions/0/state")).contains("\"leader\":2", "\"isr\":[2,1]");
        assertThat(cluster.text("/brokers/topics/t/partitions/1/state")).contains("\"leader\":1", "\"isr\":[1]");
        assertThat(told()).as("what was heard is gone").isEmpty();
    }
}
