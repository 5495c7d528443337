/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.wire.ApiMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PeerClientTest {
    private final HeldMetadata held = new HeldMetadata();
    private final ServerFixture fixture = new ServerFixture(Transport.nio(), NetSettings.DEFAULTS, List.of(held));
    private final PeerClient client = client(20_000);

    private PeerClient client(int timeoutMs) {
        return new PeerClient(
                fixture.loops,
                Transport.nio(),
                Buffers.pooled(1),
                new PeerClient.Settings(ServerFixture.LISTENER, "7", timeoutMs, 1 << 20));
    }

    @AfterEach
    void stop() {
        client.close();
        fixture.close();
    }

    private BrokerImage broker(int port) {
        Endpoint endpoint = new Endpoint(ServerFixture.LISTENER, "PLAINTEXT", "127.0.0.1", port);
        return new BrokerImage(1, 1, Map.of(ServerFixture.LISTENER, endpoint), null);
    }

    private CompletableFuture<ApiMessage> ask(PeerClient from, ApiMessage request) {
        return from.send(broker(fixture.address.getPort()), (short) 3, request).toCompletableFuture();
    }

    private static ApiVersionsRequest hello() {
        return new ApiVersionsRequest().clientSoftwareName("peer").clientSoftwareVersion("1");
    }

    @Test
    void anAnswerComesBack() throws Exception {
        ApiMessage answer = ask(client, hello()).get();

        assertThat(((ApiVersionsResponse) answer).apiKeys()).hasSize(2);
    }

    @Test
    void manyRequestsAtATimeAreAllAnswered() throws Exception {
        List<CompletableFuture<ApiMessage>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(ask(client, hello()));
        }

        for (CompletableFuture<ApiMessage> answer : answers) {
            assertThat(answer.get()).isInstanceOf(ApiVersionsResponse.class);
        }
    }

    @Test
    void aRefusedConnectionFailsTheRequest() {
        CompletableFuture<ApiMessage> answer =
                client.send(broker(1), (short) 3, hello()).toCompletableFuture();

        assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void noAnswerInTimeFailsTheRequestAndTheNextOneGoesThroughANewConnection() throws Exception {
        PeerClient hasty = client(200);
        CompletableFuture<ApiMessage> unanswered = ask(hasty, new MetadataRequest());

        assertThatThrownBy(unanswered::get).hasMessageContaining("in 200 ms");

        assertThat(ask(hasty, hello()).get()).isInstanceOf(ApiVersionsResponse.class);
        hasty.close();
    }

    @Test
    void whatWaitsWhenTheConnectionBreaksFails() {
        CompletableFuture<ApiMessage> waiting = ask(client, new MetadataRequest());

        fixture.server.close().syncUninterruptibly();

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aClosedClientRefuses() {
        client.close();

        assertThatThrownBy(() -> ask(client, hello()).get()).hasMessageContaining("going down");
    }
}
