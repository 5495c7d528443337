/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.net.HandDrivenLoop;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.PeerTransport;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.ImageDelta;
import io.odradek.controller.image.LeaderState;
import io.odradek.controller.image.PartitionImage;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsResponse;
import io.odradek.protocol.message.MetadataRequest;
import io.odradek.protocol.message.MetadataRequest.MetadataRequestTopic;
import io.odradek.protocol.message.MetadataResponse;
import io.odradek.protocol.wire.ApiMessage;
import io.odradek.protocol.wire.Uuid;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Broker 2 leads partition 1 of "orders" until its connection breaks. */
@Timeout(30)
class LostLeadersTest {
    private static final Uuid ID = new Uuid(3, 4);

    private final HandDrivenLoop turn = new HandDrivenLoop();
    private final ClusterView cluster = Clusters.withTopic("orders", ID, 2);
    private final Probes probes = new Probes();
    private final LostLeaders lost = new LostLeaders(cluster, turn.executor(), probes);
    private final MetadataHandler handler =
            new MetadataHandler(cluster, new TopicAutoCreation(new FakeAdmin().asController(), true, 1000), lost);

    /** Answers nothing until told. */
    private static final class Probes implements PeerTransport {
        private CompletableFuture<ApiMessage> last = new CompletableFuture<>();
        private int sent;

        @Override
        public CompletionStage<ApiMessage> send(BrokerImage to, short version, ApiMessage request) {
            sent++;
            last = new CompletableFuture<>();
            return last;
        }

        @Override
        public void forget(BrokerImage broker) {}

        @Override
        public PeerLink link(BrokerImage to, Consumer<PeerSign> listener) {
            return () -> {};
        }
    }

    @BeforeEach
    void anotherTopicThatBrokerTwoDoesNotLead() {
        cluster.apply(change(new ImageDelta.TopicChange("others", new Uuid(5, 6), List.of(ledBy(0, 1, 5)))));
    }

    private static PartitionImage ledBy(int partition, int leader, int epoch) {
        return new PartitionImage(
                partition,
                new LeaderState(leader, epoch, List.of(1, 2), 7),
                List.of(1, 2),
                List.of(),
                List.of(),
                List.of());
    }

    private ImageDelta change(ImageDelta.TopicChange topic) {
        return new ImageDelta(1, 1, cluster.image().brokers(), List.of(topic));
    }

    private BrokerImage brokerTwo() {
        return cluster.image().brokers().get(2);
    }

    private void lose(BrokerImage broker) {
        lost.lost(broker);
        turn.settle();
    }

    private RecordingReply<MetadataResponse> ask(MetadataRequest request) {
        RecordingReply<MetadataResponse> reply = new RecordingReply<>();
        handler.handle(new TestConnection().request(ApiKey.METADATA, 13), request, reply);
        turn.settle();
        return reply;
    }

    private RecordingReply<MetadataResponse> askFor(String topic) {
        return ask(new MetadataRequest().topics(List.of(new MetadataRequestTopic().name(topic))));
    }

    private static int leader(RecordingReply<MetadataResponse> reply, int partition) {
        return reply.answer().topics().get(0).partitions().get(partition).leaderId();
    }

    @Test
    void aLeaderThatWasLostIsNamedOnlyOnceItHasASuccessor() {
        lose(brokerTwo());
        RecordingReply<MetadataResponse> byName = askFor("orders");
        RecordingReply<MetadataResponse> byId = ask(new MetadataRequest()
                .topics(List.of(new MetadataRequestTopic().name(null).topicId(ID))));
        assertThat(byName.isDone()).isFalse();
        assertThat(byId.isDone()).isFalse();

        cluster.apply(change(new ImageDelta.TopicChange("orders", ID, List.of(ledBy(1, 1, 6)))));
        turn.settle();

        assertThat(leader(byName, 1)).isEqualTo(1);
        assertThat(leader(byId, 1)).isEqualTo(1);
    }

    @Test
    void whoAsksForAllTopicsOrForOnesThatItDoesNotLeadIsAnsweredAtOnce() {
        lose(brokerTwo());

        assertThat(askFor("others").isDone()).isTrue();
        assertThat(ask(new MetadataRequest().topics(null)).isDone()).isTrue();
    }

    @Test
    void aChangeOfSomethingElseIsNoReasonToAnswer() {
        lose(brokerTwo());
        RecordingReply<MetadataResponse> reply = askFor("orders");

        cluster.apply(change(new ImageDelta.TopicChange("others", new Uuid(5, 6), List.of(ledBy(0, 1, 6)))));
        turn.settle();

        assertThat(reply.isDone()).isFalse();
    }

    @Test
    void aSuccessorThatDoesNotComeIsWaitedForOnceAndNotForLong() {
        lose(brokerTwo());
        RecordingReply<MetadataResponse> reply = askFor("orders");

        turn.pass(LostLeaders.HOLD_MS);
        assertThat(leader(reply, 1)).isEqualTo(2);

        lose(brokerTwo());
        assertThat(askFor("orders").isDone()).isTrue();
    }

    @Test
    void aBrokerThatAnswersIsNotLostAndMayBeLostAgain() {
        lose(brokerTwo());
        RecordingReply<MetadataResponse> reply = askFor("orders");

        probes.last.complete(new ApiVersionsResponse());
        turn.settle();
        assertThat(leader(reply, 1)).isEqualTo(2);

        lose(brokerTwo());
        assertThat(probes.sent).isEqualTo(2);
        assertThat(askFor("orders").isDone()).isFalse();
    }

    @Test
    void aRefusedProbeGoesOnWaiting() {
        lose(brokerTwo());
        RecordingReply<MetadataResponse> reply = askFor("orders");

        probes.last.completeExceptionally(new IOException("refused"));
        turn.settle();

        assertThat(reply.isDone()).isFalse();
    }

    @Test
    void aLeaderThatHasRegisteredAnewIsNamed() {
        BrokerImage before = brokerTwo();
        lose(before);
        RecordingReply<MetadataResponse> reply = askFor("orders");

        BrokerImage after = new BrokerImage(2, before.epoch() + 1, before.endpoints(), before.rack());
        cluster.apply(new ImageDelta(1, 1, Map.of(1, cluster.image().brokers().get(1), 2, after), List.of()));
        turn.settle();

        assertThat(leader(reply, 1)).isEqualTo(2);
    }
}
