/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.EventExecutor;
import io.odradek.broker.api.ApiHandler;
import io.odradek.broker.api.Reply;
import io.odradek.broker.api.RequestContext;
import io.odradek.protocol.message.ApiKey;
import io.odradek.protocol.message.FetchRequest;
import io.odradek.protocol.message.FetchResponse;
import io.odradek.protocol.message.HeartbeatRequest;
import io.odradek.protocol.message.HeartbeatResponse;
import io.odradek.protocol.message.ProduceRequest;
import io.odradek.protocol.message.ProduceResponse;
import io.odradek.protocol.wire.ApiMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
final class MovingConnectionTest {
    private static final int MANY = 200;
    private static final int PEERS = 40;
    private static final int HEARTBEAT_VERSION = 4;
    private static final int FETCH_VERSION = 11;
    private static final int PRODUCE_VERSION = 9;

    /** The loop of each connection whose request was handled. */
    private final BlockingQueue<EventExecutor> handledOn = new LinkedBlockingQueue<>();

    private final AtomicReference<@Nullable EventExecutor> owner = new AtomicReference<>();
    private volatile boolean answersHeld;

    static Stream<Transport> transports() {
        return Stream.of(Transport.nio(), Transport.ofSystem());
    }

    @ParameterizedTest
    @MethodSource("transports")
    void everyConnectionEndsUpOnTheLoopThatOwnsWhatItAsksFor(Transport transport) throws Exception {
        try (ServerFixture fixture = started(transport)) {
            for (EventExecutor loop : fixture.loops.executors()) {
                owner.set(loop);
                for (int i = 0; i < 4; i++) {
                    try (Socket socket = fixture.connect()) {
                        send(socket, heartbeat(1));
                        assertThat(answer(socket)).isEqualTo(1);
                    }
                    assertThat(handled()).isSameAs(loop);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatWasSentBehindTheFirstRequestIsAnsweredInItsOrder(Transport transport) throws Exception {
        try (ServerFixture fixture = started(transport)) {
            for (EventExecutor loop : fixture.loops.executors()) {
                owner.set(loop);
                try (Socket socket = fixture.connect()) {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    for (int id = 0; id < MANY; id++) {
                        all.writeBytes(heartbeat(id));
                    }

                    send(socket, all.toByteArray());

                    for (int id = 0; id < MANY; id++) {
                        assertThat(answer(socket)).isEqualTo(id);
                        assertThat(handled()).isSameAs(loop);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void itMovesOnceAndStays(Transport transport) throws Exception {
        try (ServerFixture fixture = started(transport);
                Socket socket = fixture.connect()) {
            EventExecutor first = fixture.loops.executors().get(0);
            owner.set(first);
            send(socket, heartbeat(1));
            assertThat(answer(socket)).isEqualTo(1);
            owner.set(fixture.loops.executors().get(1));

            send(socket, heartbeat(2));

            assertThat(answer(socket)).isEqualTo(2);
            assertThat(List.of(handled(), handled())).containsOnly(first);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void oneThatHasFetchedStaysWithItsSession(Transport transport) throws Exception {
        try (ServerFixture fixture = started(transport);
                Socket socket = fixture.connect()) {
            send(socket, bytes(new FetchRequest(), FETCH_VERSION, 1));
            assertThat(answer(socket)).isEqualTo(1);
            EventExecutor before = handled();
            owner.set(other(fixture, before));

            send(socket, heartbeat(2));

            assertThat(answer(socket)).isEqualTo(2);
            assertThat(handled()).isSameAs(before);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPeerThatGoesAtOnceLeavesNothingBehind(Transport transport) throws Exception {
        try (ServerFixture fixture = started(transport)) {
            List<EventExecutor> loops = fixture.loops.executors();
            for (int i = 0; i < PEERS; i++) {
                owner.set(loops.get(i % 2));
                try (Socket socket = fixture.connect()) {
                    socket.setSoLinger(true, 0);
                    send(socket, heartbeat(1));
                }
            }

            try (Socket socket = fixture.connect()) {
                send(socket, heartbeat(2));
                assertThat(answer(socket)).isEqualTo(2);
                while (fixture.server.connectionCount() > 1) {
                    send(socket, heartbeat(3));
                    assertThat(answer(socket)).isEqualTo(3);
                }
            }
            assertThat(fixture.hasMoreComplaints()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void recordsCountOnTheLoopWhereTheirConnectionHasGone(Transport transport) throws Exception {
        NetSettings oneAndAHalf = withRequestBytes(2 * (produce(1).length - Integer.BYTES) * 3 / 2);
        try (ServerFixture fixture = started(transport, oneAndAHalf)) {
            owner.set(fixture.loops.executors().get(0));
            for (int i = 0; i < 4; i++) {
                try (Socket socket = fixture.connect()) {
                    send(socket, produce(1));
                    assertThat(answer(socket)).isEqualTo(1);
                    assertThat(handled()).isSameAs(owner.get());
                }
            }
            owner.set(null);
            answersHeld = true;
            for (int i = 0; i < 2; i++) {
                try (Socket socket = fixture.connect()) {
                    send(socket, produce(1));
                    EventExecutor loop = handled();
                    send(socket, produce(2));
                    assertThat(handled()).as("there is room for a second").isSameAs(loop);
                    send(socket, produce(3));
                    assertThat(handledOn.poll(100, TimeUnit.MILLISECONDS))
                            .as("and for no third")
                            .isNull();
                }
            }
        }
    }

    private static NetSettings withRequestBytes(long requestBytesMax) {
        NetSettings usual = NetSettings.DEFAULTS;
        return new NetSettings(
                usual.frameBytesMax(),
                usual.idleMsMax(),
                usual.sendBufferBytes(),
                usual.receiveBufferBytes(),
                usual.backlog(),
                usual.inFlightMax(),
                usual.inFlightBytesMax(),
                requestBytesMax,
                usual.connectionLimits());
    }

    private static EventExecutor other(ServerFixture fixture, EventExecutor one) {
        return fixture.loops.executors().stream()
                .filter(loop -> loop != one)
                .findFirst()
                .orElseThrow();
    }

    private ServerFixture started(Transport transport) {
        return started(transport, NetSettings.DEFAULTS);
    }

    private ServerFixture started(Transport transport, NetSettings settings) {
        List<ApiHandler<?, ?>> handlers = new ArrayList<>();
        handlers.add(new OwnedHeartbeat());
        handlers.add(new OwnedProduce());
        handlers.add(new Fetches());
        return new ServerFixture(transport, settings, handlers);
    }

    private EventExecutor handled() throws InterruptedException {
        EventExecutor loop = handledOn.poll(10, TimeUnit.SECONDS);
        assertThat(loop).isNotNull();
        return loop;
    }

    private static byte[] heartbeat(int id) {
        return bytes(new HeartbeatRequest().groupId("g"), HEARTBEAT_VERSION, id);
    }

    private static byte[] produce(int id) {
        return bytes(new ProduceRequest().acks((short) 1), PRODUCE_VERSION, id);
    }

    private static byte[] bytes(ApiMessage request, int version, int id) {
        ByteBuf frame = Frames.request(request, version, id);
        byte[] bytes = ByteBufUtil.getBytes(frame);
        frame.release();
        return bytes;
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The correlation id. */
    private static int answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return ByteBuffer.wrap(answer).getInt();
    }

    private final class OwnedHeartbeat implements ApiHandler<HeartbeatRequest, HeartbeatResponse> {
        @Override
        public ApiKey apiKey() {
            return ApiKey.HEARTBEAT;
        }

        @Override
        public short lowestVersion() {
            return 0;
        }

        @Override
        public short highestVersion() {
            return HEARTBEAT_VERSION;
        }

        @Override
        public @Nullable EventExecutor ownerOf(HeartbeatRequest request) {
            return owner.get();
        }

        @Override
        public void handle(RequestContext context, HeartbeatRequest request, Reply<HeartbeatResponse> reply) {
            assert context.ioLoop().inEventLoop();
            handledOn.add(context.ioLoop());
            reply.send(new HeartbeatResponse());
        }
    }

    private final class OwnedProduce implements ApiHandler<ProduceRequest, ProduceResponse> {
        @Override
        public ApiKey apiKey() {
            return ApiKey.PRODUCE;
        }

        @Override
        public short lowestVersion() {
            return PRODUCE_VERSION;
        }

        @Override
        public short highestVersion() {
            return PRODUCE_VERSION;
        }

        @Override
        public @Nullable EventExecutor ownerOf(ProduceRequest request) {
            return owner.get();
        }

        @Override
        public void handle(RequestContext context, ProduceRequest request, Reply<ProduceResponse> reply) {
            handledOn.add(context.ioLoop());
            if (!answersHeld) {
                reply.send(new ProduceResponse());
            }
        }
    }

    private final class Fetches implements ApiHandler<FetchRequest, FetchResponse> {
        @Override
        public ApiKey apiKey() {
            return ApiKey.FETCH;
        }

        @Override
        public short lowestVersion() {
            return 4;
        }

        @Override
        public short highestVersion() {
            return FETCH_VERSION;
        }

        @Override
        public boolean keepsStateOnLoop() {
            return true;
        }

        @Override
        public void handle(RequestContext context, FetchRequest request, Reply<FetchResponse> reply) {
            handledOn.add(context.ioLoop());
            reply.send(new FetchResponse());
        }
    }
}
