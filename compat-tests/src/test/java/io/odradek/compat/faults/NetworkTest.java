/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.odradek.compat.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cut swallows one direction of one pair, and nothing else. */
@Timeout(60)
class NetworkTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void itNeedsRoot() {
        Assumptions.assumeTrue(
                Network.obstacle().isEmpty(), () -> Network.obstacle().orElse(""));
    }

    @Test
    void aOneWayCutSwallowsThatWayOnlyUntilItIsHealed() throws IOException {
        try (Network network = Network.create(List.of(1, 2));
                ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(network.address(Network.CLIENTS)))) {
            server.setSoTimeout(10_000);
            // An echo in the namespace: what it receives, it sends back.
            String echo = "exec 3<>/dev/tcp/" + network.address(Network.CLIENTS) + "/" + server.getLocalPort()
                    + "; cat <&3 >&3";
            List<String> command = new ArrayList<>(network.host(1).launcher());
            command.addAll(List.of("bash", "-c", echo));
            try (ChildProcess node = ChildProcess.start("echo", command, Map.of(), folder.resolve("output"));
                    Socket socket = server.accept()) {
                assertThat(echoes(socket, 'a')).as(node.describe()).isTrue();

                network.cut(2, Network.CLIENTS);
                assertThat(echoes(socket, 'b')).as("another pair").isTrue();

                network.cut(1, Network.CLIENTS);
                assertThat(echoes(socket, 'c')).as("the way back").isFalse();

                network.healAll();
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).as("retransmitted").isEqualTo('c');
            }
        }
    }

    private static boolean echoes(Socket socket, int octet) throws IOException {
        socket.setSoTimeout(500);
        OutputStream out = socket.getOutputStream();
        out.write(octet);
        out.flush();
        InputStream in = socket.getInputStream();
        try {
            return in.read() == octet;
        } catch (SocketTimeoutException swallowed) {
            return false;
        }
    }
}
