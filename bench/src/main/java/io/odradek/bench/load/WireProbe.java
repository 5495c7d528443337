/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One plain connection to one broker, over which it is asked Metadata v1 and ListOffsets v1. Unlike a client it never
 * asks another broker than it was told, and never waits between two questions: it sees what the brokers do, without
 * the client's own timeouts.
 */
public final class WireProbe implements AutoCloseable {

    private static final short LIST_OFFSETS = 2;
    private static final short METADATA = 3;
    private static final short VERSION = 1;
    private static final int FRAME_BYTES_MAX = 64 << 20;
    private static final int LATEST = -1;

    private final Socket socket = new Socket();

    /** Leaders by topic, in the order of the partitions; -1 where there is none. */
    public record Leaders(List<Integer> brokers, Map<String, int[]> topics) {

        /** Whether so many partitions are led, each by one of these. */
        public boolean allLedBy(Set<Integer> some, int partitions) {
            long led = topics.values().stream()
                    .flatMapToInt(Arrays::stream)
                    .filter(some::contains)
                    .count();
            return led == partitions;
        }

        /** The partitions of each topic that this broker leads. */
        Map<String, List<Integer>> ledBy(int broker) {
            Map<String, List<Integer>> led = new TreeMap<>();
            topics.forEach((topic, leaders) -> {
                for (int partition = 0; partition < leaders.length; partition++) {
                    if (leaders[partition] == broker) {
                        led.computeIfAbsent(topic, key -> new ArrayList<>()).add(partition);
                    }
                }
            });
            return led;
        }
    }

    public WireProbe(int port, int timeoutMs) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMs);
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMs);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Of these topics as this broker knows them. */
    public Leaders leaders(List<String> topics) throws IOException {
        Body body = new Body();
        body.data.writeInt(topics.size());
        for (String topic : topics) {
            body.string(topic);
        }
        ByteBuffer answer = call(METADATA, body);
        List<Integer> brokers = new ArrayList<>();
        for (int left = answer.getInt(); left > 0; left--) {
            brokers.add(answer.getInt());
            string(answer);
            answer.getInt();
            string(answer);
        }
        answer.getInt();
        Map<String, int[]> leaders = new TreeMap<>();
        for (int left = answer.getInt(); left > 0; left--) {
            answer.getShort();
            String name = string(answer);
            answer.get();
            leaders.put(name, partitions(answer));
        }
        return new Leaders(brokers, leaders);
    }

    private static int[] partitions(ByteBuffer answer) {
        int[] leaders = new int[answer.getInt()];
        for (int i = 0; i < leaders.length; i++) {
            answer.getShort();
            int partition = answer.getInt();
            leaders[partition] = answer.getInt();
            skipIds(answer);
            skipIds(answer);
        }
        return leaders;
    }

    private static void skipIds(ByteBuffer answer) {
        int count = answer.getInt();
        answer.position(answer.position() + count * Integer.BYTES);
    }

    /** Whether this broker answers as the leader of all that it is said to lead. */
    public boolean leads(int itself, Leaders leaders) throws IOException {
        Map<String, List<Integer>> asked = leaders.ledBy(itself);
        Body body = new Body();
        body.data.writeInt(-1);
        body.data.writeInt(asked.size());
        for (Map.Entry<String, List<Integer>> topic : asked.entrySet()) {
            body.string(topic.getKey());
            body.data.writeInt(topic.getValue().size());
            for (int partition : topic.getValue()) {
                body.data.writeInt(partition);
                body.data.writeLong(LATEST);
            }
        }
        ByteBuffer answer = call(LIST_OFFSETS, body);
        boolean all = true;
        for (int topics = answer.getInt(); topics > 0; topics--) {
            string(answer);
            for (int left = answer.getInt(); left > 0; left--) {
                answer.getInt();
                all &= answer.getShort() == 0;
                answer.getLong();
                answer.getLong();
            }
        }
        return all;
    }

    private static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream data = new DataOutputStream(bytes);

        void string(String text) throws IOException {
            byte[] encoded = text.getBytes(UTF_8);
            data.writeShort(encoded.length);
            data.write(encoded);
        }
    }

    private static String string(ByteBuffer answer) {
        int length = answer.getShort();
        if (length < 0) {
            return "";
        }
        byte[] text = new byte[length];
        answer.get(text);
        return new String(text, UTF_8);
    }

    /** The answer behind its correlation id. */
    private ByteBuffer call(short apiKey, Body body) throws IOException {
        byte[] clientId = {'p', 'r', 'o', 'b', 'e'};
        byte[] content = body.bytes.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(14 + clientId.length + content.length);
        frame.putInt(frame.capacity() - Integer.BYTES)
                .putShort(apiKey)
                .putShort(VERSION)
                .putInt(1)
                .putShort((short) clientId.length)
                .put(clientId)
                .put(content);
        socket.getOutputStream().write(frame.array());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        if (length < Integer.BYTES || length > FRAME_BYTES_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(length));
        answer.getInt();
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
