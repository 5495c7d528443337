/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import io.odradek.compat.process.Host;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own: a namespace for each node, and one in the middle that routes between them and to this process.
 * A cut is a rule there that swallows what goes from one node to another, without a sign to either. It needs root and
 * Linux, and leaves nothing behind when it is closed.
 */
final class Network implements AutoCloseable {

    /** This process: the clients. */
    static final int CLIENTS = 255;

    private static final int ATTEMPTS = 3;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<Network> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> List.copyOf(LIVE).forEach(Network::close), "end-networks"));
    }

    private record Cut(int from, int to) {}

    private final String prefix;
    private final int subnet;
    private final List<Integer> nodes;
    private final Set<Cut> cuts = new HashSet<>();

    private Network(String prefix, int subnet, List<Integer> nodes) {
        this.prefix = prefix;
        this.subnet = subnet;
        this.nodes = List.copyOf(nodes);
    }

    /** Why this machine cannot have one; empty if it can. */
    static Optional<String> obstacle() {
        try (Network network = create(List.of(1))) {
            network.cut(1, CLIENTS);
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of("network namespaces need root, ip and nsenter: " + e.getMessage());
        }
    }

    /** Nodes are numbers below 255. */
    static Network create(List<Integer> nodes) {
        for (int attempt = 1; ; attempt++) {
            Network network = next(nodes);
            try {
                network.build();
                LIVE.add(network);
                return network;
            } catch (IllegalStateException e) {
                network.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Named for this process; the addresses may be those of another's. */
    private static Network next(List<Integer> nodes) {
        int number = COUNT.incrementAndGet();
        long pid = ProcessHandle.current().pid();
        int subnet = 16 + (int) ((pid * 7 + number) % 200);
        return new Network("od" + pid % 100_000 + "-" + number + "-", subnet, nodes);
    }

    Host host(int node) {
        return new Host(address(node), List.of("nsenter", "--net=/var/run/netns/" + prefix + node));
    }

    Map<Integer, Host> hosts() {
        Map<Integer, Host> hosts = new HashMap<>();
        nodes.forEach(node -> hosts.put(node, host(node)));
        return hosts;
    }

    String address(int node) {
        return "10." + subnet + "." + node + ".2";
    }

    /** From now on nothing arrives from the one at the other. The other way stays. */
    void cut(int from, int to) {
        if (cuts.add(new Cut(from, to))) {
            rule("add", from, to);
        }
    }

    void cutBothWays(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    void heal(int from, int to) {
        if (cuts.remove(new Cut(from, to))) {
            rule("del", from, to);
        }
    }

    void healAll() {
        List.copyOf(cuts).forEach(cut -> heal(cut.from(), cut.to()));
    }

    @Override
    public void close() {
        // A namespace that goes takes its ends of the pairs with it, and so the other ends too.
        nodes.forEach(node -> Command.tryRun("ip", "netns", "del", prefix + node));
        Command.tryRun("ip", "netns", "del", router());
        LIVE.remove(this);
    }

    private void build() {
        Command.run("ip", "netns", "add", router());
        Command.run("ip", "-n", router(), "link", "set", "lo", "up");
        Command.run(
                "nsenter", "--net=/var/run/netns/" + router(), "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        List<Integer> all = new ArrayList<>(nodes);
        all.add(CLIENTS);
        all.forEach(this::join);
    }

    private void join(int node) {
        String inside = "i" + subnet + "n" + node;
        String outside = "o" + subnet + "n" + node;
        Command.run("ip", "link", "add", inside, "type", "veth", "peer", "name", outside);
        Command.run("ip", "link", "set", outside, "netns", router());
        Command.run("ip", "-n", router(), "addr", "add", "10." + subnet + "." + node + ".1/24", "dev", outside);
        Command.run("ip", "-n", router(), "link", "set", outside, "up");
        List<String> in = new ArrayList<>(List.of("ip"));
        if (node != CLIENTS) {
            Command.run("ip", "netns", "add", prefix + node);
            Command.run("ip", "link", "set", inside, "netns", prefix + node);
            in.addAll(List.of("-n", prefix + node));
            run(in, "link", "set", "lo", "up");
        }
        run(in, "addr", "add", address(node) + "/24", "dev", inside);
        run(in, "link", "set", inside, "up");
        run(in, "route", "add", "10." + subnet + ".0.0/16", "via", "10." + subnet + "." + node + ".1");
    }

    private void rule(String verb, int from, int to) {
        Command.run("ip", "-n", router(), "rule", verb, "from", address(from), "to", address(to), "blackhole");
    }

    private String router() {
        return prefix + "router";
    }

    private static void run(List<String> first, String... words) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(words));
        Command.run(all.toArray(String[]::new));
    }
}
