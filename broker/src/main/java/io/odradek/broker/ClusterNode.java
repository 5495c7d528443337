/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker;

import io.odradek.broker.StoreOpener.OpenStore;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.ClusterView;
import io.odradek.broker.api.ControllerCalls;
import io.odradek.broker.api.LostLeaders;
import io.odradek.broker.api.ProducerIds;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.config.Keys;
import io.odradek.broker.config.Listener;
import io.odradek.broker.config.LiveSettings;
import io.odradek.broker.config.TopicRules;
import io.odradek.broker.coordinator.CoordinatorShards;
import io.odradek.broker.coordinator.group.GroupRegistry;
import io.odradek.broker.fault.FaultHandler;
import io.odradek.broker.log.LogDirectories;
import io.odradek.broker.metrics.PartitionMetrics;
import io.odradek.broker.net.NetServer;
import io.odradek.broker.net.PeerClient;
import io.odradek.broker.net.ReadyGate;
import io.odradek.broker.partition.LeaderEnvironment;
import io.odradek.broker.partition.PartitionDirectory;
import io.odradek.broker.partition.PartitionEnvironment;
import io.odradek.broker.partition.ReplicaRacks;
import io.odradek.broker.partition.ShardLoops;
import io.odradek.broker.policy.Policies;
import io.odradek.broker.replication.FetcherEnvironment;
import io.odradek.broker.replication.InSyncProposer;
import io.odradek.broker.replication.ReplicaFetchers;
import io.odradek.broker.replication.ReplicationQuotas;
import io.odradek.controller.BrokerRegistration;
import io.odradek.controller.ClusterMembership;
import io.odradek.controller.ConfigImage;
import io.odradek.controller.ConfigSource;
import io.odradek.controller.Controller;
import io.odradek.controller.ControllerEnvironment;
import io.odradek.controller.ControllerSettings;
import io.odradek.controller.FeatureSource;
import io.odradek.controller.LogDirEvents;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.image.TopicPartition;
import io.odradek.controller.store.SessionState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker as a member of its cluster: what can only be made once it is known which broker of which cluster this is.
 * Made and started by {@link Broker}, on the control loop.
 */
final class ClusterNode {
    /** Which broker of which cluster. */
    record Identity(String clusterId, int brokerId) {}

    /** What the broker made before. */
    record Foundation(
            ControllerEnvironment world,
            OpenStore store,
            ClusterMembership membership,
            LogDirectories logs,
            FaultHandler faults,
            NetServer server,
            ReadyGate gate) {}

    private final BrokerConfig config;
    private final Identity identity;
    private final Foundation foundation;
    private final ClusterView cluster;
    private final LostLeaders lostLeaders;
    private final LiveSettings settings;
    private final ConfigSource configs;
    private final FeatureSource features;
    private final ReplicationQuotas quotas;
    private final LogDirEvents logDirEvents;
    private final PartitionDirectory partitions;
    private final PeerClient connections;
    private final InwardTransport peers;
    private final FetcherSetup fetching;
    private final Policies policies;
    private final Controller controller;
    private final ControllerCalls calls;
    private final ProducerIds producerIds;
    private final CoordinatorShards<GroupRegistry> groups;
    private final ApiRegistry registry;

