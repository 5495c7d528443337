/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.sim;

import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.broker.net.PeerClient;
import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.wire.ApiMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client's connections to simulated brokers. */
final class SimulatedConnections {
    private static final int BYTES_MAX = 1 << 22;
    private static final int ANSWER_MS_MAX = 40_000;

    private final Simulation simulation;
    private final HandDrivenLoop loop;
    private final PeerClient peer;

    /** @param answerMsMax when to give an answer up, and its connection with it */
    SimulatedConnections(Simulation simulation, String host, int answerMsMax) {
        this.simulation = simulation;
        this.loop = simulation.newLoop();
        this.peer = new PeerClient(
                loop.ioLoops(),
                simulation.network().transportOf(host),
                Simulation.BUFFERS,
                new PeerClient.Settings(SimulatedBroker.LISTENER, host, answerMsMax, BYTES_MAX));
    }

    EventExecutor loop() {
        return loop.executor();
    }

    CompletableFuture<ApiMessage> ask(BrokerImage broker, ApiMessage request, int version) {
        return peer.send(broker, (short) version, request).toCompletableFuture();
    }

    ApiMessage await(BrokerImage broker, ApiMessage request, int version) {
        return simulation.await(ask(broker, request, version), ANSWER_MS_MAX);
    }

    void later(long ms, Runnable what) {
        var unused = loop.executor().schedule(what, ms, TimeUnit.MILLISECONDS);
    }

    void close() {
        peer.close();
        simulation.settle();
        simulation.forget(loop);
    }
}
