/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * The smallest client there can be: ApiVersions v0, then Metadata v1 of all topics, over one plain connection. It
 * starts in no time and shares no code with either broker, so that it can time a start.
 */
public final class MetadataProbe {

    private static final short API_VERSIONS = 18;
    private static final short METADATA = 3;
    private static final int FRAME_BYTES_MAX = 64 << 20;

    private MetadataProbe() {}

    /** Whether the broker at this port of the loopback interface answers, with at least itself in the answer. */
    public static boolean answers(int port, int timeoutMs) {
        return answers(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMs);
    }

    /** The same anywhere. */
    public static boolean answers(InetSocketAddress address, int timeoutMs) {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMs);
            socket.connect(address, timeoutMs);
            ByteBuffer versions = call(socket, API_VERSIONS, (short) 0, new byte[0]);
            ByteBuffer metadata = call(socket, METADATA, (short) 1, new byte[] {-1, -1, -1, -1});
            return versions.getShort(Integer.BYTES) == 0 && metadata.getInt(Integer.BYTES) > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The whole answer, correlation id included. */
    private static ByteBuffer call(Socket socket, short apiKey, short version, byte[] body) throws IOException {
        byte[] clientId = {'p', 'r', 'o', 'b', 'e'};
        ByteBuffer frame = ByteBuffer.allocate(14 + clientId.length + body.length);
        frame.putInt(frame.capacity() - Integer.BYTES)
                .putShort(apiKey)
                .putShort(version)
                .putInt(1)
                .putShort((short) clientId.length)
                .put(clientId)
                .put(body);
        new DataOutputStream(socket.getOutputStream()).write(frame.array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        if (length < 10 || length > FRAME_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return ByteBuffer.wrap(in.readNBytes(length));
    }
}
