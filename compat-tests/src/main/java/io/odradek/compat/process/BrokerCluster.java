/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several brokers as real processes, with a ZooKeeper server of their own unless they are of KRaft or told of another. Configured as they
 * come, but for ports, folders and numbers. Used from one thread.
 */
public final class BrokerCluster implements AutoCloseable {

    private final SortedMap<Integer, BrokerProcess> brokers = new TreeMap<>();
    private final @Nullable ZooKeeperProcess zooKeeper;

    private BrokerCluster(@Nullable ZooKeeperProcess zooKeeper) {
        this.zooKeeper = zooKeeper;
    }

    /** Nothing is started. */
    public static BrokerCluster prepared(ClusterSetup setup) {
        boolean kraft = setup.kinds().contains(BrokerKind.KAFKA);
        ZooKeeperProcess zooKeeper = kraft || setup.needsNoZooKeeper()
                ? null
                : new ZooKeeperProcess(setup.folder().resolve("zookeeper"), setup.host(ClusterSetup.ZOOKEEPER));
        BrokerCluster cluster = new BrokerCluster(zooKeeper);
        Map<Integer, Integer> controllerPorts = new TreeMap<>();
        IntStream.rangeClosed(1, setup.kinds().size()).forEach(id -> controllerPorts.put(id, FreePorts.one()));
        for (int id : controllerPorts.keySet()) {
            Map<String, String> properties = new HashMap<>(defaultReplication());
            if (kraft) {
                properties.putAll(quorum(setup, id, controllerPorts));
            }
            cluster.brokers.put(id, cluster.broker(setup, id, properties));
        }
        return cluster;
    }

    /** ZooKeeper first, then all brokers at once; returns when each of them answers. */
    public void start(Duration time) {
        if (zooKeeper != null) {
            zooKeeper.start(time);
        }
        brokers.values().forEach(BrokerProcess::prepare);
        brokers.values().forEach(BrokerProcess::launch);
        brokers.values().forEach(broker -> broker.awaitAnswer(time));
    }

    /** ZooKeeper first, then broker 1, which so becomes the controller, then the others. */
    public void startFirstAlone(Duration time) {
        zooKeeper().ifPresent(server -> server.start(time));
        broker(1).start(time);
        brokers.tailMap(2).values().forEach(BrokerProcess::launch);
        brokers.values().forEach(broker -> broker.awaitAnswer(time));
    }

    /** From 1. */
    public BrokerProcess broker(int id) {
        BrokerProcess broker = brokers.get(id);
        if (broker == null) {
            throw new IllegalArgumentException("no broker " + id + " of " + ids());
        }
        return broker;
    }

    public SortedSet<Integer> ids() {
        return new TreeSet<>(brokers.keySet());
    }

    /** None of KRaft, nor where the setup names another. */
    public Optional<ZooKeeperProcess> zooKeeper() {
        return Optional.ofNullable(zooKeeper);
    }

    /** All brokers, also those that do not run. */
    public String bootstrapServers() {
        return brokers.values().stream().map(BrokerProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        brokers.values().forEach(BrokerProcess::close);
        if (zooKeeper != null) {
            zooKeeper.close();
        }
    }

    private BrokerProcess broker(ClusterSetup setup, int id, Map<String, String> properties) {
        BrokerKind kind = setup.kinds().get(id - 1);
        properties.put(kind == BrokerKind.KAFKA ? "node.id" : "broker.id", Integer.toString(id));
        if (zooKeeper != null) {
            properties.put("zookeeper.connect", zooKeeper.connectString());
        }
        properties.putAll(setup.properties());
        properties.putAll(setup.brokerProperties().getOrDefault(id, Map.of()));
        BrokerSetup broker = BrokerSetup.in(setup.folder().resolve("broker-" + id))
                .withProperties(properties)
                .on(setup.host(id));
        BrokerSetup kafka = broker.withJvmFlags(setup.kafkaHeap().toArray(String[]::new));
        return switch (kind) {
            case ODRADEK ->
                new OdradekProcess(broker.withJvmFlags(setup.odradekHeap().toArray(String[]::new)));
            case KAFKA -> new KafkaProcess(kafka);
            case LEGACY_KAFKA ->
                new LegacyKafkaProcess(kafka, Objects.requireNonNull(properties.get("zookeeper.connect")));
        };
    }

    /** Kafka's defaults, which a single broker process here does not have. */
    private static Map<String, String> defaultReplication() {
        return Map.of(
                "offsets.topic.replication.factor", "3",
                "transaction.state.log.replication.factor", "3",
                "transaction.state.log.min.isr", "2");
    }

    /** Every broker is a controller too. */
    private static Map<String, String> quorum(ClusterSetup setup, int id, Map<Integer, Integer> controllerPorts) {
        String voters = controllerPorts.entrySet().stream()
                .map(port -> port.getKey() + "@" + setup.host(port.getKey()).address() + ":" + port.getValue())
                .collect(Collectors.joining(","));
        return Map.of(
                "controller.quorum.voters",
                voters,
                BrokerProcess.MORE_LISTENERS,
                "CONTROLLER://" + setup.host(id).address() + ":" + controllerPorts.get(id));
    }
}