    ClusterNode(BrokerConfig config, BrokerEnvironment environment, Identity identity, Foundation foundation) {
        this.config = config;
        this.identity = identity;
        this.foundation = foundation;
        this.cluster = new ClusterView(identity.clusterId());
        this.settings = new LiveSettings(config, identity.brokerId());
        this.quotas = ReplicationQuotas.of(settings, () -> steadyMs(environment));
        this.logDirEvents = new LogDirEvents(foundation.store().store(), foundation.world());
        limit(foundation.logs(), config, settings);
        this.configs = new ConfigSource(foundation.store().store(), foundation.world());
        this.features = new FeatureSource(foundation.store().store(), foundation.world());
        this.connections = peers(environment);
        this.peers = new InwardTransport(connections, identity.brokerId());
        this.lostLeaders = new LostLeaders(cluster, environment.controlLoop(), peers);
        this.policies = Policies.of(config);
        this.controller = new Controller(
                controllerSettings(config, identity, foundation.store().ours()),
                foundation.world(),
                foundation.store().store(),
                foundation.membership(),
                configs,
                new TopicRules(settings::broker, policies::creation),
                peers);
        this.calls = new ControllerCalls(controller, cluster, peers, identity.brokerId());
        this.producerIds = new ProducerIds(environment.controlLoop(), calls, foundation.membership()::epoch);
        this.groups = GroupCoordination.shards(config, settings, environment, cluster);
        this.fetching = new FetcherSetup(config, environment, identity.brokerId(), lostLeaders::lost);
        ShardLoops shards = new ShardLoops(environment.ioLoops().executors());
        this.partitions = new PartitionDirectory(
                environment.controlLoop(),
                shards,
                new PartitionEnvironment(
                        identity.brokerId(),
                        foundation.logs(),
                        new LiveTopicSettings(settings, configs),
                        foundation.faults(),
                        leaders(environment),
                        fetchers(shards),
                        groups));
        this.registry = ApiHandlers.registry(new ApiHandlers.Parts(
                config,
                environment,
                new ApiHandlers.State(
                        cluster,
                        lostLeaders,
                        settings,
                        configs,
                        features,
                        partitions,
                        foundation.logs(),
                        quotas,
                        producerIds,
                        groups,
                        policies),
                controller,
                calls,
                foundation.membership()::epoch));
    }

    private static void limit(LogDirectories logs, BrokerConfig config, LiveSettings settings) {
        logs.limitMoves(
                config.find(Keys.NUM_REPLICA_ALTER_LOG_DIRS_THREADS)
                        .orElse(config.logDirs().size()),
                () -> settings.broker().get(Keys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND));
        logs.limitCleaning(() -> LogSettings.cleaner(settings.broker()));
        logs.limitProducers(() -> settings.broker().get(Keys.PRODUCER_ID_EXPIRATION_MS));
    }

    private PeerClient peers(BrokerEnvironment environment) {
        return new PeerClient(
                environment.ioLoops(),
                environment.transport(),
                environment.allocator(),
                new PeerClient.Settings(
                        config.interBrokerListenerName(),
                        Integer.toString(identity.brokerId()),
                        config.get(Keys.CONTROLLER_SOCKET_TIMEOUT_MS),
                        config.get(Keys.SOCKET_REQUEST_MAX_BYTES)));
    }

    private LeaderEnvironment leaders(BrokerEnvironment environment) {
        InSyncProposer proposer = new InSyncProposer(
                environment.controlLoop(),
                () -> cluster.image().controllerId(),
                changes -> calls.alterPartition(foundation.membership().epoch(), changes));
        return new LeaderEnvironment(
                proposer,
                this::isAlive,
                config.find(Keys.REPLICA_SELECTOR_CLASS).isPresent() ? this::rackOf : ReplicaRacks.UNKNOWN,
                quotas.leader(),
                foundation.membership()::epoch,
                () -> steadyMs(environment),
                config.get(Keys.REPLICA_LAG_TIME_MAX_MS));
    }

    private ReplicaFetchers fetchers(ShardLoops shards) {
        return fetching.fetchers(
                new FetcherEnvironment(
                        fetching.settings(),
                        foundation.membership()::epoch,
                        id -> cluster.image().broker(id),
                        quotas.follower(),
                        foundation.faults()),
                shards.all());
    }

    private static long steadyMs(BrokerEnvironment environment) {
        return TimeUnit.NANOSECONDS.toMillis(environment.ticker().nanoTime());
    }

    private boolean isAlive(int brokerId, long brokerEpoch) {
        BrokerImage broker = cluster.image().broker(brokerId);
        return broker != null && (brokerEpoch < 0 || broker.epoch() < 0 || broker.epoch() == brokerEpoch);
    }

    private @Nullable String rackOf(int brokerId, String listener) {
        BrokerImage broker = cluster.image().broker(brokerId);
        return broker == null || broker.endpoint(listener) == null ? null : broker.rack();
    }

    private static ControllerSettings controllerSettings(BrokerConfig config, Identity identity, boolean storeIsOurs) {
        return new ControllerSettings(
                identity.brokerId(),
                config.interBrokerListenerName(),
                new ControllerSettings.TopicDefaults(
                        config.get(Keys.NUM_PARTITIONS), config.get(Keys.DEFAULT_REPLICATION_FACTOR)),
                config.get(Keys.UNCLEAN_LEADER_ELECTION_ENABLE),
                config.get(Keys.DELETE_TOPIC_ENABLE),
                storeIsOurs,
                new ControllerSettings.Rebalance(
                        config.get(Keys.AUTO_LEADER_REBALANCE_ENABLE),
                        config.get(Keys.LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS),
                        config.get(Keys.LEADER_IMBALANCE_PER_BROKER_PERCENTAGE)));
    }

