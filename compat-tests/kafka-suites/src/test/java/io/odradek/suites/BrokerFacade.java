/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafka.network.SocketServer;
import kafka.server.KafkaApis;
import kafka.server.KafkaBroker;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.metadata.BrokerState;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.LeaderAndIsr;
import org.apache.kafka.server.BrokerLifecycleManager;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's tests may ask one of their own brokers' objects, as far as a client of that broker can find it out, or
 * somebody who looks into its log directories: its configuration, its address, the topics that it knows, the logs that it
 * has. Everything else is {@link NotApplicable}.
 */
final class BrokerFacade {
    private static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final int id;
    private final String server;
    private final Map<String, String> properties;
    private final BrokerHost host;

    BrokerFacade(int id, String server, Map<String, String> properties, BrokerHost host) {
        this.id = id;
        this.server = server;
        this.properties = properties;
        this.host = host;
    }

    KafkaBroker broker() {
        return as(KafkaBroker.class, Map.of());
    }

    /** @param more what one of this type is asked besides */
    <T extends KafkaBroker> T as(Class<T> type, Map<String, StandIn.Answer> more) {
        Map<String, StandIn.Answer> answers = new HashMap<>(more);
        answers.put("config", none -> liveConfig());
        answers.put("boundPort", none -> port());
        answers.put("clusterId", none -> host.clusterId());
        answers.put("isShutdown", none -> !host.isRunning(id));
        answers.put("brokerState", none -> host.isRunning(id) ? BrokerState.RUNNING : BrokerState.SHUTTING_DOWN);
        answers.put("shutdown", none -> {
            host.shutdownBroker(id);
            return null;
        });
        answers.put("startup", none -> {
            host.startBroker(id);
            return null;
        });
        // A broker that was told to stop has stopped when the call returns.
        answers.put("awaitShutdown", none -> null);
        // A start has returned when clients are answered.
        answers.put(
                "lifecycleManager",
                none -> StandIn.of(BrokerLifecycleManager.class, Map.of("initialUnfenceFuture", unused -> DONE)));
        answers.put("metadataCache", none -> metadataCache());
        answers.put("groupCoordinator", none -> groupCoordinator());
        answers.put("socketServer", none -> StandIn.of(SocketServer.class, Map.of("boundPort", listener -> port())));
        answers.put("dataPlaneRequestProcessor", none -> apis());
        answers.put("logManager", none -> new LogFacade(id, port(), config(), host).manager());
        answers.put("replicaManager", none -> new LogFacade(id, port(), config(), host).replicas(metadataCache()));
        return StandIn.of(type, answers);
    }

    private int port() {
        return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
    }

    private KafkaApis apis() {
        return StandIn.of(
                KafkaApis.class,
                Map.of(
                        "brokerId",
                        none -> id,
                        "clusterId",
                        none -> host.clusterId(),
                        "metadataCache",
                        none -> metadataCache(),
                        "isConsumerGroupProtocolEnabled",
                        none -> host.hasConsumerGroups(server)));
    }

