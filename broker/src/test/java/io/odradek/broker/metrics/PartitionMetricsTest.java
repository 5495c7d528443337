/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.wire.Uuid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Broker 1 beside broker 2; the topic asks for two in sync. */
class PartitionMetricsTest {
    private final Map<String, Supplier<? extends Number>> gauges = new HashMap<>();

    @Test
    void aBrokerCountsItsReplicasAndWhatTheyLack() {
        publish(2);

        assertThat(value("kafka.server:ReplicaManager:PartitionCount")).isEqualTo(5);
        assertThat(value("kafka.server:ReplicaManager:LeaderCount")).isEqualTo(3);
        assertThat(value("kafka.server:ReplicaManager:UnderReplicatedPartitions"))
                .isEqualTo(1);
        assertThat(value("kafka.server:ReplicaManager:UnderMinIsrPartitionCount"))
                .isEqualTo(1);
        assertThat(value("kafka.server:ReplicaManager:AtMinIsrPartitionCount")).isEqualTo(2);
        assertThat(value("kafka.server:ReplicaManager:ReassigningPartitions")).isEqualTo(1);
        assertThat(value("kafka.server:ReplicaManager:OfflineReplicaCount")).isEqualTo(1);
    }

    @Test
    void theControllerCountsTheCluster() {
        publish(1);

        assertThat(value("kafka.controller:KafkaController:ActiveControllerCount"))
                .isEqualTo(1);
        assertThat(value("kafka.controller:KafkaController:ActiveBrokerCount")).isEqualTo(1);
        assertThat(value("kafka.controller:KafkaController:GlobalTopicCount")).isEqualTo(1);
        assertThat(value("kafka.controller:KafkaController:GlobalPartitionCount"))
                .isEqualTo(5);
        assertThat(value("kafka.controller:KafkaController:OfflinePartitionsCount"))
                .isEqualTo(1);
        assertThat(value("kafka.controller:KafkaController:PreferredReplicaImbalanceCount"))
                .isEqualTo(2);
    }

    @Test
    void whoIsNotTheControllerCountsNothingOfTheCluster() {
        publish(2);

        assertThat(gauges.keySet())
                .filteredOn(name -> name.startsWith("kafka.controller"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(value(name)).isZero());
    }

    private int value(String name) {
        return gauges.get(name).get().intValue();
    }

    private void publish(int controller) {
        ClusterImage image = ClusterImage.empty("cluster")
                .with(new ImageDelta(
                        controller,
                        1,
                        Map.of(1, new BrokerImage(1, 1, Map.of(), null)),
                        List.of(new ImageDelta.TopicChange(
                                "t",
                                new Uuid(1, 1),
                                List.of(
                                        partition(0, 1, List.of(1, 2), List.of(1, 2), List.of(), List.of()),
                                        partition(1, 1, List.of(1), List.of(1, 2), List.of(), List.of(2)),
                                        partition(2, 1, List.of(1, 2), List.of(2, 1, 3), List.of(3), List.of()),
                                        partition(3, 2, List.of(2), List.of(2, 1), List.of(), List.of()),
                                        partition(4, -1, List.of(1), List.of(1), List.of(), List.of(1)))))));
        new PartitionMetrics(1, () -> image, topic -> 2).publish(new Gauges() {
            @Override
            public void add(MetricName name, Supplier<? extends Number> value) {
                gauges.put(name.group() + ":" + name.type() + ":" + name.name(), value);
            }

            @Override
            public void remove(MetricName name) {
                throw new AssertionError("nothing is taken down");
            }
        });
    }

    private static PartitionImage partition(
            int number,
            int leader,
            List<Integer> isr,
            List<Integer> replicas,
            List<Integer> adding,
            List<Integer> offline) {
        return new PartitionImage(number, new LeaderState(leader, 1, isr, 1), replicas, adding, List.of(), offline);
    }
}
