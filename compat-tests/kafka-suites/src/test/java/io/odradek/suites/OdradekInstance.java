/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.odradek.embedded.OdradekCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kafka.server.ControllerServer;
import kafka.server.KafkaBroker;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.test.ClusterInstance;
import org.apache.kafka.common.test.api.ClusterConfig;
import org.apache.kafka.common.test.api.Type;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.test.TestUtils;
import org.jspecify.annotations.Nullable;

/** A cluster of Odradek's brokers as Kafka's tests see theirs. What reaches into a broker is {@link NotApplicable}. */
public final class OdradekInstance implements ClusterInstance, BrokerHost {
    // Netty's thread for the whole JVM ends after a second of rest; Kafka's tests would take a new one for a leak.
    static {
        var unused = GlobalEventExecutor.INSTANCE.scheduleAtFixedRate(() -> {}, 0, 500, TimeUnit.MILLISECONDS);
    }

    private final ClusterConfig config;
    private final boolean isCombined;
    private @Nullable OdradekCluster cluster;
    private boolean stopped;

    public OdradekInstance(ClusterConfig config, boolean isCombined) {
        this.config = config;
        this.isCombined = isCombined;
    }

    @Override
    public void start() {
        if (cluster != null) {
            return;
        }
        if (config.brokerSecurityProtocol() != SecurityProtocol.PLAINTEXT) {
            throw new MissingFeature("listeners with " + config.brokerSecurityProtocol());
        }
        if (config.serverProperties().keySet().stream().anyMatch(key -> key.startsWith("group.share."))) {
            throw new MissingFeature("share groups");
        }
        OdradekCluster.Builder setup =
                OdradekCluster.ofBrokers(config.numBrokers()).logDirs(config.numDisksPerBroker());
        String listener = config.brokerListenerName().value();
        setup.with("listeners", listener + "://localhost:0")
                .with("listener.security.protocol.map", listener + ":PLAINTEXT")
                .with("inter.broker.listener.name", listener);
        config.serverProperties().forEach((key, value) -> {
            if (isKafkas(key)) {
                setup.with(key, value);
            }
        });
        config.perServerOverrideProperties()
                .forEach((id, properties) -> properties.forEach((key, value) -> {
                    if (isKafkas(key)) {
                        setup.with(id, key, value);
                    }
                }));
        cluster = setup.start();
        config.features().forEach(this::finalizeFeature);
    }

    /** Kafka takes any name and ignores what it does not know; Odradek refuses what looks like a slip of the pen. */
    private static boolean isKafkas(String key) {
        return KafkaConfig.configNames().contains(key) || key.startsWith("listener.name.");
    }

