/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a cluster is made of. Brokers are numbered from 1.
 *
 * @param folder everything lies below this: {@code broker-1}, {@code broker-2} … and {@code zookeeper}
 * @param kinds one for each broker
 * @param properties Kafka's keys for every broker
 * @param brokerProperties more of them for single brokers, by number
 * @param kafkaHeap heap flags of Apache Kafka's brokers, small ones unless told otherwise
 * @param odradekHeap those of Odradek's, its own default if there are none
 * @param hosts by number, where not the loopback interface; ZooKeeper's is number 0
 */
public record ClusterSetup(
        Path folder,
        List<BrokerKind> kinds,
        Map<String, String> properties,
        Map<Integer, Map<String, String>> brokerProperties,
        List<String> kafkaHeap,
        List<String> odradekHeap,
        Map<Integer, Host> hosts) {

    public static final int ZOOKEEPER = 0;

    private static final String ENSEMBLE = "odradek.zookeeper.ensemble";
    private static final List<String> SMALL_HEAP = List.of("-Xms128m", "-Xmx320m");

    public ClusterSetup {
        kinds = List.copyOf(kinds);
        properties = Map.copyOf(properties);
        brokerProperties = Map.copyOf(brokerProperties);
        kafkaHeap = List.copyOf(kafkaHeap);
        odradekHeap = List.copyOf(odradekHeap);
        hosts = Map.copyOf(hosts);
    }

    /** As many brokers of one kind, nothing overridden. */
    public static ClusterSetup of(Path folder, int brokers, BrokerKind kind) {
        return of(folder, Collections.nCopies(brokers, kind));
    }

    public static ClusterSetup of(Path folder, List<BrokerKind> kinds) {
        return new ClusterSetup(folder, kinds, Map.of(), Map.of(), SMALL_HEAP, List.of(), Map.of());
    }

    public ClusterSetup withProperties(Map<String, String> more) {
        return new ClusterSetup(folder, kinds, more, brokerProperties, kafkaHeap, odradekHeap, hosts);
    }

    /** For one broker, over what all of them have. */
    public ClusterSetup withBrokerProperties(int broker, Map<String, String> more) {
        Map<Integer, Map<String, String>> all = new HashMap<>(brokerProperties);
        all.put(broker, Map.copyOf(more));
        return new ClusterSetup(folder, kinds, properties, all, kafkaHeap, odradekHeap, hosts);
    }

    public ClusterSetup withHosts(Map<Integer, Host> others) {
        return new ClusterSetup(folder, kinds, properties, brokerProperties, kafkaHeap, odradekHeap, others);
    }

    /** Odradek's brokers run a ZooKeeper ensemble inside themselves, and there is no other server. */
    public ClusterSetup withOwnEnsemble() {
        Map<String, String> more = new HashMap<>(properties);
        more.put(
                ENSEMBLE,
                IntStream.rangeClosed(1, kinds.size())
                        .mapToObj(id -> id + "@" + host(id).address() + ":" + FreePorts.one() + ":" + FreePorts.one()
                                + ":" + FreePorts.one())
                        .collect(Collectors.joining(",")));
        return withProperties(more);
    }

    /** Whether somebody else runs ZooKeeper, or the brokers do. */
    boolean needsNoZooKeeper() {
        return properties.containsKey(ENSEMBLE) || properties.containsKey("zookeeper.connect");
    }

    public ClusterSetup withKafkaHeap(List<String> flags) {
        return new ClusterSetup(folder, kinds, properties, brokerProperties, flags, odradekHeap, hosts);
    }

    public ClusterSetup withOdradekHeap(List<String> flags) {
        return new ClusterSetup(folder, kinds, properties, brokerProperties, kafkaHeap, flags, hosts);
    }

    Host host(int number) {
        return hosts.getOrDefault(number, Host.LOOPBACK);
    }
}