    /** With what was changed since the start, by the broker's own word. */
    private KafkaConfig liveConfig() throws InterruptedException, ExecutionException {
        Map<String, Object> changed = new HashMap<>();
        if (host.isRunning(id)) {
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(id));
            try (Admin admin = host.admin(Map.of("bootstrap.servers", server))) {
                admin.describeConfigs(Set.of(broker)).all().get().get(broker).entries().stream()
                        .filter(entry -> entry.value() != null
                                && (entry.source() == ConfigSource.DYNAMIC_BROKER_CONFIG
                                        || entry.source() == ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG))
                        .forEach(entry -> changed.put(entry.name(), entry.value()));
            }
        }
        return config(changed);
    }

    private KafkaConfig config() {
        return config(Map.of());
    }

    /** Kafka's own class, of the same properties and those without which KRaft does not begin. */
    private KafkaConfig config(Map<String, Object> changed) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(changed);
        all.keySet().removeIf(key -> key.startsWith("zookeeper.") || key.startsWith("odradek."));
        all.remove("broker.id");
        all.put("node.id", Integer.toString(id));
        all.put("process.roles", "broker");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("controller.quorum.bootstrap.servers", "127.0.0.1:1");
        all.computeIfPresent("listener.security.protocol.map", (key, map) -> map + ",CONTROLLER:PLAINTEXT");
        return KafkaConfig.fromProps(asProperties(all));
    }

    private static Properties asProperties(Map<String, Object> all) {
        Properties result = new Properties();
        result.putAll(all);
        return result;
    }

    private KRaftMetadataCache metadataCache() {
        return StandIn.of(
                KRaftMetadataCache.class,
                Map.of(
                        "numPartitions",
                        topic -> describe((String) topic[0])
                                .map(found -> found.partitions().size()),
                        "contains",
                        what -> what[0] instanceof TopicPartition partition
                                ? partition(partition.topic(), partition.partition())
                                        .isPresent()
                                : describe((String) what[0]).isPresent(),
                        "getLeaderAndIsr",
                        partition -> partition((String) partition[0], (Integer) partition[1])
                                .map(BrokerFacade::leaderAndIsr),
                        "getPartitionLeaderEndpoint",
                        partition -> partition((String) partition[0], (Integer) partition[1])
                                .map(TopicPartitionInfo::leader),
                        "getPartitionReplicaEndpoints",
                        partition -> partition(
                                        ((TopicPartition) partition[0]).topic(),
                                        ((TopicPartition) partition[0]).partition())
                                .map(found -> found.replicas().stream()
                                        .filter(node -> !node.isEmpty())
                                        .collect(Collectors.toMap(Node::id, Function.identity())))
                                .orElse(Map.of()),
                        "getTopicId",
                        topic -> describe((String) topic[0]).orElseThrow().topicId(),
                        "topicConfig",
                        topic -> overrides((String) topic[0]),
                        "getAliveBrokerNodes",
                        listener -> nodes(),
                        "getAliveBrokerNode",
                        broker -> node(broker[0]),
                        "hasAliveBroker",
                        broker -> node(broker[0]).isPresent()));
    }

    private Properties overrides(String topic) throws InterruptedException, ExecutionException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = host.admin(Map.of("bootstrap.servers", server))) {
            return asProperties(admin.describeConfigs(Set.of(resource)).all().get().get(resource).entries().stream()
                    .filter(entry -> entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
        }
    }

    private Optional<Node> node(Object broker) throws InterruptedException, ExecutionException {
        return nodes().stream().filter(node -> broker.equals(node.id())).findFirst();
    }

    private List<Node> nodes() throws InterruptedException, ExecutionException {
        try (Admin admin = host.admin(Map.of("bootstrap.servers", server))) {
            return List.copyOf(admin.describeCluster().nodes().get());
        }
    }

    private Optional<TopicPartitionInfo> partition(String topic, int number) throws InterruptedException {
        return describe(topic)
                .filter(found -> number < found.partitions().size())
                .map(found -> found.partitions().get(number));
    }

    private static LeaderAndIsr leaderAndIsr(TopicPartitionInfo partition) {
        return new LeaderAndIsr(
                partition.leader() == null
                        ? LeaderAndIsr.NO_LEADER
                        : partition.leader().id(),
                partition.isr().stream().map(Node::id).toList());
    }

    /** Those of Kafka's tests who ask a broker that is down wait until all know the same. */
    private Optional<TopicDescription> describe(String topic) throws InterruptedException {
        try (Admin admin = host.isRunning(id) ? host.admin(Map.of("bootstrap.servers", server)) : host.admin()) {
            return Optional.ofNullable(
                    admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new IllegalStateException("broker " + id + " does not describe " + topic, e);
        }
    }

    private GroupCoordinator groupCoordinator() {
        return StandIn.of(
                GroupCoordinator.class,
                Map.of(
                        "groupMetadataTopicConfigs",
                        none -> asProperties(Map.of(
                                "cleanup.policy",
                                "compact",
                                "compression.type",
                                "producer",
                                "segment.bytes",
                                config().getInt("offsets.topic.segment.bytes").toString()))));
    }
}
