/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.cluster.TestCluster;
import io.odradek.compat.process.BrokerProcess;
import io.odradek.compat.process.ClusterSetup;
import io.odradek.compat.process.ZooKeeperProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Strikes real processes, and heals them. Used from one thread. */
final class Injector {

    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final World world;
    private final String topic;
    private final Chronicle chronicle;
    private final Random random;

    /** A blow that has found its node: a broker's number, or ZooKeeper's. */
    record Struck(Blow blow, int node) {}

    Injector(TestCluster cluster, World world, String topic, Chronicle chronicle, Random random) {
        this.cluster = cluster;
        this.world = world;
        this.topic = topic;
        this.chronicle = chronicle;
        this.random = random;
    }

    /** Finds the victims first, then strikes them one right after the other. */
    List<Struck> strike(List<Blow> blows) {
        Set<Integer> taken = new HashSet<>();
        List<Struck> struck = new ArrayList<>();
        for (Blow blow : blows) {
            int node = node(blow, taken);
            taken.add(node);
            struck.add(new Struck(blow, node));
        }
        struck.forEach(this::strike);
        return struck;
    }

    private void strike(Struck struck) {
        chronicle.write("strike " + struck.blow() + " at " + name(struck.node()));
        int node = struck.node();
        switch (struck.blow().fault()) {
            case KILL -> {
                if (node == ClusterSetup.ZOOKEEPER) {
                    zooKeeper().close();
                } else {
                    cluster.broker(node).kill();
                }
            }
            case SUSPEND -> {
                if (node == ClusterSetup.ZOOKEEPER) {
                    zooKeeper().process().suspend();
                } else {
                    cluster.broker(node).process().suspend();
                }
            }
            case RESTART -> cluster.broker(node).stop(STOP_MAX);
            case CUT_OFF -> others(node).forEach(other -> network().cutBothWays(node, other));
            case CUT_OUTGOING -> others(node).forEach(other -> network().cut(node, other));
            case CUT_INCOMING -> others(node).forEach(other -> network().cut(other, node));
            case CUT_FROM_PEERS -> peers(node).forEach(other -> network().cutBothWays(node, other));
            case CUT_FROM_ONE_PEER -> network().cutBothWays(node, any(Set.of(node)));
            case CUT_TO_ONE_PEER -> network().cut(node, any(Set.of(node)));
            case CUT_FROM_ZOOKEEPER -> network().cutBothWays(node, ClusterSetup.ZOOKEEPER);
            case FULL_DISK -> world.disk().orElseThrow().fill();
        }
    }

    /** ZooKeeper before the brokers, which cannot start without it. */
    void heal(List<Struck> struck) {
        world.network().ifPresent(Network::healAll);
        world.disk().ifPresent(SmallDisk::makeRoom);
        struck.stream().sorted(Comparator.comparingInt(Struck::node)).forEach(this::heal);
        chronicle.write("healed");
    }

    private void heal(Struck struck) {
        boolean zooKeeper = struck.node() == ClusterSetup.ZOOKEEPER;
        switch (struck.blow().fault()) {
            case KILL, RESTART -> {
                if (zooKeeper) {
                    zooKeeper().start(TestCluster.START_MAX);
                } else {
                    cluster.broker(struck.node()).launch();
                }
            }
            case SUSPEND -> {
                if (zooKeeper) {
                    zooKeeper().process().resume();
                } else {
                    cluster.broker(struck.node()).process().resume();
                }
            }
            case CUT_OFF,
                    CUT_OUTGOING,
                    CUT_INCOMING,
                    CUT_FROM_PEERS,
                    CUT_FROM_ONE_PEER,
                    CUT_TO_ONE_PEER,
                    CUT_FROM_ZOOKEEPER,
                    FULL_DISK -> {}
        }
    }

    /** All broker processes live, which they must if nobody killed them. */
    Optional<String> dead() {
        return cluster.processes().ids().stream()
                .map(cluster::broker)
                .map(BrokerProcess::process)
                .filter(process -> !process.isAlive())
                .findFirst()
                .map(process -> process.describe());
    }

    private int node(Blow blow, Set<Integer> taken) {
        TopicPartition partition = new TopicPartition(topic, blow.partition());
        Optional<Integer> wanted = switch (blow.victim()) {
            case LEADER -> known(() -> cluster.leader(partition));
            case FOLLOWER -> known(() -> follower(partition));
            case CONTROLLER -> known(() -> Optional.of(cluster.controller()));
            case ZOOKEEPER -> Optional.of(ClusterSetup.ZOOKEEPER);
            case SMALL_DISK -> Optional.of(World.SMALL_DISK_BROKER);
        };
        boolean fixed = blow.victim() == Victim.ZOOKEEPER || blow.victim() == Victim.SMALL_DISK;
        return wanted.filter(node -> fixed || (cluster.processes().ids().contains(node) && !taken.contains(node)))
                .orElseGet(() -> any(taken));
    }

    private Optional<Integer> follower(TopicPartition partition) {
        List<Integer> followers = cluster.partitions(List.of(topic)).get(partition).replicas().stream()
                .map(Node::id)
                .filter(id -> !cluster.leader(partition).equals(Optional.of(id)))
                .toList();
        return followers.isEmpty() ? Optional.empty() : Optional.of(followers.get(random.nextInt(followers.size())));
    }

    private int any(Set<Integer> taken) {
        List<Integer> free = cluster.processes().ids().stream()
                .filter(id -> !taken.contains(id))
                .toList();
        return free.get(random.nextInt(free.size()));
    }

    /** The cluster may be in no state to say. */
    private static Optional<Integer> known(Supplier<Optional<Integer>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private List<Integer> peers(int node) {
        return cluster.processes().ids().stream().filter(id -> id != node).toList();
    }

    private List<Integer> others(int node) {
        return Stream.concat(
                        peers(node).stream(),
                        Stream.of(ClusterSetup.ZOOKEEPER, Network.CLIENTS).filter(other -> other != node))
                .toList();
    }

    private ZooKeeperProcess zooKeeper() {
        return cluster.processes().zooKeeper().orElseThrow();
    }

    private Network network() {
        return world.network().orElseThrow();
    }

    private static String name(int node) {
        return node == ClusterSetup.ZOOKEEPER ? "ZooKeeper" : "broker " + node;
    }
}
