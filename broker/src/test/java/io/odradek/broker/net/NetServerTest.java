/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.odradek.broker.net.NetSettings.ConnectionLimits;
import io.odradek.protocol.message.ApiVersionsRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class NetServerTest {
    private static NetSettings limited(ConnectionLimits limits, long idleMsMax) {
        return new NetSettings(1 << 20, idleMsMax, -1, -1, 50, 64, 1 << 20, Long.MAX_VALUE, limits);
    }

    @Test
    void aPortThatIsTakenFailsTheBind() {
        try (ServerFixture fixture = ServerFixture.start(NetSettings.DEFAULTS)) {
            ListenerAddress taken = new ListenerAddress("OTHER", "127.0.0.1", fixture.address.getPort());

            assertThatThrownBy(() -> fixture.server.bind(taken).sync()).isInstanceOf(BindException.class);
        }
    }

    @Test
    void oneConnectionTooManyFromAnAddressIsClosed() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(limited(new ConnectionLimits(10, 1, Map.of()), 0));
                Socket first = fixture.connect();
                Socket second = fixture.connect()) {
            assertThat(ask(first)).isTrue();

            assertThat(second.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anAddressMayHaveALimitOfItsOwn() throws IOException {
        ConnectionLimits limits = new ConnectionLimits(10, 0, Map.of("127.0.0.1", 1));
        try (ServerFixture fixture = ServerFixture.start(limited(limits, 0));
                Socket first = fixture.connect()) {
            assertThat(ask(first)).isTrue();
        }
    }

    @Test
    void beyondAllConnectionsOneWaitsUntilAnotherGoes() throws IOException {
        try (ServerFixture fixture =
                        ServerFixture.start(limited(new ConnectionLimits(1, Integer.MAX_VALUE, Map.of()), 0));
                Socket first = fixture.connect()) {
            assertThat(ask(first)).isTrue();
            try (Socket second = fixture.connect()) {
                first.close();

                assertThat(ask(second)).isTrue();
            }
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        try (ServerFixture fixture = ServerFixture.start(limited(ConnectionLimits.NONE, 100));
                Socket socket = fixture.connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(fixture.hasMoreComplaints()).isFalse();
        }
    }

    private static boolean ask(Socket socket) throws IOException {
        ByteBuf request = Frames.request(new ApiVersionsRequest(), 0, 7);
        socket.getOutputStream().write(ByteBufUtil.getBytes(request));
        request.release();
        return new DataInputStream(socket.getInputStream()).readInt() > 0;
    }
}
