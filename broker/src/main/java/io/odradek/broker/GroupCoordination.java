/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.api.ClusterView;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.coordinator.CoordinatorContext;
import io.odradek.broker.coordinator.CoordinatorKind;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.CoordinatorWorld;
import io.odradek.broker.coordinator.group.ClassicGroupSettings;
import io.odradek.broker.coordinator.group.ConsumerGroupSettings;
import io.odradek.broker.coordinator.group.ConsumerGroupSettings.MigrationPolicy;
import io.odradek.broker.coordinator.group.ConsumerGroupTimes;
import io.odradek.broker.coordinator.group.GroupRecords;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.coordinator.group.Groups;
import io.odradek.broker.coordinator.group.OffsetSettings;
import io.odradek.broker.coordinator.group.assign.ServerAssignor;
import io.odradek.controller.FeatureSource;
import io.odradek.controller.NewTopic;
import io.odradek.controller.SupportedFeatures;
import io.odradek.controller.image.TopicImage;
import io.odradek.protocol.record.Compression;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** How groups are coordinated, by the broker's configuration. */
final class GroupCoordination {
    private static final long PARTITIONS_MAX = 1 << 20;
    private static final String TOPIC = "__consumer_offsets";

    private GroupCoordination() {}

    static CoordinatorShards<GroupRegistry> shards(
            BrokerConfig config, LiveSettings live, BrokerEnvironment environment, ClusterView cluster) {
        Groups.Settings settings =
                new Groups.Settings(classicSettings(config), consumerSettings(config, new LiveGroupTimes(live)));
        long seed = environment.random().nextLong();
        OffsetSettings offsets = new OffsetSettings(
                config.get(Keys.OFFSET_METADATA_MAX_BYTES),
                TimeUnit.MINUTES.toMillis(config.get(Keys.OFFSETS_RETENTION_MINUTES)),
                config.get(Keys.OFFSETS_RETENTION_CHECK_INTERVAL_MS));
        CoordinatorKind<GroupRegistry> kind = new CoordinatorKind<>(
                TOPIC,
                config.get(Keys.OFFSETS_TOPIC_NUM_PARTITIONS),
                new GroupRecords(),
                Compression.forId(config.get(Keys.OFFSETS_TOPIC_COMPRESSION_CODEC)),
                config.get(Keys.GROUP_COORDINATOR_APPEND_LINGER_MS),
                config.get(Keys.OFFSETS_COMMIT_TIMEOUT_MS),
                context -> new GroupRegistry(
                        new Groups(settings, context, memberIds(seed, context), cluster::image), offsets, context));
        CoordinatorWorld world =
                new CoordinatorWorld(environment.allocator(), environment.diskPool(), environment.clock());
        return new CoordinatorShards<>(kind, world, () -> partitions(cluster));
    }

    /** Of its own for each leadership, as each has a loop and a time; ids given out before may still be in use. */
    private static RandomGenerator memberIds(long seed, CoordinatorContext context) {
        return new SplittableRandom(seed + context.nowMs() * PARTITIONS_MAX + context.partition());
    }

    static ClassicGroupSettings classicSettings(BrokerConfig config) {
        return new ClassicGroupSettings(
                config.get(Keys.GROUP_MIN_SESSION_TIMEOUT_MS),
                config.get(Keys.GROUP_MAX_SESSION_TIMEOUT_MS),
                config.get(Keys.GROUP_INITIAL_REBALANCE_DELAY_MS),
                config.get(Keys.GROUP_MAX_SIZE));
    }

    /**
     * Whether groups of KIP-848 are served: they are not while a broker may be about that does not know them, which is
     * what the feature says, nor where this broker's file leaves them out.
     */
    static BooleanSupplier consumerProtocol(BrokerConfig config, FeatureSource features) {
        boolean wanted = wantsConsumerProtocol(config);
        return () -> wanted && features.current().level(SupportedFeatures.GROUP_VERSION) > 0;
    }

    /** What a cluster begins with that this broker makes. Kafka 3.9 brokers cannot join while group.version is there. */
    static Map<String, Integer> firstFeatures(BrokerConfig config) {
        return wantsConsumerProtocol(config) ? Map.of(SupportedFeatures.GROUP_VERSION, 1) : Map.of();
    }

    private static boolean wantsConsumerProtocol(BrokerConfig config) {
        return config.get(Keys.GROUP_COORDINATOR_REBALANCE_PROTOCOLS).contains("consumer");
    }

    private static ConsumerGroupSettings consumerSettings(BrokerConfig config, ConsumerGroupTimes times) {
        return new ConsumerGroupSettings(
                times,
                config.get(Keys.GROUP_CONSUMER_MAX_SIZE),
                assignors(config),
                MigrationPolicy.valueOf(
                        config.get(Keys.GROUP_CONSUMER_MIGRATION_POLICY).toUpperCase(Locale.ROOT)),
                config.get(Keys.GROUP_CONSUMER_REGEX_REFRESH_INTERVAL_MS));
    }

    static List<ServerAssignor> assignors(BrokerConfig config) {
        return config.get(Keys.GROUP_CONSUMER_ASSIGNORS).stream()
                .flatMap(name -> ServerAssignor.named(name).stream())
                .toList();
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
