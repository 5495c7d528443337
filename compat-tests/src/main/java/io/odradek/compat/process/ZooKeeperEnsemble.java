/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Stand-alone ZooKeeper servers that are one ensemble, on the loopback interface. Used from one thread. */
public final class ZooKeeperEnsemble implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final List<ZooKeeperProcess> servers = new ArrayList<>();

    /** Nothing is started. */
    public ZooKeeperEnsemble(Path folder, int count) {
        StringBuilder members = new StringBuilder("initLimit=20\nsyncLimit=4\n");
        for (int id = 1; id <= count; id++) {
            members.append("server.%d=127.0.0.1:%d:%d\n".formatted(id, FreePorts.one(), FreePorts.one()));
        }
        for (int id = 1; id <= count; id++) {
            servers.add(ZooKeeperProcess.member(folder.resolve("zookeeper-" + id), id, members.toString()));
        }
    }

    public String connectString() {
        return servers.stream().map(ZooKeeperProcess::connectString).collect(Collectors.joining(","));
    }

    /** All at once; returns when a majority serves. */
    public void start(Duration time) {
        servers.forEach(ZooKeeperProcess::launch);
        long deadlineNs = System.nanoTime() + time.toNanos();
        while (servers.stream().filter(ZooKeeperProcess::serves).count() * 2 <= servers.size()) {
            await(deadlineNs, servers.get(0));
        }
    }

    /** One after the other, each when the one before serves again. */
    public void restartOneByOne(Duration time) {
        for (ZooKeeperProcess server : servers) {
            server.process().terminate(time);
            server.close();
            server.launch();
            long deadlineNs = System.nanoTime() + time.toNanos();
            while (!server.serves()) {
                await(deadlineNs, server);
            }
        }
    }

    private static void await(long deadlineNs, ZooKeeperProcess server) {
        if (server.process().waitFor(POLL) || System.nanoTime() > deadlineNs) {
            throw new IllegalStateException(
                    "ZooKeeper does not serve: " + server.process().describe());
        }
    }

    /** SIGKILL, all of them. */
    @Override
    public void close() {
        servers.forEach(ZooKeeperProcess::close);
    }
}
