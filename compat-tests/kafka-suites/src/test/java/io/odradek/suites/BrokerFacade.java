/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.suites;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import kafka.server.KafkaBroker;
import kafka.server.KafkaConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.coordinator.group.GroupCoordinator;
import org.apache.kafka.metadata.LeaderAndIsr;
import org.apache.kafka.metadata.MetadataCache;

/**
 * What Kafka's tests may ask one of their own brokers' objects, as far as a client of that broker can find it out: its
 * configuration, its address, the topics that it knows. Everything else is {@link NotApplicable}.
 */
final class BrokerFacade {
    private final int id;
    private final String server;
    private final Map<String, String> properties;
    private final OdradekInstance instance;

    BrokerFacade(int id, String server, Map<String, String> properties, OdradekInstance instance) {
        this.id = id;
        this.server = server;
        this.properties = properties;
        this.instance = instance;
    }

    KafkaBroker broker() {
        return face(KafkaBroker.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "config" -> config();
            case "boundPort" -> Integer.valueOf(server.substring(server.lastIndexOf(':') + 1));
            case "clusterId" -> instance.clusterId();
            case "isShutdown" -> !instance.isRunning(id);
            case "shutdown" -> {
                instance.shutdownBroker(id);
                yield null;
            }
            case "startup" -> {
                instance.startBroker(id);
                yield null;
            }
            // A broker that was told to stop has stopped when the call returns.
            case "awaitShutdown" -> null;
            case "metadataCache" -> metadataCache();
            case "groupCoordinator" -> groupCoordinator();
            default -> throw new NotApplicable("KafkaBroker." + method.getName());
        });
    }

    private static <T> T face(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> "a broker of Odradek's as " + type.getSimpleName();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> handler.invoke(proxy, method, arguments);
                }));
    }

    /** Kafka's own class, of the same properties and those without which KRaft does not begin. */
    private KafkaConfig config() {
        Map<String, Object> all = new HashMap<>(properties);
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

    private MetadataCache metadataCache() {
        return face(MetadataCache.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "numPartitions" ->
                describe((String) arguments[0]).map(topic -> topic.partitions().size());
            case "contains" ->
                arguments[0] instanceof String topic && describe(topic).isPresent();
            case "getLeaderAndIsr" ->
                describe((String) arguments[0])
                        .map(topic -> topic.partitions().get((Integer) arguments[1]))
                        .map(BrokerFacade::leaderAndIsr);
            case "getTopicId" -> describe((String) arguments[0]).orElseThrow().topicId();
            default -> throw new NotApplicable("MetadataCache." + method.getName());
        });
    }

    private static LeaderAndIsr leaderAndIsr(TopicPartitionInfo partition) {
        return new LeaderAndIsr(
                partition.leader() == null
                        ? LeaderAndIsr.NO_LEADER
                        : partition.leader().id(),
                partition.isr().stream().map(node -> node.id()).collect(Collectors.toList()));
    }

    private Optional<TopicDescription> describe(String topic) throws InterruptedException {
        try (Admin admin = instance.admin(Map.of("bootstrap.servers", server))) {
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
        return face(GroupCoordinator.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "groupMetadataTopicConfigs" ->
                asProperties(Map.of(
                        "cleanup.policy",
                        "compact",
                        "compression.type",
                        "producer",
                        "segment.bytes",
                        config().getInt("offsets.topic.segment.bytes").toString()));
            default -> throw new NotApplicable("GroupCoordinator." + method.getName());
        });
    }
}
