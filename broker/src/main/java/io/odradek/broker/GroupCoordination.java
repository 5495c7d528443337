/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.api.ClusterView;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.coordinator.CoordinatorKind;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.CoordinatorWorld;
import io.odradek.broker.coordinator.group.GroupRecords;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.OffsetSettings;
import io.odradek.controller.NewTopic;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.record.Compression;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How groups are coordinated, by the broker's configuration. */
final class GroupCoordination {
    private static final String TOPIC = "__consumer_offsets";

    private GroupCoordination() {}

    static CoordinatorShards<GroupRegistry> shards(
            BrokerConfig config, BrokerEnvironment environment, ClusterView cluster) {
        OffsetSettings offsets = new OffsetSettings(
                config.get(Keys.OFFSET_METADATA_MAX_BYTES),
                TimeUnit.MINUTES.toMillis(config.get(Keys.OFFSETS_RETENTION_MINUTES)),
                config.get(Keys.OFFSETS_RETENTION_CHECK_INTERVAL_MS));
        CoordinatorKind<GroupRegistry> kind = new CoordinatorKind<>(
                TOPIC,
                config.get(Keys.OFFSETS_TOPIC_NUM_PARTITIONS),
                new GroupRecords(),
                Compression.forId(config.get(Keys.OFFSETS_TOPIC_COMPRESSION_CODEC)),
                config.get(Keys.OFFSETS_COMMIT_TIMEOUT_MS),
                context -> GroupRegistry.of(offsets, context));
        CoordinatorWorld world =
                new CoordinatorWorld(environment.allocator(), environment.diskPool(), environment.clock());
        return new CoordinatorShards<>(kind, world, () -> partitions(cluster));
    }

    private static int partitions(ClusterView cluster) {
        TopicImage topic = cluster.image().topic(TOPIC);
        return topic == null ? 0 : topic.partitions().size();
    }

    /** Kafka's settings of the topic; the codec is that of the coordinator's batches, which the log leaves alone. */
    static NewTopic topic(BrokerConfig config) {
        return new NewTopic(
                TOPIC,
                config.get(Keys.OFFSETS_TOPIC_NUM_PARTITIONS),
                config.get(Keys.OFFSETS_TOPIC_REPLICATION_FACTOR),
                Map.of(),
                Map.of(
                        "cleanup.policy",
                        "compact",
                        "compression.type",
                        "producer",
                        "segment.bytes",
                        Integer.toString(config.get(Keys.OFFSETS_TOPIC_SEGMENT_BYTES))));
    }
}
