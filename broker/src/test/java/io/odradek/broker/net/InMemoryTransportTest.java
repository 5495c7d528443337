/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.api.ApiRegistry;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same server and client as everywhere, on one hand-driven loop, through memory, in virtual time. */
@Timeout(30)
final class InMemoryTransportTest {
    private static final String LISTENER = "PLAINTEXT";
    private static final NetSettings SETTINGS =
            new NetSettings(1 << 20, 5_000, -1, -1, 50, 64, 1 << 20, Long.MAX_VALUE, NetSettings.ConnectionLimits.NONE);

    private final HandDrivenLoop loop = new HandDrivenLoop();
    private final Transport transport = Transport.inMemory("InMemoryTransportTest");
    private final HeldMetadata handler = new HeldMetadata();
    private final NetServer server;
    private final PeerClient client;

    InMemoryTransportTest() {
        ReadyGate gate = new ReadyGate(loop.executor());
        gate.open();
        server = new NetServer(transport, loop.ioLoops(), Buffers.pooled(1), SETTINGS, gate, loop.ticker());
        var bound = server.bind(new ListenerAddress(LISTENER, "broker", 9092));
        server.accept(new ApiRegistry(List.of(handler)));
        loop.settle();
        assertThat(bound.isSuccess()).isTrue();
        client = new PeerClient(
                loop.ioLoops(), transport, Buffers.pooled(1), new PeerClient.Settings(LISTENER, "7", 2_000, 1 << 20));
    }

    @AfterEach
    void stop() {
        client.close();
        var unused = server.close();
        loop.settle();
    }

    private CompletableFuture<ApiMessage> ask() {
        BrokerImage broker =
                new BrokerImage(1, 1, Map.of(LISTENER, new Endpoint(LISTENER, LISTENER, "broker", 9092)), null);
        CompletableFuture<ApiMessage> answer =
                client.send(broker, (short) 12, new MetadataRequest()).toCompletableFuture();
        loop.settle();
        return answer;
    }

    @Test
    void aRequestIsAnswered() {
        CompletableFuture<ApiMessage> answer = ask();

        handler.answer(0);
        loop.settle();

        assertThat(answer).isCompletedWithValue(new MetadataResponse());
    }

    @Test
    void timeIsVirtual() {
        CompletableFuture<ApiMessage> answer = ask();

        loop.pass(1_999);
        assertThat(answer).isNotDone();
        loop.pass(1);

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void anIdleConnectionEndsInVirtualTimeToo() {
        CompletableFuture<ApiMessage> answer = ask();
        handler.answer(0);
        loop.settle();
        assertThat(answer).isCompleted();

        loop.pass(5_001);

        assertThat(server.connectionCount()).isZero();
    }
}