    PartitionMetrics partitionMetrics() {
        LiveTopicSettings topics = new LiveTopicSettings(settings, configs);
        return new PartitionMetrics(identity.brokerId(), cluster::image, topics::minInSyncReplicas);
    }

    ApiRegistry registry() {
        return registry;
    }

    /** Completes when clients are answered. */
    CompletionStage<Void> start(Map<String, InetSocketAddress> bound) {
        String between = config.interBrokerListenerName();
        config.listeners().stream()
                .filter(listener -> listener.name().equals(between))
                .forEach(
                        listener -> peers.listensAt(between, listener.protocol().name(), bound.get(between)));
        return features.start()
                .thenCompose(finalized -> configs.start())
                .thenCompose(stored -> {
                    settings.update(stored);
                    configs.listen(this::onConfigs);
                    foundation.server().accept(registry);
                    return foundation.membership().register(registration(bound), new Registrations());
                })
                .thenCompose(epoch -> {
                    controller.start();
                    return cluster.heard();
                })
                .thenCompose(heard -> leadsAny() ? partitions.settled() : cluster.heard())
                .thenRun(foundation.gate()::open)
                .thenRun(producerIds::prepare);
    }

    /** Metadata comes before roles where brokers join: clients wait until this broker leads what it is said to lead. */
    private boolean leadsAny() {
        return cluster.image().topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .anyMatch(partition -> partition.leader() == identity.brokerId());
    }

    private final class Registrations implements ClusterMembership.Listener {
        @Override
        public void registered(long epoch) {}

        @Override
        public void lost() {
            partitions.resign();
        }
    }

    private void onConfigs(ConfigImage stored) {
        ConfigImage before = settings.image();
        settings.update(stored);
        boolean all = !before.allBrokers().equals(stored.allBrokers())
                || !before.broker(identity.brokerId()).equals(stored.broker(identity.brokerId()));
        Set<String> topics = new HashSet<>();
        partitions
                .all()
                .forEach(partition -> topics.add(partition.topicPartition().topic()));
        topics.removeIf(topic -> !all && before.topic(topic).equals(stored.topic(topic)));
        topics.forEach(partitions::reconfigure);
    }

    private BrokerRegistration registration(Map<String, InetSocketAddress> bound) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Listener listener : config.advertisedListeners()) {
            int port = listener.port() == 0
                    ? Objects.requireNonNull(bound.get(listener.name())).getPort()
                    : listener.port();
            endpoints.add(new Endpoint(listener.name(), listener.protocol().name(), listener.host(), port));
        }
        return new BrokerRegistration(
                identity.brokerId(), endpoints, config.find(Keys.BROKER_RACK).orElse(null), BrokerRegistration.NO_JMX);
    }

    void takeOffline(TopicPartition partition) {
        partitions.storageFailed(List.of(partition));
    }

    /** A log directory is out of use: its partitions are given up here, and the controller finds other leaders. */
    void directoryFailed(Set<TopicPartition> lost) {
        partitions.storageFailed(lost);
        logDirEvents.directoryFailed(identity.brokerId());
    }

    /** Asks the controller to move leadership elsewhere; completes when it did, or cannot. */
    CompletionStage<Void> leave() {
        boolean joined = foundation.membership().epoch() >= 0;
        if (!joined || !config.get(Keys.CONTROLLED_SHUTDOWN_ENABLE)) {
            foundation.membership().retire();
            return CompletableFuture.completedFuture(null);
        }
        ControlledShutdown shutdown = new ControlledShutdown(
                foundation.world().loop(),
                () -> calls.controlledShutdown(foundation.membership().epoch()),
                () -> cluster.image().brokers().size() > 1,
                () -> foundation.store().store().session() instanceof SessionState.Connected,
                config.get(Keys.CONTROLLED_SHUTDOWN_MAX_RETRIES),
                config.get(Keys.CONTROLLED_SHUTDOWN_RETRY_BACKOFF_MS));
        return shutdown.run().thenRun(foundation.membership()::retire);
    }

    /** Nothing more is asked of other brokers. */
    void close() {
        policies.close();
        connections.close();
        fetching.close();
    }
}
