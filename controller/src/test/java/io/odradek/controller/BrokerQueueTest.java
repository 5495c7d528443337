/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.controller.image.BrokerImage;
import io.odradek.protocol.message.UpdateMetadataRequest;
import io.odradek.protocol.wire.ApiMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BrokerQueueTest {
    private static final BrokerImage BROKER = new BrokerImage(1, 9, Map.of(), null);

    private final StepLoop loop = new StepLoop();
    private final RecordingPeers peers = new RecordingPeers();
    private int resends;
    private final BrokerQueue queue = new BrokerQueue(BROKER, peers, loop, () -> resends++);

    private CompletableFuture<Optional<ApiMessage>> add(int epoch) {
        return queue.add((short) 8, new UpdateMetadataRequest().controllerEpoch(epoch))
                .toCompletableFuture();
    }

    private void addOnly(int epoch) {
        assertThat(add(epoch)).isNotNull();
    }

    private List<Integer> sent() {
        List<Integer> epochs = new ArrayList<>();
        peers.requests(UpdateMetadataRequest.class).forEach(request -> epochs.add(request.controllerEpoch()));
        return epochs;
    }

    @Test
    void requestsGoOneAtATimeInOrder() {
        List<CompletableFuture<ApiMessage>> answers = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        BrokerQueue slow = new BrokerQueue(
                BROKER,
                new PeerTransport() {
                    @Override
                    public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
                        seen.add(((UpdateMetadataRequest) request).controllerEpoch());
                        answers.add(new CompletableFuture<>());
                        return answers.get(answers.size() - 1);
                    }

                    @Override
                    public void forget(BrokerImage broker) {}

                    @Override
                    public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
                        return () -> {};
                    }
                },
                loop,
                () -> {});
        slow.add((short) 8, new UpdateMetadataRequest().controllerEpoch(1));
        slow.add((short) 8, new UpdateMetadataRequest().controllerEpoch(2));
        assertThat(seen).containsExactly(1);

        answers.get(0).complete(new UpdateMetadataRequest());

        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void aRequestThatFailsIsSentAgainBeforeTheNext() {
        peers.unreachable(1, true);
        CompletableFuture<Optional<ApiMessage>> first = add(1);
        addOnly(2);
        loop.advance(500);
        assertThat(first).isNotDone();

        peers.unreachable(1, false);
        loop.advance(1_100);

        assertThat(sent()).containsExactly(1, 2);
        assertThat(first.join()).isPresent();
    }

    @Test
    void drainedWaitsForAllThatWasAddedBefore() {
        peers.unreachable(1, true);
        addOnly(1);
        addOnly(2);
        CompletableFuture<Void> drained = queue.drained().toCompletableFuture();
        assertThat(drained).isNotDone();

        peers.unreachable(1, false);
        loop.advance(1_100);

        assertThat(drained).isDone();
        assertThat(queue.drained().toCompletableFuture()).isDone();
    }

    @Test
    void aFullQueueIsEmptiedAndTheBrokerToldEverythingWhenItAnswers() {
        peers.unreachable(1, true);
        List<CompletableFuture<Optional<ApiMessage>>> answers = new ArrayList<>();
        for (int i = 0; i < BrokerQueue.WAITING_MAX; i++) {
            answers.add(add(i));
        }
        assertThat(answers.get(1)).isNotDone();

        addOnly(-1);

        assertThat(answers.get(1).join()).isEmpty();
        assertThat(answers.get(0)).isNotDone();
        peers.unreachable(1, false);
        loop.advance(1_100);
        assertThat(sent()).containsExactly(0, -1);
        assertThat(resends).isEqualTo(1);
    }

    @Test
    void aClosedQueueSendsNothingMoreAndAnswersWithNothing() {
        peers.unreachable(1, true);
        CompletableFuture<Optional<ApiMessage>> waiting = add(1);

        queue.close();
        peers.unreachable(1, false);
        loop.advance(2_000);

        assertThat(waiting.join()).isEmpty();
        assertThat(add(2).join()).isEmpty();
        assertThat(sent()).isEmpty();
    }
}
