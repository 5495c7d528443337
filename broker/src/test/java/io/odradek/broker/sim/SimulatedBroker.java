/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.odradek.broker.Broker;
import io.odradek.broker.BrokerEnvironment;
import io.odradek.broker.StoreOpener;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.log.MemoryDisk;
import io.odradek.broker.net.Buffers;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.broker.net.Transport;
import io.odradek.controller.store.InMemoryStore;
import io.odradek.controller.store.InMemoryTree;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The real broker, pipeline included, in a world of memory. Its disk and store outlive it; each life has a loop and a
 * port of its own, so that a dead one is simply never turned again.
 */
final class SimulatedBroker {
    static final String HOST = "broker";
    static final String LISTENER = "PLAINTEXT";
    private static final int FIRST_PORT = 9092;
    private static final long STEP_MS_MAX = 60_000;

    private final Simulation simulation;
    private final MemoryDisk disk = new MemoryDisk();
    private final InMemoryTree tree = new InMemoryTree();
    private int port = FIRST_PORT - 1;
    private HandDrivenLoop loop;
    private Broker broker;

    SimulatedBroker(Simulation simulation) {
        this.simulation = simulation;
    }

    int port() {
        return port;
    }

    ApiRegistry registry() {
        return broker.registry();
    }

    InMemoryTree tree() {
        return tree;
    }

    void start() {
        port++;
        loop = simulation.newLoop();
        BrokerConfig config = BrokerConfig.of(Map.of(
                "broker.id", "1",
                "listeners", LISTENER + "://" + HOST + ":" + port,
                "log.dirs", "/data"));
        broker = Broker.create(config, world());
        String where = simulation.await(broker.start(), STEP_MS_MAX);
        simulation.note("ready: " + where.length());
    }

    private BrokerEnvironment world() {
        StoreOpener store = (config, storeLoop, onFatal) -> CompletableFuture.completedFuture(
                new StoreOpener.OpenStore(new InMemoryStore(tree, storeLoop), true, () -> {}));
        return new BrokerEnvironment(
                Transport.inMemory(simulation.network()),
                loop.ioLoops(),
                Buffers.pooled(1),
                loop.executor(),
                loop.executor(),
                disk,
                store,
                simulation.clock(),
                simulation.ticker(),
                simulation.random().split(),
                () -> simulation.note("exit"),
                () -> {});
    }

    /** As after SIGTERM. */
    void stop() {
        simulation.await(broker.stop(), STEP_MS_MAX);
        simulation.forget(loop);
        simulation.note("stopped");
    }

    /** The machine loses its power. */
    void losePower() {
        simulation.forget(loop);
        disk.powerLoss(simulation.random());
        simulation.note("power lost");
    }
}