    private void finalizeFeature(Feature feature, short level) {
        try (Admin admin = admin()) {
            if (admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .supportedFeatures()
                    .containsKey(feature.featureName())) {
                FeatureUpdate update =
                        new FeatureUpdate(level, level == 0 ? UpgradeType.UNSAFE_DOWNGRADE : UpgradeType.UPGRADE);
                admin.updateFeatures(Map.of(feature.featureName(), update), new UpdateFeaturesOptions())
                        .all()
                        .get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(feature + " cannot be set to " + level, e);
        }
    }

    @Override
    public boolean started() {
        return cluster != null;
    }

    @Override
    public void stop() {
        OdradekCluster running = cluster;
        if (running != null && !stopped) {
            stopped = true;
            running.close();
            awaitEndOfZooKeeper();
        }
    }

    /** Some of its threads end a moment after it has; Kafka's tests count threads. */
    private static void awaitEndOfZooKeeper() {
        try {
            TestUtils.waitForCondition(
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .noneMatch(
                                    name -> name.equals("ConnnectionExpirer") || name.startsWith("ProcessThread(sid:")),
                    "threads of ZooKeeper's go on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    private OdradekCluster running() {
        if (cluster == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return cluster;
    }

    @Override
    public Type type() {
        return isCombined ? Type.CO_KRAFT : Type.KRAFT;
    }

    @Override
    public ClusterConfig config() {
        return config;
    }

    @Override
    public String bootstrapServers() {
        return running().bootstrapServers();
    }

    @Override
    public Set<Integer> brokerIds() {
        return new TreeSet<>(running().brokerIds());
    }

    @Override
    public List<Integer> brokerBoundPorts() {
        return brokerIds().stream()
                .map(running()::address)
                .map(server -> Integer.valueOf(server.substring(server.lastIndexOf(':') + 1)))
                .toList();
    }

    @Override
    public Map<Integer, KafkaBroker> brokers() {
        Map<Integer, KafkaBroker> all = new TreeMap<>();
        for (int id : brokerIds()) {
            all.put(id, new BrokerFacade(id, running().address(id), running().properties(id), this).broker());
        }
        return all;
    }

    @Override
    public boolean isRunning(int brokerId) {
        return running().isRunning(brokerId);
    }

    @Override
    public Map<Integer, KafkaBroker> aliveBrokers() {
        Map<Integer, KafkaBroker> alive = brokers();
        alive.keySet().removeIf(id -> !isRunning(id));
        return alive;
    }

    @Override
    public ListenerName clientListener() {
        return config.brokerListenerName();
    }

    @Override
    public Set<GroupProtocol> supportedGroupProtocols() {
        return hasConsumerGroups(bootstrapServers())
                ? Set.of(GroupProtocol.CLASSIC, GroupProtocol.CONSUMER)
                : Set.of(GroupProtocol.CLASSIC);
    }

    /** By the cluster's feature and the brokers' configuration. */
    @Override
    public boolean hasConsumerGroups(String server) {
        String protocols = config.serverProperties().getOrDefault("group.coordinator.rebalance.protocols", "consumer");
        try (Admin admin = admin(Map.of("bootstrap.servers", server))) {
            FinalizedVersionRange level = admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get("group.version");
            return protocols.contains("consumer") && level != null && level.maxVersionLevel() > 0;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the cluster does not tell its features", e);
        }
    }

    @Override
    public String clusterId() {
        try (Admin admin = admin()) {
            return admin.describeCluster().clusterId().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the cluster does not tell its id", e);
        }
    }

    @Override
    public Admin admin() {
        return ClusterInstance.super.admin();
    }

    @Override
    public Admin admin(Map<String, Object> settings) {
        return ClusterInstance.super.admin(settings);
    }

    @Override
    public void shutdownBroker(int brokerId) {
        running().stop(brokerId);
    }

    @Override
    public void startBroker(int brokerId) {
        running().start(brokerId);
    }

    /** A start returns when clients are answered; each broker must have heard of all others besides. */
    @Override
    public void waitForReadyBrokers() throws InterruptedException {
        try (Admin admin = admin()) {
            TestUtils.waitForCondition(
                    () -> admin.describeCluster().nodes().get().size() == config.numBrokers(),
                    "not all brokers know each other");
        }
    }

    @Override
    public void waitTopicCreation(String topic, int partitions) throws InterruptedException {
        waitTopic(
                topic,
                description -> description.partitions().size() == partitions
                        && description.partitions().stream().allMatch(OdradekInstance::hasItsLeader));
    }

    /** Or none of its replicas' brokers is there. */
    private static boolean hasItsLeader(TopicPartitionInfo partition) {
        return partition.leader() != null || partition.replicas().stream().allMatch(Node::isEmpty);
    }

    @Override
    public void waitTopicDeletion(String topic) throws InterruptedException {
        waitTopic(topic, null);
    }

    /** Until every running broker says so; null: until none knows it. */
    private void waitTopic(String topic, @Nullable Predicate<TopicDescription> wanted) throws InterruptedException {
        for (String server : runningServers()) {
            try (Admin admin = admin(Map.of("bootstrap.servers", server))) {
                TestUtils.waitForCondition(
                        () -> {
                            try {
                                TopicDescription found = admin.describeTopics(Set.of(topic))
                                        .allTopicNames()
                                        .get()
                                        .get(topic);
                                return wanted != null && wanted.test(found);
                            } catch (ExecutionException e) {
                                return wanted == null && e.getCause() instanceof UnknownTopicOrPartitionException;
                            }
                        },
                        "topic " + topic + (wanted == null ? " is still there at " : " is not as expected at ")
                                + server);
            }
        }
    }

    private Set<String> runningServers() {
        return brokerIds().stream()
                .filter(running()::isRunning)
                .map(running()::address)
                .collect(Collectors.toSet());
    }

    @Override
    public void ensureConsistentMetadata() throws InterruptedException {
        waitForReadyBrokers();
    }

    // What only Kafka's own brokers have.

    /** There are none; who waits for all of them to know something has waited. */
    @Override
    public Map<Integer, ControllerServer> controllers() {
        return Map.of();
    }

    @Override
    public Set<Integer> controllerIds() {
        return Set.of();
    }

    @Override
    public ListenerName controllerListenerName() {
        throw new NotApplicable("the listener of KRaft controllers");
    }

    @Override
    public String bootstrapControllers() {
        throw new NotApplicable("the address of KRaft controllers");
    }

    /** A broker that meets a fault logs it; there is no handler that collects them. */
    @Override
    public Optional<FaultHandlerException> firstFatalException() {
        return Optional.empty();
    }

    @Override
    public Optional<FaultHandlerException> firstNonFatalException() {
        return Optional.empty();
    }
}
