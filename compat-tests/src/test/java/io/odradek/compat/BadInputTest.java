/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.odradek.compat.process.MetadataProbe;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that no client would send: they cost their own connection, one line in the log, and nobody else anything. */
@Timeout(60)
@ExtendWith(DumpOnFailure.class)
class BadInputTest {

    @TempDir
    static Path folder;

    private static TestBroker broker;

    @BeforeAll
    static void start() {
        broker = TestBroker.start(folder, Map.of("socket.request.max.bytes", "1000000"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aFrameLongerThanTheLimitClosesItsConnection() throws IOException {
        assertClosedWithALine(frame(1_000_001, new byte[10]));
    }

    @Test
    void aNegativeLengthClosesItsConnection() throws IOException {
        assertClosedWithALine(frame(-1, new byte[10]));
    }

    @Test
    void aFrameTooShortForAHeaderClosesItsConnection() throws IOException {
        assertClosedWithALine(frame(3, new byte[3]));
    }

    @Test
    void anUnknownApiKeyClosesItsConnection() throws IOException {
        assertClosedWithALine(request(999, 0, new byte[4]));
    }

    @Test
    void anUnknownVersionClosesItsConnection() throws IOException {
        assertClosedWithALine(request(3, 99, new byte[4]));
    }

    @Test
    void anAbsurdArrayLengthInsideARequestClosesItsConnection() throws IOException {
        assertClosedWithALine(request(3, 1, new byte[] {0x7f, -1, -1, -1}));
    }

    @Test
    void anHttpRequestClosesItsConnection() throws IOException {
        assertClosedWithALine("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
    }

    @Test
    void aTlsHelloClosesItsConnection() throws IOException {
        byte[] hello = new byte[200];
        hello[0] = 0x16;
        hello[1] = 0x03;
        hello[2] = 0x01;
        assertClosedWithALine(hello);
    }

    @Test
    void randomBytesNeverHinderOthers() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            // A length that fits, so that decoding is reached.
            ByteBuffer.wrap(bytes.length < 4 ? new byte[4] : bytes).putInt(0, Math.max(0, bytes.length - 4));
            try (Socket socket = connect()) {
                socket.getOutputStream().write(bytes);
            } catch (SocketException closedMeanwhile) {
                assertThat(closedMeanwhile).isNotNull();
            }
        }

        assertThat(MetadataProbe.answers(broker.process().port(), 5000)).isTrue();
    }

    @Test
    void aHalfSentFrameDisturbsNobody() throws IOException {
        try (Socket half = connect()) {
            half.getOutputStream().write(frame(100, new byte[20]));

            assertThat(MetadataProbe.answers(broker.process().port(), 5000)).isTrue();
        }
    }

    @Test
    void requestsSentWithoutWaitingAreAnsweredInOrder() throws IOException {
        try (Socket socket = connect()) {
            ByteBuffer many = ByteBuffer.allocate(500 * 40);
            for (int i = 0; i < 500; i++) {
                // ApiVersions v0 and Metadata v1 by turns.
                byte[] body = i % 2 == 0 ? new byte[0] : new byte[] {-1, -1, -1, -1};
                many.put(request(i % 2 == 0 ? 18 : 3, i % 2 == 0 ? 0 : 1, body, i));
            }
            socket.getOutputStream().write(many.array(), 0, many.position());

            DataInputStream in = new DataInputStream(socket.getInputStream());
            List<Integer> answered = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int length = in.readInt();
                answered.add(in.readInt());
                in.skipNBytes(length - 4);
            }

            for (int i = 0; i < 500; i++) {
                assertThat(answered.get(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void hundredsOfConnectionsAreServedAtOnce() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                sockets.add(connect());
            }
            for (Socket socket : sockets) {
                socket.getOutputStream().write(request(18, 0, new byte[0]));
            }
            for (Socket socket : sockets) {
                assertThat(new DataInputStream(socket.getInputStream()).readInt())
                        .isPositive();
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void assertClosedWithALine(byte[] sent) throws IOException {
        try (Socket socket = connect()) {
            String peer = "127.0.0.1:" + socket.getLocalPort();
            // An earlier connection may have had the same port.
            int before = linesThatName(peer).size();
            socket.getOutputStream().write(sent);

            assertThat(isClosedByTheBroker(socket)).isTrue();

            if (!TestBroker.againstKafka()) {
                await().untilAsserted(() -> assertThat(linesThatName(peer))
                        .as("one line that names the peer")
                        .hasSize(before + 1));
            }
        }
        assertThat(MetadataProbe.answers(broker.process().port(), 5000)).isTrue();
    }

    private static List<String> linesThatName(String peer) {
        return broker.process()
                .process()
                .outputText()
                .lines()
                .filter(line -> line.contains(peer))
                .toList();
    }

    private static boolean isClosedByTheBroker(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), broker.process().port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static byte[] frame(int length, byte[] body) {
        return ByteBuffer.allocate(4 + body.length).putInt(length).put(body).array();
    }

    private static byte[] request(int apiKey, int version, byte[] body) {
        return request(apiKey, version, body, 1);
    }

    private static byte[] request(int apiKey, int version, byte[] body, int correlationId) {
        ByteBuffer frame = ByteBuffer.allocate(4 + 2 + 2 + 4 + 2 + body.length);
        frame.putInt(frame.capacity() - 4)
                .putShort((short) apiKey)
                .putShort((short) version)
                .putInt(correlationId)
                .putShort((short) -1)
                .put(body);
        return frame.array();
    }
}
