/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.ApiRegistry;
import io.odradek.broker.api.Reply;
import io.odradek.broker.api.RequestContext;
import io.odradek.controller.PeerLink;
import io.odradek.controller.PeerSign;
import io.odradek.controller.image.BrokerImage;
import io.odradek.controller.image.Endpoint;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.ApiVersionsRequest;
import io.odradek.protocol.message.ApiVersionsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a broker over a link in memory, in virtual time. */
@Timeout(30)
final class PeerHeartbeatTest {
    private static final String LISTENER = "PLAINTEXT";
    private static final NetSettings SETTINGS = new NetSettings(
            1 << 20, 600_000, -1, -1, 50, 64, 1 << 20, Long.MAX_VALUE, NetSettings.ConnectionLimits.NONE);
    private static final PeerSign OURS = new PeerSign.Answers(true);
    private static final PeerSign KAFKAS = new PeerSign.Answers(false);
    private static final PeerSign SILENT = new PeerSign.Silent();
    private static final PeerSign REFUSED = new PeerSign.Refused();

    private final HandDrivenLoop loop = new HandDrivenLoop();
    private final Transport transport = Transport.inMemory("PeerHeartbeatTest");
    private final Versions versions = new Versions();
    private final List<PeerSign> signs = new ArrayList<>();
    private final PeerClient client = new PeerClient(
            loop.ioLoops(), transport, Buffers.pooled(1), new PeerClient.Settings(LISTENER, "7", 30_000, 1 << 20));
    private NetServer server = started();
    private PeerLink link = () -> {};

    private NetServer started() {
        ReadyGate gate = new ReadyGate(loop.executor());
        gate.open();
        NetServer made = new NetServer(transport, loop.ioLoops(), Buffers.pooled(1), SETTINGS, gate, loop.ticker());
        var bound = made.bind(new ListenerAddress(LISTENER, "broker", 9092));
        made.accept(new ApiRegistry(List.of(versions)));
        loop.settle();
        assertThat(bound.isSuccess()).isTrue();
        return made;
    }

    private void watch() {
        Endpoint endpoint = new Endpoint(LISTENER, LISTENER, "broker", 9092);
        link = client.link(new BrokerImage(1, 1, Map.of(LISTENER, endpoint), null), signs::add);
        loop.settle();
    }

    private void endServer() {
        var unused = server.close();
        loop.settle();
    }

    @AfterEach
    void stop() {
        link.close();
        client.close();
        endServer();
    }

    @Test
    void aBrokerThatAnswersIsToldOfOnce() {
        watch();

        loop.pass(60_000);

        assertThat(signs).containsExactly(OURS);
        assertThat(versions.asked).as("twice a second").isBetween(119, 122);
        assertThat(server.connectionCount()).isEqualTo(1);
    }

    @Test
    void aBrokerOfKafkasIsToldApart() {
        versions.metadataVersion = 12;

        watch();

        assertThat(signs).containsExactly(KAFKAS);
    }

    @Test
    void anEndedProcessIsToldOfWithoutTimePassing() {
        watch();

        endServer();

        assertThat(signs).containsExactly(OURS, REFUSED);
    }

    @Test
    void aBrokerThatOnlyClosedTheConnectionIsNotDead() {
        watch();
        endServerAndStartAnother();

        loop.pass(10_000);

        assertThat(signs).startsWith(OURS).doesNotContain(SILENT).endsWith(OURS);
    }

    private void endServerAndStartAnother() {
        var unused = server.close();
        loop.settle();
        server = started();
    }

    /** As when a controller takes up its term again, and the broker has ended meanwhile. */
    @Test
    void aRegistrationThatHasAnsweredAnEarlierLinkIsNotTakenForOneThatIsAboutToListen() {
        watch();
        link.close();
        endServer();

        watch();

        assertThat(signs).containsExactly(OURS, REFUSED);
    }

    @Test
    void aProcessWhoseListenerIsTheLastToGoIsToldOfSoon() {
        watch();
        versions.closes = true;
        loop.pass(500);

        endServer();
        loop.pass(20);

        assertThat(signs).startsWith(OURS, REFUSED);
    }

