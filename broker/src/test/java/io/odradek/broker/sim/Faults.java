/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.odradek.broker.sim.SimulatedBroker.State;
import java.util.List;

/** Draws faults from the seed, and ends them again. At most one broker loses its power at a time: two may lose records. */
final class Faults {
    private static final int NOTICED_MS = 4_000;
    private static final int STORE_AWAY_MS = 5_000;

    private final Simulation simulation;
    private final SimulatedCluster cluster;
    private long storeBackAtMs;

    Faults(Simulation simulation, SimulatedCluster cluster) {
        this.simulation = simulation;
        this.cluster = cluster;
    }

    void next() {
        switch (simulation.random().nextInt(10)) {
            case 0, 1 -> kill();
            case 2 -> pause();
            case 3 -> cut();
            case 4 -> losePower();
            case 5 -> suspendStore();
            case 6 -> stop();
            default -> mend();
        }
    }

    private SimulatedBroker any(List<SimulatedBroker> among) {
        return among.get(simulation.random().nextInt(among.size()));
    }

    private void kill() {
        List<SimulatedBroker> running = cluster.running();
        if (!running.isEmpty()) {
            any(running).kill();
        }
    }

    private void pause() {
        List<SimulatedBroker> running = cluster.running();
        if (!running.isEmpty()) {
            any(running).pause();
        }
    }

    private void stop() {
        List<SimulatedBroker> running = cluster.running();
        if (running.size() == cluster.brokers().size()) {
            simulation.note("a clean stop");
            any(running).stop();
        }
    }

    /** One way or both. */
    private void cut() {
        SimulatedBroker one = any(cluster.brokers());
        SimulatedBroker other = any(cluster.brokers());
        if (one != other) {
            simulation.note("cut " + one.id() + " " + other.id());
            simulation.network().cut(one.host(), other.host());
            if (simulation.random().nextBoolean()) {
                simulation.network().cut(other.host(), one.host());
            }
        }
    }

    /**
     * Only while every replica is in sync and reaches every other and the store, and with time for the others to notice,
     * or for the broker to come back before they do: the last replicas that know of a record lose it with any Kafka that
     * does not force each one to the disk. Two that cannot hear each other leave a silent controller's place to its
     * session, and without the store nobody can be left out: if the others are killed before that ends, all three return
     * as equals, and the one that forgot leads.
     */
    private void losePower() {
        List<SimulatedBroker> running = cluster.running();
        boolean othersCanAct = !simulation.network().isCutAnywhere() && simulation.nowMs() >= storeBackAtMs;
        if (running.size() < cluster.brokers().size() || !othersCanAct || !cluster.isInSync()) {
            return;
        }
        SimulatedBroker unlucky = any(running);
        unlucky.losePower();
        if (simulation.random().nextBoolean()) {
            simulation.pass(simulation.random().nextInt(NOTICED_MS));
            var unused = unlucky.begin();
        }
        simulation.pass(NOTICED_MS);
    }

    private void suspendStore() {
        simulation.note("store suspended");
        cluster.running().forEach(SimulatedBroker::suspendStore);
        storeBackAtMs = simulation.nowMs() + STORE_AWAY_MS;
        simulation.later(STORE_AWAY_MS, () -> cluster.brokers().forEach(SimulatedBroker::resumeStore));
    }

    private void mend() {
        simulation.note("mend");
        simulation.network().heal();
        for (SimulatedBroker broker : cluster.brokers()) {
            if (broker.state() == State.PAUSED) {
                broker.resume();
            } else if (broker.state() == State.DOWN) {
                var unused = broker.begin();
            }
        }
    }
}
