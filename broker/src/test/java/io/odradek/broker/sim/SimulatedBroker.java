/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.odradek.broker.Broker;
import io.odradek.broker.BrokerEnvironment;
import io.odradek.broker.StoreOpener;
import io.odradek.broker.Threads;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.config.BrokerConfig;
import io.odradek.broker.log.MemoryDisk;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.controller.store.InMemoryStore;
import io.odradek.controller.store.InMemoryTree;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The real broker, pipeline included, in a world of memory. Its disk outlives it, and so does the tree, which brokers of
 * one cluster share; each life has a loop of its own, so that a dead one is simply never turned again.
 */
final class SimulatedBroker {
    static final String LISTENER = "PLAINTEXT";
    private static final int PORT = 9092;
    private static final long STEP_MS_MAX = 60_000;
    /** How long ZooKeeper waits for a client that it hears nothing of: Kafka's default. */
    static final long SESSION_MS = 18_000;

    /** What the broker is now; only one that runs has a loop that is turned. */
    enum State {
        DOWN,
        RUNNING,
        PAUSED
    }

    private final Simulation simulation;
    private final int id;
    private final InMemoryTree tree;
    private final boolean alone;
    private final Map<String, String> settings;
    private final MemoryDisk disk = new MemoryDisk();
    private State state = State.DOWN;
    private HandDrivenLoop loop;
    private InMemoryStore store;
    private Broker broker;
    private int lives;
    private boolean sessionLost;

    /** One that is alone, with a tree that nobody else has. */
    SimulatedBroker(Simulation simulation) {
        this(simulation, 1, new InMemoryTree(), true, Map.of());
    }

    SimulatedBroker(Simulation simulation, int id, InMemoryTree tree, boolean alone, Map<String, String> moreSettings) {
        this.simulation = simulation;
        this.id = id;
        this.tree = tree;
        this.alone = alone;
        this.settings = new HashMap<>(moreSettings);
        settings.put("broker.id", Integer.toString(id));
        settings.put("listeners", LISTENER + "://" + host() + ":" + PORT);
        settings.put("log.dirs", "/data");
    }

    int id() {
        return id;
    }

    String host() {
        return "broker-" + id;
    }

    State state() {
        return state;
    }

    /** How to reach it. */
    BrokerImage image() {
        return new BrokerImage(id, 0, Map.of(LISTENER, new Endpoint(LISTENER, LISTENER, host(), PORT)), null);
    }

    ApiRegistry registry() {
        return broker.registry();
    }

    InMemoryTree tree() {
        return tree;
    }

    MemoryDisk disk() {
        return disk;
    }

    void start() {
        var unused = simulation.await(begin(), STEP_MS_MAX);
        simulation.note("ready");
    }

    /** Starts, and completes when clients are answered. */
    CompletableFuture<Map<String, InetSocketAddress>> begin() {
        simulation.network().reset(host());
        lives++;
        state = State.RUNNING;
        sessionLost = false;
        loop = simulation.newLoop();
        broker = Broker.create(BrokerConfig.of(settings), world());
        return broker.start();
    }

    /** The loops are the simulation's, which turns them by hand. */
    private record NoThreads() implements Threads {
        @Override
        public void end() {}

        @Override
        public Optional<Halt> halt(long timeoutMs) {
            return Optional.empty();
        }

        @Override
        public boolean awaitEnd(long timeoutMs) {
            return true;
        }
    }

    private BrokerEnvironment world() {
        int life = lives;
        InMemoryStore opened = new InMemoryStore(tree, loop.executor());
        store = opened;
        StoreOpener stores = (config, storeLoop, onFatal) ->
                CompletableFuture.completedFuture(new StoreOpener.OpenStore(opened, alone, () -> {}));
        return new BrokerEnvironment(
                simulation.network().transportOf(host()),
                loop.ioLoops(),
                Simulation.BUFFERS,
                loop.executor(),
                loop.executor(),
                disk,
                stores,
                simulation.clock(),
                simulation.ticker(),
                simulation.random().split(),
                () -> simulation.note("broker " + id + " exits in life " + life),
                new NoThreads());
    }

    /** As after SIGTERM. */
    void stop() {
        simulation.await(broker.stop(), STEP_MS_MAX);
        simulation.forget(loop);
        state = State.DOWN;
        simulation.note("stopped");
    }

    /** As after SIGKILL: what was written stays, connections are reset, the session lives on for a while. */
    void kill() {
        simulation.note("broker " + id + " killed");
        die();
        disk.processKilled();
        simulation.network().reset(host());
    }

    /** The machine loses its power; its peers hear nothing until it is up again. */
    void losePower() {
        simulation.note("broker " + id + " loses its power");
        die();
        disk.powerLoss(simulation.random());
    }

    private void die() {
        simulation.forget(loop);
        state = State.DOWN;
        InMemoryStore abandoned = store;
        abandoned.abandon();
        simulation.later(SESSION_MS, abandoned::expireAbandoned);
    }

    /** As by SIGSTOP. */
    void pause() {
        simulation.note("broker " + id + " paused");
        simulation.forget(loop);
        state = State.PAUSED;
        int life = lives;
        InMemoryStore held = store;
        simulation.later(SESSION_MS, () -> {
            if (life == lives && state == State.PAUSED) {
                held.expireAbandoned();
                sessionLost = true;
            }
        });
    }

    /** As by SIGCONT. */
    void resume() {
        simulation.note("broker " + id + " resumed");
        state = State.RUNNING;
        simulation.resume(loop);
        if (sessionLost) {
            sessionLost = false;
            store.expire();
        }
    }

    /** The coordination store is out of reach, and back within the session's life. */
    void suspendStore() {
        store.suspend();
    }

    void resumeStore() {
        store.resume();
    }
}
