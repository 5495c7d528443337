/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.metrics;

import io.odradek.controller.image.ClusterImage;
import io.odradek.controller.image.PartitionImage;
import io.odradek.controller.image.TopicImage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Kafka's counts of partitions, those of a broker's replicas and those of the controller, by the cluster's image as this
 * broker knows it. Counted when somebody looks, on that thread: nothing is kept. What the controller counts is 0 at every
 * other broker, as in Kafka, so that a sum over all brokers is right.
 */
public final class PartitionMetrics {
    private final int brokerId;
    private final Supplier<ClusterImage> image;
    private final ToIntFunction<String> minInSync;

    /** @param minInSync the {@code min.insync.replicas} of a topic */
    public PartitionMetrics(int brokerId, Supplier<ClusterImage> image, ToIntFunction<String> minInSync) {
        this.brokerId = brokerId;
        this.image = image;
        this.minInSync = minInSync;
    }

    /** Puts the gauges up. */
    public void publish(Gauges gauges) {
        MetricName replicas = MetricName.of("kafka.server", "ReplicaManager", "");
        gauges.add(replicas.named("PartitionCount"), () -> count(this::isHere));
        gauges.add(replicas.named("LeaderCount"), () -> count(this::isLedHere));
        gauges.add(
                replicas.named("OfflineReplicaCount"),
                () -> count(partition -> partition.offlineReplicas().contains(brokerId)));
        gauges.add(
                replicas.named("UnderReplicatedPartitions"),
                () -> count(partition -> isLedHere(partition)
                        && partition.isr().size()
                                < partition.replicas().size()
                                        - partition.addingReplicas().size()));
        gauges.add(
                replicas.named("ReassigningPartitions"),
                () -> count(partition -> isLedHere(partition)
                        && !(partition.addingReplicas().isEmpty()
                                && partition.removingReplicas().isEmpty())));
        gauges.add(replicas.named("UnderMinIsrPartitionCount"), () -> countBesideMinimum(-1));
        gauges.add(replicas.named("AtMinIsrPartitionCount"), () -> countBesideMinimum(0));
        publishOfController(gauges);
    }

    private void publishOfController(Gauges gauges) {
        MetricName controller = MetricName.of("kafka.controller", "KafkaController", "");
        gauges.add(controller.named("ActiveControllerCount"), () -> ifActive(1));
        gauges.add(
                controller.named("ActiveBrokerCount"),
                () -> ifActive(image.get().brokers().size()));
        gauges.add(
                controller.named("GlobalTopicCount"), () -> ifActive(image.get().topicCount()));
        gauges.add(controller.named("GlobalPartitionCount"), () -> ifActive(count(partition -> true)));
        gauges.add(
                controller.named("OfflinePartitionsCount"), () -> ifActive(count(partition -> !partition.hasLeader())));
        gauges.add(
                controller.named("PreferredReplicaImbalanceCount"),
                () -> ifActive(count(
                        partition -> partition.leader() != partition.replicas().get(0))));
    }

    private boolean isHere(PartitionImage partition) {
        return partition.replicas().contains(brokerId);
    }

    private boolean isLedHere(PartitionImage partition) {
        return partition.leader() == brokerId;
    }

    private int ifActive(int count) {
        return image.get().controllerId() == brokerId ? count : 0;
    }

    private int count(Predicate<PartitionImage> counted) {
        int count = 0;
        for (TopicImage topic : image.get().topics()) {
            for (PartitionImage partition : topic.partitions()) {
                count += counted.test(partition) ? 1 : 0;
            }
        }
        return count;
    }

    /** Partitions led here with fewer in sync than they ask for (-1), or just as many (0). */
    private int countBesideMinimum(int sign) {
        int count = 0;
        for (TopicImage topic : image.get().topics()) {
            int minimum = 0;
            for (PartitionImage partition : topic.partitions()) {
                if (isLedHere(partition)) {
                    minimum = minimum == 0 ? minInSync.applyAsInt(topic.name()) : minimum;
                    int wanted = Math.min(minimum, partition.replicas().size());
                    count += Integer.signum(partition.isr().size() - wanted) == sign ? 1 : 0;
                }
            }
        }
        return count;
    }
}
