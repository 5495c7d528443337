/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.faults.Fault.Needs;
import io.odradek.compat.process.BrokerKind;
import io.odradek.compat.process.ClusterSetup;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What brokers run in, as far as this machine lets the driver make it. */
record World(Optional<Network> network, Optional<SmallDisk> disk) implements AutoCloseable {

    static final int SMALL_DISK_BROKER = 1;
    private static final int DISK_MB = 96;
    private static final String NEAREST = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    static World create(Path folder, int brokers, BrokerKind kind, Chronicle chronicle) {
        Optional<String> obstacle = Network.obstacle();
        obstacle.ifPresent(reason -> chronicle.write("no network faults: " + reason));
        Optional<Network> network = obstacle.isPresent()
                ? Optional.empty()
                : Optional.of(Network.create(IntStream.rangeClosed(ClusterSetup.ZOOKEEPER, brokers)
                        .boxed()
                        .toList()));
        // Apache Kafka gives up a directory whose disk is full, and stops when it was its only one.
        Optional<SmallDisk> disk =
                kind == BrokerKind.KAFKA ? Optional.empty() : SmallDisk.mount(folder.resolve("small-disk"), DISK_MB);
        if (disk.isEmpty()) {
            chronicle.write("no full disk: " + (kind == BrokerKind.KAFKA ? "Kafka would stop" : "mount refused"));
        }
        return new World(network, disk);
    }

    Set<Needs> possible() {
        Set<Needs> possible = EnumSet.of(Needs.NOTHING);
        network.ifPresent(there -> possible.add(Needs.NETWORK));
        disk.ifPresent(there -> possible.add(Needs.DISK));
        return possible;
    }

    ClusterSetup clusterSetup(Path folder, int brokers, BrokerKind kind) {
        ClusterSetup setup =
                ClusterSetup.of(folder, brokers, kind).withProperties(Map.of("replica.selector.class", NEAREST));
        if (network.isPresent()) {
            setup = setup.withHosts(network.get().hosts());
        }
        for (int id = 1; id <= brokers; id++) {
            setup = setup.withBrokerProperties(
                    id, Map.of("broker.rack", rack(id), "log.dirs", directories(folder.resolve("broker-" + id), id)));
        }
        return setup;
    }

    /** Each broker has its own. */
    static String rack(int broker) {
        return "rack-" + broker;
    }

    /** Two, between which logs can be moved, but for the small disk. */
    private String directories(Path folder, int broker) {
        return broker == SMALL_DISK_BROKER && disk.isPresent()
                ? disk.get().folder().resolve("data").toString()
                : folder.resolve("data-a") + "," + folder.resolve("data-b");
    }

    /** What is on the small disk is gone with it: a copy of the data for whoever looks for a cause. */
    void keepData(Path folder) {
        disk.ifPresent(small -> Command.tryRun(
                "cp",
                "-r",
                small.folder().resolve("data").toString(),
                folder.resolve("small-disk-data").toString()));
    }

    @Override
    public void close() {
        for (AutoCloseable part : List.<Optional<? extends AutoCloseable>>of(network, disk).stream()
                .flatMap(Optional::stream)
                .toList()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What the chronicle of a run begins with. */
    String describe() {
        return "network faults " + (network.isPresent() ? "on" : "off") + ", full disk "
                + (disk.isPresent() ? "on" : "off") + ", clients "
                + TestCluster.clientSettings("…").keySet();
    }
}
