/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.ImageDelta.TopicChange;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.wire.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownTopicsTest {
    private static final Map<Integer, BrokerImage> BROKERS = Map.of(
            1, new BrokerImage(1, 1, Map.of(), "a"),
            2, new BrokerImage(2, 2, Map.of(), "b"),
            3, new BrokerImage(3, 3, Map.of(), null));

    /** As Kafka's controllers remember brokers that are away: nothing that a group should be distributed anew for. */
    @Test
    void theHashStaysWhenABrokerGoesAndComes() {
        ClusterImage whole = ClusterImage.empty("c").with(delta(BROKERS, partition(0)));
        long before = hash(whole);
        Map<Integer, BrokerImage> fewer = new HashMap<>(BROKERS);
        fewer.remove(2);

        ClusterImage without = whole.with(delta(fewer));
        ClusterImage again = without.with(delta(BROKERS));

        assertThat(hash(without)).isEqualTo(before);
        assertThat(hash(again)).isEqualTo(before);
    }

    @Test
    void theHashIsAnotherWithMorePartitionsOrAnotherRack() {
        ClusterImage whole = ClusterImage.empty("c").with(delta(BROKERS, partition(0)));
        Map<Integer, BrokerImage> moved = new HashMap<>(BROKERS);
        moved.put(2, new BrokerImage(2, 9, Map.of(), "z"));

        assertThat(hash(whole.with(delta(BROKERS, partition(1))))).isNotEqualTo(hash(whole));
        assertThat(hash(whole.with(delta(moved)))).isNotEqualTo(hash(whole));
    }

    private static long hash(ClusterImage image) {
        return new KnownTopics(image).hash(List.of("t", "not-there"));
    }

    private static ImageDelta delta(Map<Integer, BrokerImage> brokers, PartitionImage... partitions) {
        List<TopicChange> topics =
                partitions.length == 0 ? List.of() : List.of(new TopicChange("t", new Uuid(1, 1), List.of(partitions)));
        return new ImageDelta(1, 1, brokers, topics);
    }

    private static PartitionImage partition(int number) {
        List<Integer> replicas = List.of(1, 2, 3);
        return new PartitionImage(
                number, new LeaderState(1, 0, replicas, 0), replicas, List.of(), List.of(), List.of());
    }
}
