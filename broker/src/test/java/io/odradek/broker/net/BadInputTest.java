/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.odradek.protocol.message.ApiVersionsRequest;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no Kafka client would send, on a real socket: that connection ends, with one line, and no other. */
@Timeout(30)
final class BadInputTest {
    private static final NetSettings SETTINGS = new NetSettings(
            100_000, 60_000, -1, -1, 50, 64, 1 << 20, Long.MAX_VALUE, NetSettings.ConnectionLimits.NONE);

    private final ServerFixture fixture = ServerFixture.start(SETTINGS);

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void anOversizeFrame() throws Exception {
        assertOnlyThatConnectionEnds(ints(100_001), "100001 bytes, more than socket.request.max.bytes=100000");
    }

    @Test
    void aNegativeLength() throws Exception {
        assertOnlyThatConnectionEnds(ints(-5), "a request length of -5");
    }

    @Test
    void anUnknownApiKey() throws Exception {
        assertOnlyThatConnectionEnds(ints(10, 999 << 16, 1, 0xFFFF0000), "the API key 999");
    }

    @Test
    void anApiThatIsNotServed() throws Exception {
        assertOnlyThatConnectionEnds(ints(10, 11 << 16, 1, 0xFFFF0000), "JoinGroup (11), which is not served");
    }

    @Test
    void aClientIdLongerThanTheFrame() throws Exception {
        assertOnlyThatConnectionEnds(ints(12, 18 << 16, 1, 0x7FFF0000), "ApiVersions v0 that cannot be read");
    }

    @Test
    void aTagCountThatIsAbsurd() throws Exception {
        assertOnlyThatConnectionEnds(
                ints(16, 18 << 16 | 3, 1, 0xFFFFFFFF, 0xFFFF7F00), "ApiVersions v3 that cannot be read");
    }

    @Test
    void aVersionThatIsNotServed() throws Exception {
        HeldMetadata metadata = new HeldMetadata();
        try (ServerFixture other = new ServerFixture(Transport.nio(), SETTINGS, List.of(metadata));
                Socket socket = other.connect()) {
            socket.getOutputStream().write(ints(10, 3 << 16 | 99, 1, 0xFFFF0000));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(other.complaint()).contains("Metadata v99, of which v0 to v13 are served");
        }
    }

    @Test
    void aTlsHello() throws Exception {
        byte[] hello = {0x16, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3};
        assertOnlyThatConnectionEnds(hello, "a TLS handshake on a plaintext listener");
    }

    @Test
    void anHttpRequest() throws Exception {
        byte[] hello = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertOnlyThatConnectionEnds(hello, "an HTTP request");
    }

    @Test
    void aHalfSentFrame() throws Exception {
        try (Socket socket = fixture.connect()) {
            socket.getOutputStream().write(ints(100, 18 << 16, 1));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }

        assertThat(fixture.complaint()).contains("after 12 of 104 bytes", "/127.0.0.1:");
        assertThat(fixture.hasMoreComplaints()).isFalse();
    }

    private void assertOnlyThatConnectionEnds(byte[] bytes, String cause) throws Exception {
        try (Socket good = fixture.connect();
                Socket bad = fixture.connect()) {
            bad.getOutputStream().write(bytes);

            assertThat(bad.getInputStream().read()).isEqualTo(-1);

            assertThat(fixture.complaint()).contains(cause, "/127.0.0.1:" + bad.getLocalPort());
            assertAnswers(good);
            assertThat(fixture.hasMoreComplaints()).isFalse();
        }
    }

    private static void assertAnswers(Socket socket) throws Exception {
        ByteBuf request = Frames.request(new ApiVersionsRequest(), 0, 7);
        socket.getOutputStream().write(ByteBufUtil.getBytes(request));
        request.release();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        assertThat(in.readInt()).isPositive();
        assertThat(in.readInt()).isEqualTo(7);
    }

    private static byte[] ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes.array();
    }
}
