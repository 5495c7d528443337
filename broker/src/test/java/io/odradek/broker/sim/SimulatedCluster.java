/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.store.InMemoryTree;
import io.odradek.protocol.message.CreateTopicsRequest;
import io.odradek.protocol.message.CreateTopicsResponse;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brokers of one cluster, on one tree, in one simulation. */
final class SimulatedCluster {
    private static final Pattern ISR = Pattern.compile("\"isr\":\\[([^]]*)]");
    private static final long START_MS_MAX = 60_000;
    private static final long HEAL_MS_MAX = 120_000;
    private static final long LOOK_AGAIN_MS = 200;
    private static final short METADATA_VERSION = 9;
    private static final short CREATE_TOPICS_VERSION = 7;

    private final Simulation simulation;
    private final InMemoryTree tree = new InMemoryTree();
    private final NavigableMap<Integer, SimulatedBroker> brokers = new TreeMap<>();

    SimulatedCluster(Simulation simulation, int size, Map<String, String> settings) {
        this.simulation = simulation;
        for (int id = 1; id <= size; id++) {
            brokers.put(id, new SimulatedBroker(simulation, id, tree, false, settings));
        }
    }

    List<SimulatedBroker> brokers() {
        return List.copyOf(brokers.values());
    }

    SimulatedBroker broker(int id) {
        return brokers.get(id);
    }

    List<SimulatedBroker> running() {
        return brokers.values().stream()
                .filter(broker -> broker.state() == SimulatedBroker.State.RUNNING)
                .toList();
    }

    List<BrokerImage> images() {
        return brokers.values().stream().map(SimulatedBroker::image).toList();
    }

    /** All at once, as machines start after a power cut. */
    void start() {
        List<CompletableFuture<?>> starting = new ArrayList<>();
        brokers.values().forEach(broker -> starting.add(broker.begin()));
        starting.forEach(one -> simulation.await(one, START_MS_MAX));
        simulation.note("cluster ready");
    }

    /** Ends every fault there is, and waits until every partition of the topic has all its replicas in sync. */
    void heal(SimulatedConnections connections, String topic) {
        simulation.note("heal");
        simulation.network().heal();
        brokers.values().forEach(SimulatedBroker::resumeStore);
        for (SimulatedBroker broker : brokers.values()) {
            if (broker.state() == SimulatedBroker.State.PAUSED) {
                broker.resume();
            } else if (broker.state() == SimulatedBroker.State.DOWN) {
                broker.start();
            }
        }
        long end = simulation.nowMs() + HEAL_MS_MAX;
        while (!isWhole(metadata(connections, topic))) {
            if (simulation.nowMs() > end) {
                throw new AssertionError("not all replicas are in sync after " + HEAL_MS_MAX + " ms: "
                        + metadata(connections, topic) + "\n" + String.join("\n", simulation.trace()));
            }
            simulation.pass(LOOK_AGAIN_MS);
        }
    }

    private boolean isWhole(MetadataResponse metadata) {
        return metadata.topics().stream()
                .allMatch(topic -> topic.errorCode() == 0
                        && topic.partitions().stream()
                                .allMatch(partition -> partition.errorCode() == 0
                                        && partition.isrNodes().length == partition.replicaNodes().length));
    }

    /** Whether, by the tree, every replica of every partition is in sync. */
    boolean isInSync() {
        return tree.dump().entrySet().stream()
                .filter(node -> node.getKey().endsWith("/state"))
                .allMatch(node -> {
                    Matcher isr =
                            ISR.matcher(Objects.requireNonNull(node.getValue().data()));
                    return isr.find() && isr.group(1).split(",").length == brokers.size();
                });
    }

    MetadataResponse metadata(SimulatedConnections connections, String topic) {
        return (MetadataResponse) connections.await(
                running().get(0).image(),
                new MetadataRequest()
                        .allowAutoTopicCreation(false)
                        .topics(List.of(new MetadataRequest.MetadataRequestTopic().name(topic))),
                METADATA_VERSION);
    }

    /** Creates a topic with a replica on every broker. */
    void createTopic(SimulatedConnections connections, String name, int partitions) {
        MetadataResponse metadata = metadata(connections, name);
        CreateTopicsResponse answer = (CreateTopicsResponse) connections.await(
                broker(metadata.controllerId()).image(),
                new CreateTopicsRequest()
                        .timeoutMs(10_000)
                        .topics(List.of(new CreateTopicsRequest.CreatableTopic()
                                .name(name)
                                .numPartitions(partitions)
                                .replicationFactor((short) brokers.size()))),
                CREATE_TOPICS_VERSION);
        simulation.note("created " + answer.topics().get(0).errorCode());
    }
}