    @Test
    void aBrokerThatClosesEachConnectionIsNotAskedWithoutEnd() {
        watch();
        versions.closes = true;
        int before = versions.asked;

        loop.pass(10_000);

        assertThat(versions.asked - before).isBetween(20, 32);
    }

    @Test
    void aBrokerThatRegisteredBeforeItListensIsNotTakenForEnded() {
        endServer();
        watch();

        loop.pass(900);
        server = started();
        loop.pass(100);

        assertThat(signs).doesNotContain(REFUSED).endsWith(OURS);
    }

    @Test
    void aBrokerThatIsNotThereSoonIsToldOfOnceAndHeardOfWhenItIs() {
        endServer();
        watch();

        loop.pass(5_000);
        assertThat(signs).containsExactly(new PeerSign.Absent());

        server = started();
        loop.pass(100);
        assertThat(signs).containsExactly(new PeerSign.Absent(), OURS);
    }

    @Test
    void aBrokerThatNeverListensIsSilentAndNotEnded() {
        endServer();
        watch();

        loop.pass(30_000);

        assertThat(signs).contains(SILENT).doesNotContain(REFUSED);
    }

    @Test
    void aHungBrokerIsToldSilentFromASecondOnUntilItAnswers() {
        watch();
        versions.hang = true;
        // The next question leaves within half a second; a second after it comes the first sign.
        loop.pass(500);
        loop.pass(999);
        assertThat(signs).containsExactly(OURS);
        loop.pass(501);
        assertThat(signs).containsExactly(OURS, SILENT, SILENT);

        versions.hang = false;
        versions.answerHeld();
        loop.settle();

        assertThat(signs).containsExactly(OURS, SILENT, SILENT, OURS);
    }

    @Test
    void aBrokerThatHasNotAnsweredYetMayBeStarting() {
        versions.hang = true;
        watch();
        loop.pass(9_000);
        assertThat(signs).isEmpty();

        loop.pass(2_000);

        assertThat(signs).contains(SILENT);
    }

    @Test
    void aLongSilenceIsTriedAgainOnANewConnection() {
        watch();
        versions.hang = true;
        loop.pass(20_000);
        assertThat(signs).contains(SILENT);
        versions.forgetHeld();

        versions.hang = false;
        loop.pass(5_000);

        assertThat(signs).endsWith(OURS);
    }

    @Test
    void aClosedLinkTellsNothing() {
        watch();
        link.close();
        loop.settle();

        endServer();
        loop.pass(10_000);

        assertThat(signs).containsExactly(OURS);
    }

    /** Answers at once, or not before it is told to. */
    private static final class Versions implements ApiHandler<ApiVersionsRequest, ApiVersionsResponse> {
        private final List<Reply<ApiVersionsResponse>> held = new ArrayList<>();
        private boolean hang;
        private boolean closes;
        private int asked;
        private int metadataVersion = 13;

        @Override
        public ApiKey apiKey() {
            return ApiKey.API_VERSIONS;
        }

        @Override
        public short lowestVersion() {
            return 0;
        }

        @Override
        public short highestVersion() {
            return 4;
        }

        @Override
        public void handle(RequestContext context, ApiVersionsRequest request, Reply<ApiVersionsResponse> reply) {
            asked++;
            if (closes) {
                reply.close("as a process that is being killed");
            } else if (hang) {
                held.add(reply);
            } else {
                answer(reply);
            }
        }

        private void answer(Reply<ApiVersionsResponse> reply) {
            reply.send(new ApiVersionsResponse()
                    .apiKeys(List.of(
                            version(ApiKey.METADATA.id(), metadataVersion), version(ApiKey.LEADER_AND_ISR.id(), 7))));
        }

        private static ApiVersionsResponse.ApiVersion version(short key, int highest) {
            return new ApiVersionsResponse.ApiVersion().apiKey(key).maxVersion((short) highest);
        }

        void answerHeld() {
            held.forEach(this::answer);
            held.clear();
        }

        void forgetHeld() {
            held.clear();
        }
    }
}
